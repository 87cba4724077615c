/** What a user or a model can fill a field with: it reads back as it was, is marked as replaced, or is refused. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { aiCallInput, createRun, createStage, eventInput, jobInput, runInput } from "../factories.js";
import { refuses } from "./refusal.js";
import { type ConformanceCase, suite } from "./suite.js";

const withOwn = (key: string, value: unknown): object =>
  Object.defineProperty({}, key, { value, enumerable: true, configurable: true, writable: true });

/** Documents that must come back equal. */
const DOCUMENTS: readonly (readonly [string, unknown])[] = [
  ["NUL characters", { text: "a\0b", "k\0": "\0" }],
  ["lone surrogates", ["\ud800", "\udfff x", { "\ud83d": 1 }]],
  ["a Date", { at: new Date("2026-01-02T03:04:05.678Z"), list: [new Date(0)] }],
  ["NaN and the infinities", [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ["a BigInt", { big: 2n ** 200n }],
  ["a Map and a Set", { map: new Map([["a", { b: 1 }]]), set: new Set([1, "1"]) }],
  ["undefined in a list", [1, undefined, 3]],
  [
    "keys like __proto__ and constructor",
    [withOwn("__proto__", { polluted: true }), { constructor: 1, toString: "x" }],
  ],
  ["numbers at the edge", [Number.MAX_SAFE_INTEGER, -Number.MAX_VALUE, 5e-324, 0.1 + 0.2, 1e21]],
  ["400 levels", Array.from({ length: 400 }).reduce<unknown>((inner) => [inner], "end")],
  ["ten thousand keys", Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, n]))],
  ["markup, quotes and SQL", "</script><img src=x onerror=1> '; drop table workflow_runs; -- \\ \" ` $1 ?"],
  ["bidi and control characters", "\u202eabc\u0007\u001b[31m\u2028\ufeff"],
];

/** Every place where a document goes in, and how it comes out. */
const PLACES: Readonly<Record<string, (store: Store, document: unknown, n: number) => Promise<unknown>>> = {
  "a run's input": async (store, document) =>
    (await store.persistence.getRun((await createRun(store, { input: document })).id))?.input,
  "a run's output": async (store, document) => {
    const { id } = await createRun(store);
    await store.persistence.updateRun(id, { output: document });
    return (await store.persistence.getRun(id))?.output;
  },
  "a stage's output": async (store, document) => {
    const { id } = await createStage(store, (await createRun(store)).id);
    await store.persistence.updateStage(id, { outputData: document, suspendedState: document });
    const stage = await store.persistence.getStageById(id);
    assert.deepEqual(stage?.suspendedState, stage?.outputData);
    return stage?.outputData;
  },
  "an artifact": async (store, document) => {
    const { id } = await createRun(store);
    await store.persistence.saveArtifact({
      workflowRunId: id,
      key: "k",
      type: "ARTIFACT",
      data: document,
      size: 1,
    });
    return store.persistence.loadArtifact(id, "k");
  },
  "an annotation": async (store, document) => {
    const { id } = await createRun(store);
    await store.persistence.appendAnnotations([
      { workflowRunId: id, scope: "run", key: "k", value: document, payload: document },
    ]);
    const [found] = await store.persistence.listAnnotations(id);
    assert.deepEqual(found?.payload, found?.value);
    return found?.value;
  },
  "a log's data": async (store, document) => {
    await store.persistence.createLog({ level: "INFO", message: "m", metadata: document });
    return (await store.persistence.listLogs()).at(-1)?.metadata;
  },
  "an event": async (store, document) => {
    await store.persistence.appendOutboxEvents([eventInput("r", { payload: document })]);
    return (await store.persistence.getUnpublishedOutboxEvents()).at(-1)?.payload;
  },
  "a job's payload": async (store, document) => {
    await store.jobs.enqueue(jobInput({ payload: { document } }));
    return (await store.jobs.dequeue())?.payload.document;
  },
  "a command's result": async (store, document, n) => {
    const key = `k${n}`;
    await store.persistence.acquireIdempotencyKey(key, "c");
    await store.persistence.completeIdempotencyKey(key, "c", document);
    const replay = await store.persistence.acquireIdempotencyKey(key, "c");
    return replay.status === "replay" ? replay.result : replay;
  },
};

const roundTrips: Record<string, ConformanceCase["check"]> = Object.fromEntries(
  Object.entries(PLACES).map(([place, through]) => [
    `${place} keeps documents of every kind`,
    async (store: Store) => {
      for (const [index, [kind, document]] of DOCUMENTS.entries()) {
        assert.deepEqual(await through(store, document, index), document, kind);
      }
    },
  ]),
);

/** Free text, and how it is stored. */
const TEXTS: readonly (readonly [string, string])[] = [
  ["a\0b", "a\ufffdb"],
  ["half \ud800 pair", "half \ufffd pair"],
  ["ä😀\u202e'\"\\ $1", "ä😀\u202e'\"\\ $1"],
  ["", ""],
];

const BAD_IDS = ["a\0b", "\ud800", "x".repeat(501)];

