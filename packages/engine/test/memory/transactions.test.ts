/** What is particular to the store in memory: how a transaction is kept apart, and what the classes share. */

import { expect, test } from "vitest";
import {
  InMemoryAICallLogger,
  InMemoryJobQueue,
  InMemoryPersistence,
  MemoryDatabase,
  openMemoryStore,
} from "../../src/store.js";
import {
  aiCallInput,
  createRun,
  createStage,
  eventInput,
  jobInput,
  runInput,
} from "../../src/testing/index.js";

/** A promise and the way to settle it from outside. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

class RolledBack extends Error {}

test("classes made without an argument share nothing", async () => {
  const [one, other] = [new InMemoryPersistence(), new InMemoryPersistence()];
  const run = await one.createRun(runInput());

  expect(await one.getRun(run.id)).not.toBeNull();
  expect(await other.getRun(run.id)).toBeNull();
  expect(await new InMemoryJobQueue().dequeue()).toBeNull();
  expect((await new InMemoryAICallLogger().getStats("")).totalCalls).toBe(0);
});

test("classes on one database see each other's rows", async () => {
  const database = new MemoryDatabase();
  const [persistence, jobs] = [new InMemoryPersistence(database), new InMemoryJobQueue(database)];
  const run = await persistence.createRun(runInput());
  await persistence.claimPendingRun(run.id);
  const future = new Date("2100-01-01");
  expect(await persistence.getStuckRuns(future)).toHaveLength(1);

  await jobs.enqueue(jobInput({ workflowRunId: run.id }));

  expect(await persistence.getStuckRuns(future)).toEqual([]);
});

test("stores on one database share it, others do not", async () => {
  const database = new MemoryDatabase();
  const run = await createRun(openMemoryStore({ database }));

  expect(await openMemoryStore({ database }).read.runs.get(run.id)).not.toBeNull();
  expect(await openMemoryStore().read.runs.get(run.id)).toBeNull();
});

test("the given clock decides about due times and leases", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  const store = openMemoryStore({ clock: { now: () => now } });
  await store.jobs.enqueue(jobInput({ scheduledFor: new Date("2026-01-01T01:00:00Z") }));
  expect(await store.jobs.dequeue()).toBeNull();

  now = new Date("2026-01-01T01:00:00Z");
  const job = await store.jobs.dequeue();

  expect(job?.leaseUntil).toEqual(new Date("2026-01-01T01:05:00Z"));
  expect(await store.now()).toEqual(now);
});

test("a clock that is set back does not set a row's updatedAt back", async () => {
  let now = new Date("2026-01-02T00:00:00Z");
  const { persistence } = openMemoryStore({ clock: { now: () => now } });
  const run = await persistence.createRun(runInput());

  now = new Date("2026-01-01T00:00:00Z");
  await persistence.updateRun(run.id, {});

  expect((await persistence.getRun(run.id))?.updatedAt).toEqual(run.updatedAt);
});

test("a reader sees nothing of an open transaction, in any list or index, and the transaction goes on", async () => {
  const store = openMemoryStore();
  const run = await createRun(store);
  const stage = await createStage(store, run.id);
  const id = await store.jobs.enqueue(jobInput());
  const look = async () => ({
    run: await store.persistence.getRun(run.id),
    pending: await store.persistence.getRunsByStatus("PENDING"),
    stages: await store.persistence.getStagesByRun(run.id),
    job: await store.jobs.getJob(id),
    events: await store.persistence.getUnpublishedOutboxEvents(),
    calls: await store.aiCalls.getStats(""),
    list: await store.read.runs.list({ limit: 50, direction: "after" }),
  });
  const before = await look();

  const during = await store.transaction(async (scope) => {
    await scope.persistence.claimPendingRun(run.id);
    await scope.persistence.createRun(runInput());
    await scope.persistence.deleteStage(stage.id);
    await scope.jobs.dequeue();
    await scope.persistence.appendOutboxEvents([eventInput(run.id)]);
    scope.aiCalls.logCall(aiCallInput());
    const seen = await look();
    await scope.jobs.complete(id);
    return seen;
  });

  expect(during).toEqual(before);
  const after = await look();
  expect(after.run?.status).toBe("RUNNING");
  expect(after.stages).toEqual([]);
  expect(after.job?.status).toBe("COMPLETED");
  expect(after.calls.totalCalls).toBe(1);
  expect(after.list.rows).toHaveLength(2);
});

test("a transaction that fails leaves every list as it was", async () => {
  const store = openMemoryStore();
  const [run, other] = [await createRun(store), await createRun(store)];
  const stage = await createStage(store, run.id);
  await store.persistence.createLog({ workflowStageId: stage.id, level: "INFO", message: "kept" });
  const id = await store.jobs.enqueue(jobInput());

  const failing = store.transaction(async ({ persistence, jobs }) => {
    await persistence.updateRun(run.id, { status: "COMPLETED" });
    await persistence.updateRun(other.id, { status: "FAILED" });
    await persistence.updateRun(run.id, { status: "CANCELLED" });
    await persistence.deleteStage(stage.id);
    await jobs.claim({ workerId: "w", limit: 1, leaseMs: 1_000 });
    throw new RolledBack();
  });

  await expect(failing).rejects.toThrow(RolledBack);
  expect((await store.persistence.getRunsByStatus("PENDING")).map(({ id }) => id)).toEqual([
    run.id,
    other.id,
  ]);
  expect(await store.persistence.getStagesByRun(run.id)).toEqual([stage]);
  expect(await store.persistence.listLogs({ workflowStageId: stage.id })).toHaveLength(1);
  expect((await store.jobs.dequeue())?.jobId).toBe(id);
});

test("a writer outside waits for the open transaction, a reader does not", async () => {
  const store = openMemoryStore();
  const run = await createRun(store);
  const [held, mayEnd] = [gate(), gate()];
  const order: string[] = [];
  const transaction = store.transaction(async ({ persistence }) => {
    await persistence.updateRun(run.id, { duration: 1 });
    held.open();
    await mayEnd.opened;
    order.push("transaction");
  });
  await held.opened;

  const writer = store.persistence.updateRun(run.id, { duration: 2 }).then(() => order.push("writer"));
  const seen = await store.persistence.getRun(run.id);
  order.push("reader");
  mayEnd.open();
  await Promise.all([transaction, writer]);

  expect(seen?.duration).toBeNull();
  expect(order).toEqual(["reader", "transaction", "writer"]);
  expect(await store.persistence.getRun(run.id)).toMatchObject({ duration: 2, version: 3 });
});

test("a call that fails inside a transaction leaves no half of itself, and the transaction may commit", async () => {
  const store = openMemoryStore();
  const taken = jobInput();
  await store.jobs.enqueue(taken);

  await store.transaction(async ({ jobs }) => {
    await expect(jobs.enqueueParallel([jobInput(), taken])).rejects.toMatchObject({ code: "DUPLICATE_JOB" });
    await jobs.enqueue(jobInput());
  });

  expect(await store.jobs.listJobs()).toHaveLength(2);
});

test("AI calls logged through the outer log while a transaction is open outlive its rollback", async () => {
  const store = openMemoryStore();

  const failing = store.transaction(async (scope) => {
    store.aiCalls.logCall(aiCallInput({ topic: "outer" }));
    scope.aiCalls.logCall(aiCallInput({ topic: "inner" }));
    expect((await store.aiCalls.getStats("outer")).totalCalls).toBe(1);
    throw new RolledBack();
  });

  await expect(failing).rejects.toThrow(RolledBack);
  expect((await store.aiCalls.getStats("outer")).totalCalls).toBe(1);
  expect((await store.aiCalls.getStats("inner")).totalCalls).toBe(0);
});

test("what a caller does to an object it read or wrote changes nothing that is stored", async () => {
  const { persistence } = openMemoryStore();
  const input = { list: [1] };
  const run = await persistence.createRun(runInput({ input }));

  input.list.push(2);
  (run.input as typeof input).list.push(3);
  run.createdAt.setFullYear(1999);

  const stored = await persistence.getRun(run.id);
  expect(stored?.input).toEqual({ list: [1] });
  expect(stored?.createdAt.getFullYear()).not.toBe(1999);
});
