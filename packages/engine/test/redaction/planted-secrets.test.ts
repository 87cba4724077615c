/**
 * Secrets in every field that a user or a model can fill, and none is kept: not in any column of any table, not in what
 * the dashboard reads. With redaction off they are all over the place. `pnpm redaction` plants ten thousand.
 */

import { afterEach, describe, expect, test } from "vitest";
import { encodeDocument } from "../../src/domain/json-document.js";
import { createKernel, type Kernel } from "../../src/kernel/kernel.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import type { RedactionLevel } from "../../src/redaction/redactor.js";
import type { Store } from "../../src/store.js";
import { foundIn, openSearchable, SEARCHABLE, type Searchable } from "./haystack.js";
import { plantedWorkflow, quietWorkflow } from "./planted-workflow.js";
import { KINDS, type Planting, planting } from "./planting.js";

/** Columns with what code gets back: `records` leaves them alone. In memory they have other names. */
const DATA =
  /^(workflow_)?(runs|stages|artifacts)\.(input|config|output|input_?data|output_?data|suspended_?state|data)$/i;

/** A run takes more than 200. */
const WANTED = Number(process.env.STAGELINE_PLANTED_SECRETS ?? 1_000);
const RUNS = Math.ceil(WANTED / 200);

let opened: Searchable;
afterEach(() => opened.discard());

describe.each(SEARCHABLE)("of the secrets planted in runs on %s", (kind) => {
  test("none is kept, and none is shown, when everything is redacted", async () => {
    const plant = planting(1);
    await workedThrough(kind, "everything", plant, RUNS);

    const kept = foundIn([...(await opened.contents()).values()].join("\n"), plant.secrets);

    expect(plant.secrets.length).toBeGreaterThan(WANTED);
    expect(new Set(plant.secrets.map((secret) => secret.kind)).size).toBe(KINDS);
    expect([...kept]).toEqual([]);
    expect([...foundIn(await shownBy(opened.store), plant.secrets)]).toEqual([]);
  });

  test("none is in a record when records are redacted, and code gets back what it gave", async () => {
    const plant = planting(2);
    await workedThrough(kind, "records", plant, 2);

    const contents = await opened.contents();

    const records = [...contents].filter(([column]) => !DATA.test(column));
    const leaks = records.filter(([, text]) => foundIn(text, plant.secrets).size > 0);
    expect(leaks.map(([column]) => column)).toEqual([]);
    const data = [...contents].filter(([column]) => DATA.test(column));
    expect(foundIn(data.map(([, text]) => text).join(), plant.secrets).size).toBeGreaterThan(100);
  });

  test("nearly all are found when nothing is redacted", async () => {
    const plant = planting(3);
    await workedThrough(kind, "off", plant, 2);

    const kept = foundIn([...(await opened.contents()).values()].join("\n"), plant.secrets);

    // Of two messages about one stage's progress the last is kept, and so are the last state and error.
    expect(kept.size).toBeGreaterThan(plant.secrets.length * 0.9);
  });
});

/** Runs planted with secrets from their creation to what is said of them afterwards. */
async function workedThrough(
  kind: (typeof SEARCHABLE)[number],
  level: RedactionLevel,
  plant: Planting,
  runs: number,
): Promise<void> {
  opened = await openSearchable(kind, { level });
  const { store } = opened;
  const refusing: EventSink = {
    name: "refusing",
    deliver: async ([first]) => (first ? [{ outcome: "refused", error: plant.text() }] : []),
  };
  const kernel = createKernel({
    store,
    workflows: [plantedWorkflow(plant), quietWorkflow(plant)],
    sinks: [refusing],
  });
  const created: string[] = [];
  for (let run = 0; run < runs; run++) created.push(await createPlanted(kernel, plant));
  const quiet = { workflowId: "quiet", input: plant.value(), metadata: plant.value() };
  const { runId: quietId } = await kernel.dispatch("run.create", quiet);
  await drain(kernel);
  expect(await store.persistence.getRunStatus(quietId)).toBe("COMPLETED");
  for (const runId of created) {
    expect(await store.persistence.getRunStatus(runId)).toBe("FAILED");
    await tellAbout(kernel, plant, runId);
  }
  await drain(kernel);
  await store.aiCalls.flush();
}

async function createPlanted(kernel: Kernel, plant: Planting): Promise<string> {
  const { runId } = await kernel.dispatch("run.create", {
    workflowId: "planted",
    input: plant.value(),
    config: { talk: plant.value() },
    metadata: plant.value(),
    idempotencyKey: plant.id(),
    actor: { kind: plant.id(), id: plant.id(), version: plant.id() },
    annotations: [{ key: plant.id(), value: plant.value(), payload: plant.value() }],
  });
  return runId;
}

/** Facts from outside, an event that is refused and discarded, a rerun, and its cancellation. */
async function tellAbout(kernel: Kernel, plant: Planting, runId: string): Promise<void> {
  const actor = { kind: plant.id(), id: plant.id() };
  await kernel.dispatch("annotations.attach", {
    runId,
    annotations: [
      {
        key: plant.id(),
        value: plant.text(),
        payload: plant.value(),
        scope: plant.id(),
        actor,
        emitEvent: true,
      },
    ],
  });
  await kernel.dispatch("outbox.flush", { limit: 100, maxTries: 1 });
  await kernel.dispatch("dlq.discard", { select: { filter: { runId } }, reason: plant.text(2), actor });
  await kernel.dispatch("run.rerunFrom", {
    runId,
    stageId: "talk",
    input: plant.value(),
    config: { talk: plant.value() },
    reason: plant.text(2),
    actor,
  });
  await kernel.dispatch("run.cancel", { runId, reason: plant.text(2), actor });
}

async function drain(kernel: Kernel): Promise<void> {
  const round = async () => {
    await kernel.dispatch("run.claimPending", { limit: 50 });
    const begun = await kernel.dispatch("job.begin", { limit: 50, leaseMs: 60_000 });
    await Promise.all(begun.map((job) => kernel.dispatch("job.execute", { job })));
    return kernel.dispatch("stage.pollSuspended", {});
  };
  const isDone = async () => {
    await round();
    const { RUNNING, PENDING, SUSPENDED } = await opened.store.read.runs.countByStatus({
      direction: "after",
      limit: 1,
    });
    return RUNNING + PENDING + SUSPENDED;
  };
  await expect.poll(isDone, { interval: 2, timeout: 30_000 }).toBe(0);
}

/** All that the dashboard can ask for about all runs. */
async function shownBy({ read }: Store): Promise<string> {
  const page = { direction: "after", limit: 200 } as const;
  const { rows } = await read.runs.list(page);
  const answers: unknown[] = [rows, await read.workflows.list(), await read.workers.list()];
  for (const { id: runId } of rows) {
    const ofRun = { ...page, runId };
    answers.push(
      await read.runs.get(runId),
      await read.stages.listByRun(runId),
      await read.annotations.list(ofRun),
      await read.aiCalls.list(ofRun),
      await read.logs.list(ofRun),
      await read.artifacts.listByRun(runId),
      await read.events.list({ runId, afterSequence: 0, limit: 1_000 }),
    );
  }
  return encodeDocument(answers);
}
