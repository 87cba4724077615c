/** Which runs nothing can move on. Waiting is not stuck. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { WorkflowStageRecord } from "../../domain/records.js";
import { createRun, createStage, jobInput, runInput } from "../factories.js";
import { hoursFromNow, nextInstant } from "../store-clock.js";
import { type ConformanceCase, suite } from "./suite.js";

/** A RUNNING run that nobody has touched since the instant returned beside it. */
async function quietRun(store: Store): Promise<{ id: string; since: Date }> {
  const { id } = await createRun(store);
  await store.persistence.claimPendingRun(id);
  return { id, since: await nextInstant(store) };
}

const stuckIds = async (store: Store, since: Date) =>
  (await store.persistence.getStuckRuns(since)).map(({ id }) => id);

/** What somebody does about a run that nobody waits for; it shows that somebody is there. */
const ACTIVITIES: Readonly<
  Record<string, (store: Store, runId: string, stage: WorkflowStageRecord) => Promise<unknown>>
> = {
  "was written": ({ persistence }, runId) => persistence.updateRun(runId, {}),
  "has a stage that was written": ({ persistence }, _runId, stage) => persistence.updateStage(stage.id, {}),
  "has a new stage": (store, runId) => createStage(store, runId, { stageId: "second", stageNumber: 2 }),
  "has a new log": ({ persistence }, runId) =>
    persistence.createLog({ workflowRunId: runId, level: "INFO", message: "still here" }),
  "has a saved artifact": ({ persistence }, runId) =>
    persistence.saveArtifact({ workflowRunId: runId, key: "k", type: "ARTIFACT", data: 1, size: 1 }),
  "has a new annotation": ({ persistence }, runId) =>
    persistence.appendAnnotations([{ workflowRunId: runId, scope: "run", key: "k", value: 1 }]),
  "has a job that ended": async ({ jobs }, runId) => {
    const id = await jobs.enqueue(jobInput({ workflowRunId: runId }));
    await jobs.dequeue();
    await jobs.complete(id);
  },
};

const activities: Record<string, ConformanceCase["check"]> = Object.fromEntries(
  Object.entries(ACTIVITIES).map(([what, act]): [string, ConformanceCase["check"]] => [
    `a run that ${what} after the instant is not, and is once that is long ago`,
    async (store) => {
      const { id } = await quietRun(store);
      const stage = await createStage(store, id, { status: "RUNNING" });
      const since = await nextInstant(store);
      assert.deepEqual(await stuckIds(store, since), [id]);
      await nextInstant(store);

      await act(store, id, stage);

      assert.deepEqual(await stuckIds(store, since), []);
      assert.deepEqual(await stuckIds(store, await nextInstant(store)), [id]);
    },
  ]),
);

