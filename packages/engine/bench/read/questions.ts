/** Every question the dashboard asks. A new one is a line here. */

import type { ReadModel, RunCondition } from "@stageline/engine/read";
import type { Random } from "../seed/random.js";
import { annotationQuestions } from "./annotation-questions.js";
import { failureQuestions } from "./failure-questions.js";
import { queueQuestions } from "./queue-questions.js";
import type { Samples } from "./samples.js";

export interface Asking {
  readonly read: ReadModel;
  readonly samples: Samples;
  readonly random: Random;
}

export type Question = (asking: Asking) => Promise<unknown>;

const page = { direction: "after", limit: 50 } as const;
const tail = { direction: "before", limit: 200 } as const;
const DAY_MS = 86_400_000;
const KEYS = ["Decision.outcome", "Quality.score", "Trigger.user"] as const;

const lastDay = (samples: Samples) => {
  const to = samples.instant();
  return { from: new Date(to.getTime() - DAY_MS), to };
};

/** What no index answers is looked for in the newest runs; each of these finds few or none. */
const conditions: Readonly<Record<string, RunCondition>> = {
  "an error": { on: "error", has: ["429"], not: false },
  "an annotation": {
    on: "annotation",
    key: "Decision.outcome",
    is: [{ text: "rejected", isPrefix: false }],
    not: false,
  },
  "an annotation that nothing has": { on: "annotation", key: "zzz", is: [], not: false },
  "an actor": { on: "actor", is: [{ text: "ana", isPrefix: false }], not: false },
  "a failed stage": { on: "stage", is: [{ text: "e", isPrefix: true }], status: ["FAILED"], not: false },
  "a cost": { on: "number", field: "costUsd", compare: ">", value: 1, not: false },
  "a workflow": { on: "workflow", is: [{ text: "synthetic-d", isPrefix: true }], not: false },
};

const costDays = (count: number) => {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: day(Date.now() - count * DAY_MS), to: day(Date.now()) };
};

const costs: Readonly<Record<string, Question>> = {
  "costs: ninety days by model": ({ read }) => read.costs.days(costDays(90)),
  "costs: a workflow's reruns": ({ read, samples }) =>
    read.costs.days({ ...costDays(90), workflowId: samples.workflowId(), generation: "rerun" }),
  "costs: topics": ({ read }) => read.costs.topics(costDays(90)),
  "costs: names": ({ read }) => read.costs.names(costDays(90)),
  "costs: newest calls": ({ read }) => read.costs.calls({ ...costDays(90), limit: 50 }),
  "costs: calls of a workflow, further on": ({ read, samples }) =>
    read.costs.calls({
      ...costDays(90),
      workflowId: samples.workflowId(),
      cursor: samples.cursor(),
      limit: 50,
    }),
  "costs: calls that failed in reruns": ({ read }) =>
    read.costs.calls({ ...costDays(90), status: ["FAILED"], generation: "rerun", limit: 50 }),
  "costs: calls of a topic that nothing has": ({ read }) =>
    read.costs.calls({ ...costDays(90), topic: "zzz", limit: 50 }),
  "costs: calls without a price": ({ read }) =>
    read.costs.calls({ ...costDays(90), isPriced: false, limit: 50 }),
  "costs: the most expensive calls": ({ read }) => read.costs.dearCalls({ ...costDays(90), limit: 25 }),
  "costs: runs": ({ read }) => read.costs.runs({ ...costDays(90), limit: 10 }),
  "costs: runs of a workflow": ({ read, samples }) =>
    read.costs.runs({ ...costDays(30), workflowId: samples.workflowId(), limit: 10 }),
  budgets: ({ read }) => read.budgets.list(),
};

const searches = Object.fromEntries(
  Object.entries(conditions).flatMap(([name, condition]): [string, Question][] => [
    [`search: ${name}`, ({ read }) => read.runs.list({ ...page, where: [condition] })],
    [`search: counts of ${name}`, ({ read }) => read.runs.countByStatus({ ...page, where: [condition] })],
    [
      `search: ${name} over time`,
      ({ read, samples }) => read.runs.histogram({ ...lastDay(samples), buckets: 96, where: [condition] }),
    ],
  ]),
);

