/** The read side of one run: what stands above its lists, and parts of big payloads. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { CreateAnnotationInput } from "../../ports/workflow-persistence.js";
import { bulkItemFilter } from "../../read/bulk-actions.js";
import {
  aiCallFilter,
  annotationFilter,
  eventFilter,
  logViewFilter,
  payloadRequest,
} from "../../read/filters.js";
import {
  aiCallTopicsFilter,
  annotationGroupsFilter,
  latestAnnotationsFilter,
  logLevelsFilter,
} from "../../read/run-overviews.js";
import { aiCallInput, createRun, createStage, eventInput, times } from "../factories.js";
import { nextInstant } from "../store-clock.js";
import { suite } from "./suite.js";

const stated = (
  workflowRunId: string,
  key: string,
  value: unknown,
  given: Partial<CreateAnnotationInput> = {},
): CreateAnnotationInput => ({ workflowRunId, scope: "run", key, value, ...given });

const logs = (store: Store, runId: string, filter: object) =>
  store.read.logs.list(logViewFilter.parse({ ...filter, runId }));

export const runOverviewSuite = suite("read side: overviews of a run", {
  "annotations are counted by everything that narrows them, the most frequent first": async (store) => {
    const run = await createRun(store);
    const other = await createRun(store);
    const bot = { actor: { kind: "agent", id: "bot", version: "2" } };
    await store.persistence.appendAnnotations([
      stated(run.id, "Decision.outcome", 1, bot),
      stated(run.id, "Decision.outcome", 2, bot),
      stated(run.id, "Decision.outcome", 3, { ...bot, attempt: 1 }),
      stated(run.id, "Quality.coverage", 1, { scope: "artifact" }),
      stated(other.id, "Elsewhere", 1),
    ]);

    const { groups, isCapped } = await store.read.annotations.groups(
      annotationGroupsFilter.parse({ runId: run.id }),
    );

    const actor = { actorKind: "agent", actorId: "bot", actorVersion: "2" };
    const nobody = { actorKind: null, actorId: null, actorVersion: null };
    assert.deepEqual(groups, [
      { key: "Decision.outcome", attempt: 0, scope: "run", ...actor, count: 2 },
      { key: "Decision.outcome", attempt: 1, scope: "run", ...actor, count: 1 },
      { key: "Quality.coverage", attempt: 0, scope: "artifact", ...nobody, count: 1 },
    ]);
    assert.equal(isCapped, false);
  },

  "a run without annotations has no groups and no latest": async (store) => {
    const run = await createRun(store);

    assert.deepEqual(await store.read.annotations.groups({ runId: run.id }), {
      groups: [],
      isCapped: false,
      readFrom: null,
    });
    assert.deepEqual(await store.read.annotations.latest({ runId: run.id }), []);
  },

  "the last value of every key in every attempt, and how often it was stated": async (store) => {
    const run = await createRun(store);
    for (const [key, value, attempt] of [
      ["outcome", "early", 0],
      ["outcome", "middle", 0],
      ["outcome", "late", 0],
      ["outcome", "again", 1],
      ["Other", true, 0],
    ] as const) {
      await store.persistence.appendAnnotations([stated(run.id, key, value, { attempt })]);
      await nextInstant(store);
    }

    const latest = await store.read.annotations.latest(latestAnnotationsFilter.parse({ runId: run.id }));
    const ofFirst = await store.read.annotations.latest({ runId: run.id, attempt: 0, keyPrefix: "out" });

    const shown = latest.map(({ key, attempt, valuePreview, count }) => [key, attempt, valuePreview, count]);
    assert.deepEqual(shown, [
      ["Other", 0, "true", 1],
      ["outcome", 0, '"late"', 3],
      ["outcome", 1, '"again"', 1],
    ]);
    assert.deepEqual(
      ofFirst.map(({ valuePreview }) => valuePreview),
      ['"late"'],
    );
  },

  "what each topic has cost, the most expensive first": async (store) => {
    const run = await createRun(store);
    const call = (topic: string, cost: number) => aiCallInput({ workflowRunId: run.id, topic, cost });
    await store.aiCalls.write([
      call("a.cheap", 0.001),
      call("a.dear", 0.1),
      call("a.dear", 0.2),
      call("b", 0),
    ]);

    const { topics } = await store.read.aiCalls.topics(aiCallTopicsFilter.parse({ runId: run.id }));
    const narrowed = await store.read.aiCalls.topics({ runId: run.id, topicPrefix: "a." });

    assert.deepEqual(topics, [
      { topic: "a.dear", calls: 2, cost: 0.3, tokens: 30 },
      { topic: "a.cheap", calls: 1, cost: 0.001, tokens: 15 },
      { topic: "b", calls: 1, cost: 0, tokens: 15 },
    ]);
    assert.deepEqual(
      narrowed.topics.map(({ topic }) => topic),
      ["a.dear", "a.cheap"],
    );
  },

  "the largest numbers that a filter takes are answered; larger ones are no filter": async (store) => {
    const run = await createRun(store);
    const most = { runId: run.id, attempt: 2_147_483_647 };
    const beyond = { runId: run.id, attempt: 2_147_483_648 };

    const none = { DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0 };
    assert.deepEqual((await store.read.logs.levels(logLevelsFilter.parse(most))).counts, none);
    assert.deepEqual((await store.read.logs.list(logViewFilter.parse(most))).rows, []);
    assert.deepEqual((await store.read.annotations.list(annotationFilter.parse(most))).rows, []);
    assert.deepEqual((await store.read.aiCalls.list(aiCallFilter.parse(most))).rows, []);
    const items = bulkItemFilter.parse({ id: "none", after: 2_147_483_647 });
    assert.deepEqual((await store.read.bulk.items(items)).rows, []);
    const far = payloadRequest.parse({ kind: "runInput", id: run.id, fromChar: 2 ** 30, maxChars: 1 });
    assert.equal((await store.read.payloads.get(far))?.text, "");

    for (const filter of [logLevelsFilter, logViewFilter, annotationFilter, aiCallFilter])
      assert.equal(filter.safeParse(beyond).success, false);
    assert.equal(bulkItemFilter.safeParse({ id: "none", after: 2_147_483_648 }).success, false);
    assert.equal(payloadRequest.safeParse({ ...far, fromChar: 2 ** 30 + 1 }).success, false);
  },

  "lines are counted by level and found by stage, attempt and id": async (store) => {
    const run = await createRun(store);
    const other = await createRun(store);
    const first = await createStage(store, run.id);
    await store.persistence.supersedeStages(run.id, 1);
    const again = await createStage(store, run.id, { attempt: 1 });
    const line = (message: string, level: "INFO" | "ERROR", workflowStageId?: string) =>
      store.persistence.createLog({ workflowRunId: run.id, workflowStageId, level, message });
    await line("of the run", "INFO");
    await line("of the first", "ERROR", first.id);
    await line("of the second", "INFO", again.id);

    const all = await store.read.logs.levels(logLevelsFilter.parse({ runId: run.id }));
    const withText = await store.read.logs.levels({ runId: run.id, text: "FIRST" });
    const ofStage = await logs(store, run.id, { stageId: "first" });
    const ofSecond = await logs(store, run.id, { attempt: 1 });
    const id = ofSecond.rows[0]?.id ?? "";

    assert.deepEqual(all, { counts: { DEBUG: 0, INFO: 2, WARN: 0, ERROR: 1 }, isCapped: false });
    assert.deepEqual(withText.counts, { DEBUG: 0, INFO: 0, WARN: 0, ERROR: 1 });
    assert.deepEqual(ofStage.rows.map(({ message }) => message).sort(), ["of the first", "of the second"]);
    assert.deepEqual(
      ofSecond.rows.map(({ message }) => message),
      ["of the second"],
    );
    assert.equal((await store.read.logs.get(run.id, id))?.message, "of the second");
    assert.equal(await store.read.logs.get(other.id, id), null);
  },

  "a payload is read part by part, and no character is lost or halved": async (store) => {
    const text = times(50, (index) => `🙂é${index}`).join("");
    const run = await createRun(store, { input: { text } });
    const part = (fromChar: number) =>
      store.read.payloads.get(payloadRequest.parse({ kind: "runInput", id: run.id, fromChar, maxChars: 7 }));

    const parts: string[] = [];
    for (let fromChar = 0; ; fromChar += 7) {
      const read = await part(fromChar);
      parts.push(read?.text ?? "");
      if (!read?.isCut) break;
    }

    assert.deepEqual(JSON.parse(parts.join("")), { text });
    assert.equal((await part(10_000))?.text, "");
  },

  "an event's payload is read like any other": async (store) => {
    const run = await createRun(store);
    await store.persistence.appendOutboxEvents([eventInput(run.id, { payload: { n: 42 } })]);
    const [event] = await store.read.events.list(eventFilter.parse({ runId: run.id }));

    const payload = await store.read.payloads.get(
      payloadRequest.parse({ kind: "eventPayload", id: event?.id ?? "" }),
    );

    assert.equal(payload?.text, '{"n":42}');
  },
});