export const stuckRunSuite = suite("stuck runs", {
  "a RUNNING run with no job, no stage and no activity is stuck": async (store) => {
    const { id, since } = await quietRun(store);
    assert.deepEqual(await stuckIds(store, since), [id]);
  },
  "a run with activity after the given instant is not": async (store) => {
    const { since } = await quietRun(store);
    assert.deepEqual(await stuckIds(store, new Date(since.getTime() - 3_600_000)), []);
  },
  "a run that is not RUNNING is not": async (store) => {
    for (const status of ["PENDING", "SUSPENDED", "COMPLETED", "FAILED", "CANCELLED"] as const) {
      const { id } = await createRun(store);
      await store.persistence.updateRun(id, { status });
    }
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), []);
  },
  "a run that waits in a long queue is not": async (store) => {
    const { id } = await quietRun(store);
    await store.jobs.enqueue(jobInput({ workflowRunId: id }));
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), []);
  },
  "a run whose job is scheduled for tomorrow is not": async (store) => {
    const { id } = await quietRun(store);
    await store.jobs.enqueue(jobInput({ workflowRunId: id, scheduledFor: await hoursFromNow(store, 24) }));
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), []);
  },
  "a slow stage under a lease is not": async (store) => {
    const { id } = await quietRun(store);
    await store.jobs.enqueue(jobInput({ workflowRunId: id }));
    await store.jobs.claim({ workerId: "slow", limit: 1, leaseMs: 86_400_000 });
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), []);
  },
  "a batch that is polled once a day is not": async (store) => {
    const { id } = await quietRun(store);
    const stage = await createStage(store, id);
    await store.persistence.updateStage(stage.id, {
      status: "SUSPENDED",
      nextPollAt: await hoursFromNow(store, 24),
    });
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), []);
  },
  "a run whose only job has ended is stuck": async (store) => {
    const { id } = await quietRun(store);
    const jobId = await store.jobs.enqueue(jobInput({ workflowRunId: id }));
    await store.jobs.dequeue();
    await store.jobs.complete(jobId);
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), [id]);
  },
  "a run whose stage is RUNNING without a job is stuck": async (store) => {
    const { id } = await quietRun(store);
    await createStage(store, id, { status: "RUNNING" });
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), [id]);
  },
  "a suspended stage of a replaced attempt does not keep its run alive": async (store) => {
    const { id } = await quietRun(store);
    const stage = await createStage(store, id);
    await store.persistence.updateStage(stage.id, {
      status: "SUSPENDED",
      nextPollAt: await hoursFromNow(store, 24),
    });
    await store.persistence.supersedeStages(id, 1);
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), [id]);
  },
  "a run whose job waits to be polled is not": async (store) => {
    const { id } = await quietRun(store);
    const jobId = await store.jobs.enqueue(jobInput({ workflowRunId: id }));
    await store.jobs.dequeue();
    await store.jobs.suspend(jobId, await hoursFromNow(store, 24));
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), []);
  },
  "a run whose job will be tried again is not": async (store) => {
    const { id } = await quietRun(store);
    const jobId = await store.jobs.enqueue(jobInput({ workflowRunId: id }));
    await store.jobs.dequeue();
    await store.jobs.fail(jobId, "try again", true);
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), []);
  },
  "a run whose job has lost its worker is not: the job will be given out again": async (store) => {
    const { id } = await quietRun(store);
    await store.jobs.enqueue(jobInput({ workflowRunId: id }));
    await store.jobs.claim({ workerId: "dead", limit: 1, leaseMs: 1 });
    await nextInstant(store);
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), []);
  },
  "a suspended stage that is overdue keeps its run alive: it will be polled": async (store) => {
    const { id } = await quietRun(store);
    const stage = await createStage(store, id);
    const nextPollAt = await hoursFromNow(store, -24);
    await store.persistence.updateStage(stage.id, { status: "SUSPENDED", nextPollAt });
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), []);
  },
  "a suspended stage without a due time does not keep its run alive": async (store) => {
    const { id } = await quietRun(store);
    const stage = await createStage(store, id);
    await store.persistence.updateStage(stage.id, { status: "SUSPENDED" });
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), [id]);
  },
  "a due time of a stage that is no longer suspended does not keep its run alive": async (store) => {
    const { id } = await quietRun(store);
    const stage = await createStage(store, id);
    const nextPollAt = await hoursFromNow(store, 24);
    await store.persistence.updateStage(stage.id, { status: "FAILED", nextPollAt });
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), [id]);
  },
  "a run whose stages are all done but which was not moved on is stuck": async (store) => {
    const { id } = await quietRun(store);
    await createStage(store, id, { status: "COMPLETED" });
    await createStage(store, id, { stageId: "second", stageNumber: 2, status: "COMPLETED" });
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), [id]);
  },
  "jobs that failed or were cancelled do not keep their run alive": async (store) => {
    const { id } = await quietRun(store);
    const failed = await store.jobs.enqueue(jobInput({ workflowRunId: id }));
    await store.jobs.dequeue();
    await store.jobs.fail(failed, "no");
    await store.jobs.enqueue(jobInput({ workflowRunId: id, stageId: "second" }));
    await store.jobs.cancelByRun(id);
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), [id]);
  },
  "jobs and stages of other runs do not keep a run alive": async (store) => {
    const { id } = await quietRun(store);
    const other = await quietRun(store);
    const stage = await createStage(store, other.id);
    const nextPollAt = await hoursFromNow(store, 1);
    await store.persistence.updateStage(stage.id, { status: "SUSPENDED", nextPollAt });
    await store.jobs.enqueue(jobInput({ workflowRunId: other.id }));
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), [id]);
  },
  "one live job of many is enough": async (store) => {
    const { id } = await quietRun(store);
    for (const stageId of ["a", "b", "c"]) {
      const jobId = await store.jobs.enqueue(jobInput({ workflowRunId: id, stageId }));
      await store.jobs.dequeue();
      await store.jobs.complete(jobId);
    }
    await store.jobs.enqueue(jobInput({ workflowRunId: id, stageId: "d" }));
    assert.deepEqual(await stuckIds(store, await nextInstant(store)), []);
  },
  ...activities,
  "every stuck run is found, as it is stored, and no other": async (store) => {
    const stuck = [await quietRun(store), await quietRun(store), await quietRun(store)];
    const healthy = await quietRun(store);
    await store.jobs.enqueue(jobInput({ workflowRunId: healthy.id }));

    const found = await store.persistence.getStuckRuns(await nextInstant(store));

    assert.deepEqual(found.map(({ id }) => id).sort(), stuck.map(({ id }) => id).sort());
    for (const run of found) assert.deepEqual(run, await store.persistence.getRun(run.id));
  },
  "a thousand runs that wait behind one worker are not": async (store) => {
    await store.transaction(async ({ persistence, jobs }) => {
      for (let n = 0; n < 1_000; n++) {
        const { id } = await persistence.createRun(runInput());
        await jobs.enqueue(jobInput({ workflowRunId: id }));
      }
      await persistence.claimPendingRuns({ limit: 1_000 });
    });
    await store.jobs.claim({ workerId: "the only one", limit: 1, leaseMs: 60_000 });
    assert.deepEqual(await stuckIds(store, await hoursFromNow(store, 24)), []);
  },
});