export const QUESTIONS: Readonly<Record<string, Question>> = {
  "runs: newest page": ({ read }) => read.runs.list(page),
  "runs: a page further on": ({ read, samples }) => read.runs.list({ ...page, cursor: samples.cursor() }),
  "runs: the page before": ({ read, samples }) =>
    read.runs.list({ ...page, direction: "before", cursor: samples.cursor() }),
  "runs: failed": ({ read }) => read.runs.list({ ...page, status: ["FAILED"] }),
  "runs: failed or cancelled, further on": ({ read, samples }) =>
    read.runs.list({ ...page, status: ["FAILED", "CANCELLED"], cursor: samples.cursor() }),
  "runs: running, of which there are none": ({ read }) => read.runs.list({ ...page, status: ["RUNNING"] }),
  "runs: of a workflow": ({ read, samples }) =>
    read.runs.list({ ...page, workflowId: [samples.workflowId()] }),
  "runs: failed of two workflows": ({ read, samples }) =>
    read.runs.list({
      ...page,
      workflowId: [samples.workflowId(), samples.workflowId()],
      status: ["FAILED"],
    }),
  "runs: of a day": ({ read, samples }) => read.runs.list({ ...page, ...lastDay(samples) }),
  "runs: by the start of an id": ({ read, samples }) =>
    read.runs.list({ ...page, text: samples.run().id.slice(0, 13) }),
  "runs: by part of a name": ({ read }) => read.runs.list({ ...page, text: "digest" }),
  "runs: by a text that nothing has": ({ read }) => read.runs.list({ ...page, text: "zzz" }),
  ...searches,
  "runs: patch of a page": ({ read, samples }) => read.runs.byIds(samples.pageOfIds()),
  "counts: all": ({ read }) => read.runs.countByStatus(page),
  "counts: of a workflow": ({ read, samples }) =>
    read.runs.countByStatus({ ...page, workflowId: [samples.workflowId()] }),
  "counts: of a day": ({ read, samples }) => read.runs.countByStatus({ ...page, ...lastDay(samples) }),
  "counts: of a text": ({ read }) => read.runs.countByStatus({ ...page, text: "digest" }),
  "counts: of a text that nothing has": ({ read }) => read.runs.countByStatus({ ...page, text: "zzz" }),
  "newer: than the top": async ({ read, samples }) =>
    read.runs.countNewerThan({ ...page, cursor: samples.cursor() }),
  "newer: failed": ({ read, samples }) =>
    read.runs.countNewerThan({ ...page, status: ["FAILED"], cursor: samples.cursor() }),
  "runs: a day over time": ({ read, samples }) => read.runs.histogram({ ...lastDay(samples), buckets: 96 }),
  "runs: three months over time": ({ read, samples }) =>
    read.runs.histogram({ from: new Date(Date.now() - 90 * DAY_MS), to: samples.instant(), buckets: 96 }),
  "runs: values of a page": ({ read, samples }) =>
    read.runs.values({
      ids: [...samples.pageOfIds()],
      keys: ["Trigger.source", "Trigger.user", "Decision.outcome"],
    }),
  "runs: words to search with": ({ read }) => read.runs.words(),
  workflows: ({ read }) => read.workflows.list(),
  "live: nothing watched": ({ read }) => read.live.marks([]),
  "live: a page watched": ({ read, samples }) => read.live.marks(samples.pageOfIds()),
  "run: header": ({ read, samples }) => read.runs.get(samples.run().id),
  "run: stages": ({ read, samples }) => read.stages.listByRun(samples.run().id),
  "run: annotations": ({ read, samples }) => read.annotations.list({ ...page, runId: samples.run().id }),
  "run: annotations of an actor": ({ read, samples }) =>
    read.annotations.list({ ...page, runId: samples.run().id, actorKind: "agent", keyPrefix: "Decision." }),
  "run: AI calls": ({ read, samples }) => read.aiCalls.list({ ...page, runId: samples.run().id }),
  "run: AI call totals": ({ read, samples }) => read.aiCalls.totals({ ...page, runId: samples.run().id }),
  "run: tail of logs": ({ read, samples }) => read.logs.list({ ...tail, runId: samples.run().id }),
  "run: errors in logs": ({ read, samples }) =>
    read.logs.list({ ...tail, runId: samples.run().id, level: ["ERROR"], text: "model" }),
  "run: artifacts": ({ read, samples }) => read.artifacts.listByRun(samples.run().id),
  "run: events": ({ read, samples }) =>
    read.events.list({ runId: samples.run().id, afterSequence: 0, limit: 500 }),
  "run: input": ({ read, samples }) =>
    read.payloads.get({ kind: "runInput", id: samples.run().id, maxChars: 65_536 }),
  "history: of a workflow's stages": ({ read, samples }) => {
    const workflowId = samples.workflowId();
    return read.stages.history({ workflowId, stageIds: [...samples.stageIds(workflowId)] });
  },
  "annotations: of a key, all runs": ({ read, random }) =>
    read.annotations.list({ ...page, direction: "before", key: random.pick(KEYS) }),
  "annotations: of an actor, all runs": ({ read }) =>
    read.annotations.list({ ...page, direction: "before", actorKind: "user", actorId: "ana" }),
  ...annotationQuestions,
  "AI calls: of a model, all runs": ({ read }) =>
    read.aiCalls.list({ ...page, direction: "before", modelId: "sonnet-large" }),
  "AI calls: failed, all runs": ({ read }) =>
    read.aiCalls.list({ ...page, direction: "before", status: ["FAILED"] }),
  ...costs,
  workers: ({ read }) => read.workers.list(),
  ...failureQuestions,
  ...queueQuestions,
};