export const hostileValueSuite = suite("hostile values", {
  ...roundTrips,
  "what cannot come back is marked as replaced": async (store) => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const deep = Array.from({ length: 10_000 }).reduce<unknown>((inner) => [inner], "end");

    for (const input of [{ f: () => 1 }, cycle, deep, { s: Symbol("x") }]) {
      const { id } = await createRun(store, { input });
      assert.ok(JSON.stringify((await store.persistence.getRun(id))?.input).includes('"replaced"'));
    }
  },
  "free text keeps everything but NUL and lone surrogates, which are replaced": async (store) => {
    for (const [given, stored] of TEXTS) {
      const { id } = await createRun(store, { workflowName: given });
      const stage = await createStage(store, id, { stageName: given });
      await store.persistence.updateStage(stage.id, { errorMessage: given });
      await store.persistence.createLog({ workflowRunId: id, level: "ERROR", message: given });

      assert.equal((await store.persistence.getRun(id))?.workflowName, stored);
      const after = await store.persistence.getStageById(stage.id);
      assert.deepEqual([after?.stageName, after?.errorMessage], [stored, stored]);
      assert.equal((await store.persistence.listLogs({ workflowRunId: id }))[0]?.message, stored);
    }
  },
  "prompts and responses keep everything but NUL and lone surrogates": async (store) => {
    for (const [given] of TEXTS) await store.aiCalls.write([aiCallInput({ prompt: given, response: given })]);
    assert.equal((await store.aiCalls.getStats("")).totalCalls, TEXTS.length);
  },
  "an error message of a job keeps its text": async (store) => {
    const jobId = await store.jobs.enqueue(jobInput());
    await store.jobs.dequeue();
    await store.jobs.fail(jobId, "a\0b \ud800");
    assert.equal((await store.jobs.getJob(jobId))?.lastError, "a\ufffdb \ufffd");
  },
  "ids and keys that cannot be stored are refused, and read as nothing": async (store) => {
    const { id } = await createRun(store);
    for (const bad of BAD_IDS) {
      await refuses("UNSTORABLE_VALUE", createRun(store, { id: bad }));
      await refuses("UNSTORABLE_VALUE", createRun(store, { workflowId: bad }));
      await refuses("UNSTORABLE_VALUE", createStage(store, id, { stageId: bad }));
      await refuses(
        "UNSTORABLE_VALUE",
        store.persistence.saveArtifact({ workflowRunId: id, key: bad, type: "ARTIFACT", data: 1, size: 1 }),
      );
      await refuses("UNSTORABLE_VALUE", store.persistence.acquireIdempotencyKey(bad, "c"));
      assert.equal(await store.persistence.getRun(bad), null);
      assert.equal(await store.persistence.getStage(id, bad), null);
      assert.equal(await store.persistence.loadArtifact(id, bad), undefined);
      assert.equal(await store.persistence.hasArtifact(id, bad), false);
      assert.deepEqual(await store.persistence.listAnnotations(bad), []);
      assert.equal(await store.jobs.cancelByRun(bad), 0);
    }
  },
  "dates that no calendar has are refused": async (store) => {
    const { id } = await createRun(store);
    const stage = await createStage(store, id);
    for (const bad of [new Date(Number.NaN), new Date(8.64e15), new Date(-8.64e15)]) {
      await refuses("UNSTORABLE_VALUE", store.persistence.updateRun(id, { completedAt: bad }));
      await refuses("UNSTORABLE_VALUE", store.persistence.updateStage(stage.id, { nextPollAt: bad }));
      await refuses("UNSTORABLE_VALUE", store.jobs.enqueue(jobInput({ scheduledFor: bad })));
    }
  },
  "old and far dates are kept to the millisecond": async (store) => {
    const { id } = await createRun(store);
    for (const at of [
      "0001-01-01T00:00:00.000Z",
      "1969-12-31T23:59:59.999Z",
      "2026-03-29T01:30:00.001Z",
      "9999-12-31T23:59:59.999Z",
    ]) {
      await store.persistence.updateRun(id, { completedAt: new Date(at) });
      assert.equal((await store.persistence.getRun(id))?.completedAt?.toISOString(), at);
    }
  },
  "numbers that are none are refused": async (store) => {
    const { id } = await createRun(store);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      await refuses("UNSTORABLE_VALUE", store.persistence.updateRun(id, { totalCost: bad }));
      await refuses("UNSTORABLE_VALUE", store.persistence.updateRun(id, { duration: bad }));
    }
    await refuses("UNSTORABLE_VALUE", store.persistence.updateRun(id, { totalTokens: 1.5 }));
  },
  "ten megabytes come back": async (store) => {
    const text = "0123456789abcdef".repeat(655_360);
    const { id } = await createRun(store, { input: { text } });
    const stage = await createStage(store, id);
    await store.persistence.updateStage(stage.id, { outputData: text });

    const run = await store.persistence.getRun(id);
    assert.ok(run);
    assert.ok((run.input as { text: string }).text === text);
    assert.ok((await store.persistence.getStageById(stage.id))?.outputData === text);
  },
  "a hostile run does not keep the others from being claimed": async (store) => {
    await createRun(store, { input: "\0\ud800", workflowName: "\0", priority: 9 });
    await store.persistence.createRun(runInput());

    assert.ok(await store.persistence.claimNextPendingRun());
    assert.ok(await store.persistence.claimNextPendingRun());
  },
});
