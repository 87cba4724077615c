/** Which runs nothing can move on. Waiting is not stuck. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { createRun, createStage, jobInput } from "../factories.js";
import { hoursFromNow, nextInstant } from "../store-clock.js";
import { suite } from "./suite.js";

/** A RUNNING run that nobody has touched since the instant returned beside it. */
async function quietRun(store: Store): Promise<{ id: string; since: Date }> {
  const { id } = await createRun(store);
  await store.persistence.claimPendingRun(id);
  return { id, since: await nextInstant(store) };
}

const stuckIds = async (store: Store, since: Date) =>
  (await store.persistence.getStuckRuns(since)).map(({ id }) => id);

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
});
