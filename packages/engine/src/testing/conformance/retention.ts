/** What is let go of when it is old, and what never is. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { Status } from "../../domain/status.js";
import { PRUNABLES, type Prunable } from "../../ports/retention.js";
import { aiCallInput, createRun, createStage, eventInput, jobInput, times } from "../factories.js";
import { hoursFromNow } from "../store-clock.js";
import { suite } from "./suite.js";

/** As if all that is stored now were an hour old. */
const pruneOld = async (store: Store, what: Prunable, limit = 100): Promise<number> =>
  store.persistence.prune(what, await hoursFromNow(store, 1), limit);

/** A run with a row of every kind that belongs to one. Its job has ended, its event is published. */
async function fullRun(store: Store, status: Status): Promise<string> {
  const { persistence, jobs, aiCalls } = store;
  const { id: runId } = await createRun(store);
  await persistence.updateRun(runId, {
    status,
    completedAt: status === "RUNNING" ? null : await store.now(),
  });
  const stage = await createStage(store, runId, { status: "COMPLETED" });
  await persistence.createLog({ workflowRunId: runId, level: "INFO", message: "of the run" });
  await persistence.createLog({
    workflowRunId: runId,
    workflowStageId: stage.id,
    level: "INFO",
    message: "m",
  });
  const artifact = {
    workflowRunId: runId,
    workflowStageId: stage.id,
    type: "ARTIFACT",
    data: 1,
    size: 1,
  } as const;
  await persistence.saveArtifact({ ...artifact, key: "k" });
  await persistence.appendAnnotations([
    { workflowRunId: runId, workflowStageRecordId: stage.id, scope: "stage", key: "k", value: 1 },
  ]);
  const jobId = await jobs.enqueue(jobInput({ workflowRunId: runId }));
  const [job] = await jobs.claim({ workerId: "w", limit: 1, leaseMs: 60_000 });
  await jobs.complete(jobId, job?.leaseToken);
  await persistence.appendOutboxEvents([eventInput(runId)]);
  await publishAll(store);
  const origin = { workflowRunId: runId, workflowId: "sample", stageId: "first" };
  aiCalls.logCall(aiCallInput({ ...origin, topic: `workflow.sample.run.${runId}.stage.first` }));
  await aiCalls.flush();
  return runId;
}

async function publishAll({ persistence }: Store): Promise<void> {
  const waiting = await persistence.getUnpublishedOutboxEvents();
  await persistence.markOutboxEventsPublished(waiting.map(({ id }) => id));
}

/** How much is stored of a run, by kind. */
async function shown({ persistence, jobs, read, aiCalls }: Store, runId: string) {
  const page = { runId, limit: 10 };
  return {
    runs: (await persistence.getRun(runId)) === null ? 0 : 1,
    stages: (await read.stages.listByRun(runId)).length,
    logs: (await persistence.listLogs({ workflowRunId: runId })).length,
    artifacts: (await persistence.listArtifacts(runId)).length,
    annotations: (await persistence.listAnnotations(runId)).length,
    jobs: (await jobs.listJobs({ workflowRunId: runId })).length,
    events: (await read.events.list({ ...page, afterSequence: 0 })).length,
    aiCalls: (await aiCalls.getStats(`workflow.sample.run.${runId}`)).totalCalls,
  };
}

const ALL = { runs: 1, stages: 1, logs: 2, artifacts: 1, annotations: 1, jobs: 1, events: 1, aiCalls: 1 };
const NONE = { runs: 0, stages: 0, logs: 0, artifacts: 0, annotations: 0, jobs: 0, events: 0, aiCalls: 0 };
const OF_RUNS = ["logs", "events", "jobs", "aiCalls"] as const;

