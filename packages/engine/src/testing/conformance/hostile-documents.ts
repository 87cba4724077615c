/** Whatever a user or a model puts into a JSON field: it reads back as it was, or marked as replaced. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { ReplacedValue } from "../../domain/json-document.js";
import {
  aiCallInput,
  createRun,
  createStage,
  eventInput,
  jobInput,
  runInput,
  stageInput,
} from "../factories.js";
import { type ConformanceCase, suite } from "./suite.js";

type Check = ConformanceCase["check"];

/** A field that takes any value, and how to write it and read it back. */
const FIELDS: Readonly<Record<string, (store: Store, value: unknown) => Promise<unknown>>> = {
  "a run's input": async (store, value) => {
    const { id } = await createRun(store, { input: value });
    return (await store.persistence.getRun(id))?.input;
  },
  "a run's config": async (store, value) => {
    const { id } = await createRun(store, { config: { value } });
    return ((await store.persistence.getRun(id))?.config as Wrapped | undefined)?.value;
  },
  "a run's metadata": async (store, value) => {
    const { id } = await createRun(store, { metadata: { value } });
    return ((await store.persistence.getRun(id))?.metadata as Wrapped | undefined)?.value;
  },
  "a run's output": async (store, value) => {
    const { id } = await createRun(store);
    await store.persistence.updateRun(id, { output: value });
    return (await store.persistence.getRun(id))?.output;
  },
  "a stage's input": async (store, value) => {
    const run = await createRun(store);
    const { id } = await createStage(store, run.id, { inputData: value });
    return (await store.persistence.getStageById(id))?.inputData;
  },
  "a stage's output": async (store, value) => {
    const run = await createRun(store);
    const { id } = await createStage(store, run.id);
    await store.persistence.updateStage(id, { outputData: value });
    return (await store.persistence.getStageById(id))?.outputData;
  },
  "a stage's suspended state": async (store, value) => {
    const run = await createRun(store);
    const { id } = await createStage(store, run.id);
    await store.persistence.updateStage(id, { suspendedState: value });
    return (await store.persistence.getStageById(id))?.suspendedState;
  },
  "a stage's other documents": async (store, value) => {
    const run = await createRun(store);
    const { id } = await createStage(store, run.id, { config: value });
    const others = { resumeData: value, metrics: value, embeddingInfo: value };
    await store.persistence.updateStage(id, others);
    const stage = await store.persistence.getStageById(id);
    for (const name of ["resumeData", "metrics", "embeddingInfo"] as const)
      assert.deepEqual(stage?.[name], stage?.config, name);
    return stage?.config;
  },
  "a run's corrected input": async (store, value) => {
    const { id } = await createRun(store);
    await store.persistence.updateRun(id, { input: value, config: value });
    const run = await store.persistence.getRun(id);
    assert.deepEqual(run?.config, run?.input);
    return run?.input;
  },
  "an upserted stage's output": async (store, value) => {
    const { id: workflowRunId } = await createRun(store);
    const create = stageInput(workflowRunId);
    const upsert = { workflowRunId, stageId: "first", create, update: { outputData: value } };
    await store.persistence.upsertStage(upsert);
    return (await store.persistence.upsertStage(upsert)).outputData;
  },
  "an artifact's metadata": async (store, value) => {
    const { id: workflowRunId } = await createRun(store);
    const artifact = {
      workflowRunId,
      key: "k",
      type: "ARTIFACT",
      data: 1,
      size: 1,
      metadata: value,
    } as const;
    await store.persistence.saveArtifact(artifact);
    return (await store.persistence.listArtifacts(workflowRunId))[0]?.metadata;
  },
  "a stored stage output": async (store, value) => {
    const run = await createRun(store);
    const key = await store.persistence.saveStageOutput(run.id, "sample", "first", value);
    return store.persistence.loadArtifact(run.id, key);
  },
  "an artifact": async (store, value) => {
    const run = await createRun(store);
    const artifact = { workflowRunId: run.id, key: "k", type: "ARTIFACT", data: value, size: 1 } as const;
    await store.persistence.saveArtifact(artifact);
    return store.persistence.loadArtifact(run.id, "k");
  },
  "an annotation's value": async (store, value) => {
    const run = await createRun(store);
    await store.persistence.appendAnnotations([{ workflowRunId: run.id, scope: "run", key: "k", value }]);
    return (await store.persistence.listAnnotations(run.id))[0]?.value;
  },
  "an annotation's payload": async (store, value) => {
    const run = await createRun(store);
    const annotation = { workflowRunId: run.id, scope: "run", key: "k", value: 1, payload: value };
    await store.persistence.appendAnnotations([annotation]);
    return (await store.persistence.listAnnotations(run.id))[0]?.payload;
  },
  "a log's metadata": async (store, value) => {
    const run = await createRun(store);
    const log = { workflowRunId: run.id, level: "INFO", message: "m", metadata: value } as const;
    await store.persistence.createLog(log);
    return (await store.persistence.listLogs({ workflowRunId: run.id }))[0]?.metadata;
  },
  "an event's payload": async (store, value) => {
    await store.persistence.appendOutboxEvents([eventInput("any-run", { payload: value })]);
    return (await store.persistence.getUnpublishedOutboxEvents())[0]?.payload;
  },
  "an idempotency key's result": async (store, value) => {
    await store.persistence.acquireIdempotencyKey("k", "create");
    await store.persistence.completeIdempotencyKey("k", "create", value);
    const again = await store.persistence.acquireIdempotencyKey("k", "create");
    return again.status === "replay" ? again.result : undefined;
  },
  "a job's payload": async (store, value) => {
    await store.jobs.enqueue(jobInput({ payload: { value } }));
    return (await store.jobs.dequeue())?.payload.value;
  },
};

