import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BatchAnswer } from "@stageline/engine";
import { openStore, type Store } from "@stageline/engine/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LocalBatchesOptions, localBatches } from "../../src/model/batches/local-batches.js";
import { localModel } from "../../src/model/index.js";

const signal = new AbortController().signal;

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stageline-local-batches-"));
  store = await openStore(`file:${path.join(folder, "test.db")}`, { migrate: true });
  await store.persistence.createRun({
    id: "run:1",
    workflowId: "w",
    workflowName: "W",
    workflowType: "w",
    input: {},
  });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const batches = (options: Partial<LocalBatchesOptions> = {}) =>
  localBatches({ artifacts: store.persistence, ...options });

async function answersOf(answers: AsyncIterable<BatchAnswer>): Promise<BatchAnswer[]> {
  const all: BatchAnswer[] = [];
  for await (const answer of answers) all.push(answer);
  return all;
}

const key = "run:1:assess:0";
const request = (id: string, text: string) => ({
  id,
  body: {
    prompt: [{ role: "user", content: [{ type: "text", text: `Summarise: ${text}` }] }],
  },
});
const batch = {
  key,
  modelId: "local-reader-1",
  requests: [request("a", "The cat sat."), request("b", "The dog ran."), request("c", "Birds fly.")],
};

test("goes on in another process where the first one stopped", async () => {
  const first = batches({ sliceMs: 0 });
  const handle = await first.submit(batch, signal);
  const afterOne = await first.check(handle, signal);
  let asked = 0;
  const inner = localModel();
  const model: typeof inner = {
    ...inner,
    doGenerate(options) {
      asked += 1;
      return inner.doGenerate(options);
    },
  };

  const afterAll = await batches({ model }).check(handle, signal);

  expect(afterOne).toEqual({ status: "working", done: 1, failed: 0 });
  expect(afterAll).toEqual({ status: "ended", reason: "completed" });
  expect(asked).toBe(2);
  const answers = await answersOf(batches().results(handle, signal));
  expect(answers.map(({ id, ok }) => [id, ok])).toEqual([
    ["a", true],
    ["b", true],
    ["c", true],
  ]);
});

test("takes the same batch once, and finds it by its key", async () => {
  const nothing = await batches().find({ ...batch, since: new Date(0) }, signal);
  const first = await batches({ sliceMs: 0 }).submit(batch, signal);
  await batches({ sliceMs: 0 }).check(first, signal);

  const again = await batches().submit(batch, signal);
  const found = await batches().find({ ...batch, since: new Date(0) }, signal);

  expect(nothing).toBeUndefined();
  expect(again).toEqual(first);
  expect(found).toEqual(first);
  expect(await answersOf(batches().results(first, signal))).toHaveLength(1);
});

test("stops when it is cancelled, and keeps what was answered", async () => {
  const api = batches({ sliceMs: 0 });
  const handle = await api.submit(batch, signal);
  await api.check(handle, signal);

  await api.cancel(handle, signal);

  expect(await api.check(handle, signal)).toEqual({ status: "ended", reason: "cancelled" });
  const answers = await answersOf(api.results(handle, signal));
  expect(answers.map((answer) => (answer.ok ? "answered" : answer.kind))).toEqual([
    "answered",
    "cancelled",
    "cancelled",
  ]);
});

test("answers the others when one request cannot be answered", async () => {
  const inner = localModel();
  const model: typeof inner = {
    ...inner,
    doGenerate: (options) =>
      JSON.stringify(options.prompt).includes("dog")
        ? Promise.reject(new Error("no dogs"))
        : inner.doGenerate(options),
  };
  const api = batches({ model });
  const handle = await api.submit(batch, signal);

  const state = await api.check(handle, signal);

  expect(state).toEqual({ status: "ended", reason: "completed" });
  expect((await answersOf(api.results(handle, signal)))[1]).toEqual({
    id: "b",
    ok: false,
    kind: "failed",
    message: "no dogs",
  });
});

test("names what is wrong with a key or a handle that is not its own", async () => {
  const handle = { provider: "stageline-local", batchId: "run:1:assess:9", submittedAt: "", size: 1 };

  await expect(batches().submit({ ...batch, key: "nonsense" }, signal)).rejects.toThrow(
    '"nonsense" does not name the attempt of a stage',
  );
  await expect(batches().check(handle, signal)).rejects.toThrow("There is no batch run:1:assess:9");
});