export const retentionSuite = suite("retention", {
  "a run that has ended goes with all that belongs to it, and others keep all of theirs": async (store) => {
    const runId = await fullRun(store, "FAILED");
    const other = await fullRun(store, "RUNNING");
    assert.deepEqual(await shown(store, runId), ALL);

    assert.equal(await pruneOld(store, "runs"), 1);

    assert.deepEqual(await shown(store, runId), NONE);
    assert.deepEqual(await shown(store, other), ALL);
  },
  "what is younger than the instant stays": async (store) => {
    const runId = await fullRun(store, "COMPLETED");
    const before = await hoursFromNow(store, -1);
    await store.persistence.acquireIdempotencyKey("k", "run.create");
    for (const what of PRUNABLES.filter((kind) => kind !== "events"))
      assert.equal(await store.persistence.prune(what, before, 100), 0, what);
    assert.deepEqual(await shown(store, runId), ALL);
  },
  "nothing of a run that has not ended is deleted, however old": async (store) => {
    const runIds: string[] = [];
    for (const status of ["PENDING", "RUNNING", "SUSPENDED"] as const)
      runIds.push(await fullRun(store, status));

    for (const what of PRUNABLES) assert.equal(await pruneOld(store, what), 0, what);

    for (const runId of runIds) assert.deepEqual(await shown(store, runId), ALL);
  },
  "logs, events, jobs and AI calls of a run that has ended go before it does": async (store) => {
    const runId = await fullRun(store, "CANCELLED");

    for (const what of OF_RUNS) assert.equal(await pruneOld(store, what), ALL[what], what);

    assert.deepEqual(await shown(store, runId), {
      ...ALL,
      logs: 0,
      events: 0,
      jobs: 0,
      aiCalls: (await shown(store, runId)).aiCalls,
    });
  },
  "a run's next event goes on counting after its events were pruned": async (store) => {
    const runId = await fullRun(store, "COMPLETED");
    await pruneOld(store, "events");

    await store.persistence.appendOutboxEvents([eventInput(runId)]);

    const [event] = await store.persistence.getUnpublishedOutboxEvents();
    assert.equal(event?.sequence, 2);
  },
  "a run with an event that waits, or is dead, stays until that is settled": async (store) => {
    const runId = await fullRun(store, "COMPLETED");
    await store.persistence.appendOutboxEvents([eventInput(runId)]);
    const [event] = await store.persistence.getUnpublishedOutboxEvents();
    assert.equal(await pruneOld(store, "runs"), 0);
    assert.equal(await pruneOld(store, "events"), 1);
    await store.persistence.moveOutboxEventToDLQ(event?.id ?? "");
    assert.equal(await pruneOld(store, "runs"), 0);
    assert.equal(await pruneOld(store, "events"), 0);

    await store.persistence.discardDeadEvents({ workflowRunId: runId }, "not needed");

    assert.equal(await pruneOld(store, "runs"), 1);
    assert.deepEqual(await shown(store, runId), NONE);
  },
  "a live job, also of a run that is not stored here, stays": async (store) => {
    const { jobs, persistence } = store;
    await jobs.enqueue(jobInput());
    await jobs.suspend(await jobs.enqueue(jobInput({ stageId: "second" })), await store.now());
    const claimed = await jobs.enqueue(jobInput({ priority: 9 }));
    await jobs.claim({ workerId: "w", limit: 1, leaseMs: 60_000 });
    assert.equal(await pruneOld(store, "jobs"), 0);

    await jobs.complete(claimed);

    assert.equal(await pruneOld(store, "jobs"), 1);
    assert.equal((await jobs.listJobs()).length, 2);
    assert.equal(await persistence.getRun("none"), null);
  },
  "a batch is no larger than its limit, oldest first": async (store) => {
    const runIds: string[] = [];
    for (const _ of times(5, () => 0)) runIds.push(await fullRun(store, "COMPLETED"));

    assert.equal(await pruneOld(store, "runs", 2), 2);

    const left = await Promise.all(runIds.map((id) => store.persistence.getRun(id)));
    assert.deepEqual(
      left.map((run) => run === null),
      [true, true, false, false, false],
    );
    assert.equal(await pruneOld(store, "logs", 5), 5);
    assert.equal(await pruneOld(store, "logs", 5), 1);
    assert.equal(await pruneOld(store, "logs", 0), 0);
  },
  "idempotency keys go when they are old, finished or not, and can be used anew": async (store) => {
    const { persistence } = store;
    await persistence.acquireIdempotencyKey("done", "run.create");
    await persistence.completeIdempotencyKey("done", "run.create", { runId: "r" });
    await persistence.acquireIdempotencyKey("lost", "run.create");

    assert.equal(await pruneOld(store, "idempotencyKeys", 1), 1);
    assert.equal(await pruneOld(store, "idempotencyKeys"), 1);

    for (const key of ["done", "lost"])
      assert.deepEqual(await persistence.acquireIdempotencyKey(key, "run.create"), { status: "acquired" });
  },
  "bulk actions go when they have ended, their items before them, a batch at a time": async (store) => {
    const { persistence, read } = store;
    for (const id of ["done", "running"]) {
      await persistence.createBulkAction({
        id,
        kind: "cancel",
        name: null,
        reason: "r",
        actor: { kind: "user", id: "u", version: null },
        filter: null,
        plan: null,
        targets: times(3, (n) => ({ targetId: `run-${n}`, attempt: 0 })),
      });
      await persistence.settleBulkItem(id, 0, { status: "DONE", reason: null });
    }
    assert.equal(await pruneOld(store, "bulkActions"), 0);
    await persistence.abortBulkAction("done");
    assert.equal(await persistence.prune("bulkActions", await hoursFromNow(store, -1), 10), 0);

    assert.equal(await pruneOld(store, "bulkActions", 2), 2);
    assert.notEqual(await read.bulk.get("done"), null);
    assert.equal(await pruneOld(store, "bulkActions", 2), 2);

    assert.equal(await read.bulk.get("done"), null);
    const left = await read.bulk.items({ id: "running", limit: 10 });
    assert.equal(left.rows.length, 3);
  },
  "workers go when they have stopped, or were not heard of": async (store) => {
    const worker = {
      host: "h",
      pid: 1,
      version: "1",
      slots: 1,
      busy: 0,
      workflowIds: [],
      heartbeatMs: 1_000,
    };
    for (const id of ["stopped", "crashed"]) await store.persistence.heartbeatWorker({ ...worker, id });
    await store.persistence.stopWorker("stopped");
    assert.equal(await store.persistence.prune("workers", await hoursFromNow(store, -1), 10), 0);

    assert.equal(await pruneOld(store, "workers"), 2);

    assert.deepEqual(await store.read.workers.list(), []);
  },
  "two that prune at the same time delete each run once": async (store) => {
    for (const _ of times(6, () => 0)) await fullRun(store, "COMPLETED");

    const pruned = await Promise.all(times(4, () => pruneOld(store, "runs", 2)));
    const rest = await pruneOld(store, "runs");

    assert.equal(pruned.reduce((sum, count) => sum + count, 0) + rest, 6);
  },
});
