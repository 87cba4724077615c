/** Small print: what SQLite answers to questions at the edge, the store in memory answers too. */

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Store } from "../../src/store.js";
import { aiCallInput, createRun, createStage, jobInput, stageInput, times } from "../../src/testing/index.js";
import { openTestStore, type TestStore } from "../stores.js";

/** What each asks; the answer of a refusal is its code. */
const QUESTIONS: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  async "the error of an earlier delivery is forgotten when a later one completes"({ jobs }) {
    const id = await jobs.enqueue(jobInput());
    await jobs.dequeue();
    await jobs.fail(id, "boom", true, undefined, 0);
    await jobs.dequeue();
    await jobs.complete(id);
    const job = await jobs.getJob(id);
    return [job?.status, job?.lastError];
  },

  async "a job held by one of two leases is not lost"({ jobs }) {
    await jobs.enqueue(jobInput());
    const held = await jobs.dequeue();
    if (!held) return "nothing to hold";
    const leases = [held.leaseToken, "stale"].map((leaseToken) => ({ jobId: held.jobId, leaseToken }));
    return jobs.heartbeat(leases, 1_000);
  },

  async "twins within a call are named before a job that waits already"({ jobs }) {
    const workflowRunId = "twins";
    await jobs.enqueue(jobInput({ workflowRunId, stageId: "a" }));
    const inputs = ["a", "b", "b"].map((stageId) => jobInput({ workflowRunId, stageId }));
    return jobs.enqueueParallel(inputs).catch((error) => [error.code, error.stageId]);
  },

  async "an AI call whose figures are none is stored as 0, without a price, and without an error"(store) {
    const { id } = await createRun(store);
    const figures = { inputTokens: Number.NaN, outputTokens: -1, cost: Number.NaN };
    await store.aiCalls.write([aiCallInput({ workflowRunId: id, ...figures })]);
    const { rows } = await store.read.aiCalls.list({ runId: id, direction: "after", limit: 1 });
    return rows.map(({ error, cost, priced, inputTokens, outputTokens }) => [
      error,
      cost,
      priced,
      inputTokens,
      outputTokens,
    ]);
  },

  async "a value that cannot be stored is refused before the row is looked for"({ persistence }) {
    return codeOf(persistence.updateRun("nobody", { duration: 0.5 }));
  },

  async "a value that cannot be stored is refused before the version is compared"(store) {
    const { id } = await createRun(store);
    return codeOf(store.persistence.updateRun(id, { duration: 0.5, expectedVersion: 9 }));
  },

  async "a move that is not made refuses what it could not have written"(store) {
    const run = await createRun(store);
    const stage = await createStage(store, run.id);
    return [
      await codeOf(store.persistence.moveRun(run.id, ["FAILED"], { duration: 0.5 })),
      await codeOf(store.persistence.moveStage(stage.id, ["FAILED"], { duration: 0.5 })),
    ];
  },

  async "an upsert refuses either part, whichever would be written"(store) {
    const run = await createRun(store);
    const create = stageInput(run.id);
    const upsert = { workflowRunId: run.id, stageId: create.stageId };
    const update = { duration: 0.5 };
    const fresh = await codeOf(store.persistence.upsertStage({ ...upsert, create, update }));
    await createStage(store, run.id);
    const broken = { ...create, stageNumber: 0.5 };
    return [fresh, await codeOf(store.persistence.upsertStage({ ...upsert, create: broken, update: {} }))];
  },

  async "costs too small to count alone count together"(store) {
    const run = await createRun(store);
    const stage = await createStage(store, run.id);
    const usage = { workflowRunId: run.id, stageRecordId: stage.id, costUsd: 1e-13, tokens: 1 };
    await store.persistence.addUsage(times(10, () => usage));
    const spent = await store.persistence.getRun(run.id);
    return [spent?.totalCost, spent?.totalTokens, (await store.read.stages.get(stage.id))?.cost];
  },

  async "half a surrogate pair is found in no name and no message"(store) {
    const run = await createRun(store, { workflowId: "flag 🏁", workflowName: "Flag 🏁" });
    await store.persistence.createLog({ workflowRunId: run.id, level: "INFO", message: "🏁" });
    const page = { text: "\ud83c", direction: "after", limit: 5 } as const;
    return [
      (await store.read.runs.list(page)).rows.length,
      (await store.read.logs.list({ ...page, runId: run.id })).rows.length,
    ];
  },

  async "logs of a stage are those of the named run only"(store) {
    const [run, other] = [await createRun(store), await createRun(store)];
    const stage = await createStage(store, run.id);
    for (const workflowRunId of [run.id, other.id])
      await store.persistence.createLog({
        workflowRunId,
        workflowStageId: stage.id,
        level: "INFO",
        message: "",
      });
    const count = async (workflowRunId?: string) =>
      (await store.persistence.listLogs({ workflowRunId, workflowStageId: stage.id })).length;
    return [await count(), await count(run.id)];
  },

  async "logs are refused for what one of them holds before an owner is looked for"({ persistence }) {
    return codeOf(
      persistence.createLogs([
        { workflowRunId: "nobody", level: "INFO", message: "" },
        { workflowRunId: "\0", level: "INFO", message: "" },
      ]),
    );
  },
};

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    (value) => value ?? "done",
    (error) => error.code,
  );

let memory: TestStore;
let sqlite: TestStore;

beforeAll(async () => {
  [memory, sqlite] = await Promise.all([openTestStore("memory"), openTestStore("sqlite")]);
});
afterAll(async () => {
  await Promise.all([memory?.discard(), sqlite?.discard()]);
});

test.each(Object.entries(QUESTIONS))("%s", async (_fact, ask) => {
  const expected = await ask(sqlite.store);

  expect(await ask(memory.store)).toEqual(expected);
});