interface Wrapped {
  readonly value: unknown;
}

/** What JSON cannot hold, or what has gone wrong in stores before. Made anew for each case. */
const hostile = () => ({
  nul: "a\u0000b",
  loneSurrogates: "\ud800 and \udfff",
  unicode: "żółć 😀 \u2028 \u202e",
  likeSql: "'; drop table workflow_runs; -- %s ? $1 :name {0}",
  likeJson: '{"a":1}',
  empty: ["", {}, [], null],
  prototype: JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"hasOwnProperty":2}') as object,
  numbers: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e308, 5e-324, 0.1 + 0.2],
  big: 123_456_789_012_345_678_901_234_567_890n,
  sparse: [1, undefined, 3],
  date: new Date("2026-01-02T03:04:05.678Z"),
  farDate: new Date(-1),
  map: new Map<unknown, unknown>([["k", new Date(0)]]),
  set: new Set([1, "1", 1n]),
  bytes: new Uint8Array([0, 255, 128]),
  url: new URL("https://example.org/a?b=c#d"),
  pattern: /^a[b"]+$/giu,
  ourTag: { $stageline: "date", value: "not ours" },
});

const survives = Object.fromEntries(
  Object.entries(FIELDS).map(([field, roundTrip]): [string, Check] => [
    `${field} keeps what JSON cannot hold`,
    async (store) => {
      assert.deepEqual(await roundTrip(store, hostile()), hostile());
    },
  ]),
);

const marks = Object.fromEntries(
  Object.entries(FIELDS).map(([field, roundTrip]): [string, Check] => [
    `${field} keeps what can be kept of functions, cycles and abysses, and marks the rest`,
    async (store) => {
      const stored = (await roundTrip(store, unkeepable())) as Record<string, unknown>;

      assert.equal(stored.kept, "yes");
      assert.equal((stored.method as ReplacedValue).$stageline, "replaced");
      assert.equal((stored.self as ReplacedValue).$stageline, "replaced");
      assert.equal((stored.trap as ReplacedValue).$stageline, "replaced");
      assert.ok(depthOf(stored.abyss) > 100, "some of the levels are kept");
    },
  ]),
);

function unkeepable(): unknown {
  const value: Record<string, unknown> = { kept: "yes", method: () => "no", abyss: abyss(10_000) };
  value.self = value;
  value.trap = Object.defineProperty({}, "boom", {
    enumerable: true,
    get: () => {
      throw new Error("do not touch");
    },
  });
  return value;
}

function abyss(levels: number): unknown {
  let value: unknown = "bottom";
  for (let level = 0; level < levels; level++) value = { deeper: value };
  return value;
}

function depthOf(value: unknown): number {
  let depth = 0;
  for (let inner = value; inner !== null && typeof inner === "object" && "deeper" in inner; depth++)
    inner = (inner as { readonly deeper: unknown }).deeper;
  return depth;
}

const TEN_MEGABYTES = 10_000_000;

export const hostileDocumentSuite = suite("hostile documents", {
  ...survives,
  ...marks,
  "ten megabytes of text read back to the letter": async (store) => {
    const text = `${"0123456789".repeat(TEN_MEGABYTES / 10 - 1)}the end…`;

    const { id } = await createRun(store, { input: { text } });

    const stored = (await store.persistence.getRun(id))?.input as { readonly text: string };
    assert.equal(stored.text.length, text.length);
    assert.ok(stored.text === text, "it reads back as something else");
  },
  "an artifact of ten megabytes of NUL characters reads back as they were": async (store) => {
    const { id } = await createRun(store);
    const data = "\0".repeat(TEN_MEGABYTES);

    await store.persistence.saveArtifact({
      workflowRunId: id,
      key: "k",
      type: "ARTIFACT",
      data,
      size: data.length,
    });

    assert.ok((await store.persistence.loadArtifact(id, "k")) === data, "it reads back as something else");
  },
  "a document with keys of a prototype pollutes nobody's prototype": async (store) => {
    const input = JSON.parse('{"__proto__":{"polluted":true}}') as unknown;

    const { id } = await createRun(store, { input });
    const stored = (await store.persistence.getRun(id))?.input as object;

    assert.ok(Object.hasOwn(stored, "__proto__"));
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    assert.equal((stored as { polluted?: unknown }).polluted, undefined);
  },
  "what is read is a copy: changing it changes nothing that is stored": async (store) => {
    const input = { list: [1] };
    const { id } = await createRun(store, { input });

    input.list.push(2);
    const read = await store.persistence.getRun(id);
    (read?.input as typeof input | undefined)?.list.push(3);

    assert.deepEqual((await store.persistence.getRun(id))?.input, { list: [1] });
  },
  "input that is undefined or null reads back as null": async (store) => {
    for (const input of [undefined, null]) {
      const { id } = await store.persistence.createRun({ ...runInput(), input });
      assert.equal((await store.persistence.getRun(id))?.input, null);
    }
  },
  "an AI call with documents for texts, and functions in its metadata, is stored all the same": async (
    store,
  ) => {
    const odd = {
      prompt: { messages: ["hi"] },
      response: undefined,
      metadata: { method: () => 1, big: 10n },
    };

    store.aiCalls.logCall({ ...aiCallInput(), ...(odd as unknown as { prompt: string }) });
    await store.aiCalls.flush();

    assert.equal((await store.aiCalls.getStats("")).totalCalls, 1);
    assert.equal(store.aiCalls.droppedCalls, 0);
  },
});
