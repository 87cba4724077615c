/** A worker holds a job by the token of its delivery, for as long as its lease, and no longer. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { EnqueueJobInput, Lease, LeasedJob } from "../../ports/job-queue.js";
import { jobInput, times } from "../factories.js";
import { hoursFromNow, nextInstant } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const HOUR = 3_600_000;

/** A job in the hands of a worker. A lease of 0 ms has ended as soon as it begins. */
async function held(
  store: Store,
  options: { leaseMs?: number } & Partial<EnqueueJobInput> = {},
): Promise<LeasedJob> {
  const { leaseMs = HOUR, ...input } = options;
  const id = await store.jobs.enqueue(jobInput(input));
  const claimed = await store.jobs.claim({ workerId: "holder", limit: 1_000, leaseMs });
  const job = claimed.find(({ jobId }) => jobId === id);
  assert.ok(job);
  return job;
}

/** The same job lost by its first holder and held by a second. */
async function lostAndTaken(store: Store): Promise<{ lost: LeasedJob; held: LeasedJob }> {
  const lost = await held(store);
  assert.equal(await store.jobs.releaseStaleJobs(0), 1);
  const again = await store.jobs.dequeue();
  assert.equal(again?.jobId, lost.jobId);
  return { lost, held: again as LeasedJob };
}

const leaseOf = ({ jobId, leaseToken }: LeasedJob): Lease => ({ jobId, leaseToken });

export const jobLeaseSuite = suite("jobs: leases", {
  "every delivery has a token of its own": async (store) => {
    await store.jobs.enqueueParallel(times(20, () => jobInput()));

    const claimed = await store.jobs.claim({ workerId: "w", limit: 20, leaseMs: HOUR });

    assert.equal(new Set(claimed.map((job) => job.leaseToken)).size, 20);
    assert.ok(claimed.every((job) => job.leaseToken.length >= 16));
  },

  "the next delivery of a job has another token": async (store) => {
    const { lost, held } = await lostAndTaken(store);

    assert.notEqual(held.leaseToken, lost.leaseToken);
  },

  "the holder completes with its token": async (store) => {
    const job = await held(store);

    await store.jobs.complete(job.jobId, job.leaseToken);

    assert.equal((await store.jobs.getJob(job.jobId))?.status, "COMPLETED");
  },

  "the holder suspends with its token": async (store) => {
    const job = await held(store);
    const nextPollAt = await hoursFromNow(store, 1);

    await store.jobs.suspend(job.jobId, nextPollAt, job.leaseToken);

    shows(await store.jobs.getJob(job.jobId), { status: "SUSPENDED", nextPollAt });
  },

  "the holder fails with its token": async (store) => {
    const job = await held(store);

    await store.jobs.fail(job.jobId, "broken", false, job.leaseToken);

    shows(await store.jobs.getJob(job.jobId), { status: "FAILED", lastError: "broken" });
  },

  "whoever lost the lease completes nothing": async (store) => {
    const { lost, held } = await lostAndTaken(store);

    await refuses("LEASE_LOST", store.jobs.complete(lost.jobId, lost.leaseToken));

    shows(await store.jobs.getJob(held.jobId), { status: "RUNNING", attempt: 2 });
    await store.jobs.complete(held.jobId, held.leaseToken);
  },

  "whoever lost the lease suspends nothing": async (store) => {
    const { lost, held } = await lostAndTaken(store);

    await refuses("LEASE_LOST", store.jobs.suspend(lost.jobId, new Date(), lost.leaseToken));

    shows(await store.jobs.getJob(held.jobId), { status: "RUNNING", nextPollAt: null });
  },

  "whoever lost the lease fails nothing, with or without a retry": async (store) => {
    const { lost, held } = await lostAndTaken(store);
    const before = await store.jobs.getJob(held.jobId);

    await refuses("LEASE_LOST", store.jobs.fail(lost.jobId, "late", false, lost.leaseToken));
    await refuses("LEASE_LOST", store.jobs.fail(lost.jobId, "late", true, lost.leaseToken));

    assert.deepEqual(await store.jobs.getJob(held.jobId), before);
  },

  "a lease taken away is lost before anybody takes the job again": async (store) => {
    const job = await held(store);
    await store.jobs.releaseStaleJobs(0);

    await refuses("LEASE_LOST", store.jobs.complete(job.jobId, job.leaseToken));

    assert.equal((await store.jobs.getJob(job.jobId))?.status, "PENDING");
  },

  "a made-up token is refused": async (store) => {
    const job = await held(store);

    await refuses("LEASE_LOST", store.jobs.complete(job.jobId, "made up"));
    await refuses("LEASE_LOST", store.jobs.complete(job.jobId, ""));

    assert.equal((await store.jobs.getJob(job.jobId))?.status, "RUNNING");
  },

  "another job's token is refused": async (store) => {
    const [mine, other] = [await held(store), await held(store)];

    await refuses("LEASE_LOST", store.jobs.complete(mine.jobId, other.leaseToken));
  },

  "a token ends with its job: completing twice reports the lost lease": async (store) => {
    const job = await held(store);
    await store.jobs.complete(job.jobId, job.leaseToken);

    await refuses("LEASE_LOST", store.jobs.complete(job.jobId, job.leaseToken));
    await refuses("LEASE_LOST", store.jobs.fail(job.jobId, "late", true, job.leaseToken));

    shows(await store.jobs.getJob(job.jobId), { status: "COMPLETED", lastError: null });
  },

  "a token for an unknown job is not found": async (store) => {
    await refuses("NOT_FOUND", store.jobs.complete("unknown", "token"));
    await refuses("NOT_FOUND", store.jobs.suspend("unknown", new Date(), "token"));
    await refuses("NOT_FOUND", store.jobs.fail("unknown", "no", true, "token"));
  },

  "of fifty callers with one token one completes the job": async (store) => {
    const job = await held(store);

    const outcomes = await Promise.allSettled(
      times(50, () => store.jobs.complete(job.jobId, job.leaseToken)),
    );

    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    assert.equal(refused.length, 49);
    assert.ok(refused.every(({ reason }) => reason.code === "LEASE_LOST"));
  },

  "an outcome and what belongs to it commit or vanish together": async (store) => {
    const { lost, held: job } = await lostAndTaken(store);
    const settling = store.transaction(async ({ persistence, jobs }) => {
      await persistence.createRun({
        id: "late",
        workflowId: "w",
        workflowName: "W",
        workflowType: "t",
        input: 1,
      });
      await jobs.complete(lost.jobId, lost.leaseToken);
    });

    await refuses("LEASE_LOST", settling);

    assert.equal(await store.persistence.getRun("late"), null);
    assert.equal((await store.jobs.getJob(job.jobId))?.status, "RUNNING");
  },

  "a heartbeat renews the lease and the lock": async (store) => {
    const job = await held(store, { leaseMs: 1_000 });
    const before = await store.jobs.getJob(job.jobId);
    await nextInstant(store);

    const lost = await store.jobs.heartbeat([leaseOf(job)], 2 * HOUR);

    const after = await store.jobs.getJob(job.jobId);
    assert.deepEqual(lost, []);
    assert.ok(after?.leaseUntil && after.lockedAt && before?.lockedAt && before.leaseUntil);
    assert.ok(after.lockedAt > before.lockedAt);
    assert.equal(after.leaseUntil.getTime() - after.lockedAt.getTime(), 2 * HOUR);
  },

  "a heartbeat leaves delivery, start and holder alone": async (store) => {
    const job = await held(store);
    const before = await store.jobs.getJob(job.jobId);
    await nextInstant(store);

    await store.jobs.heartbeat([leaseOf(job)], HOUR);

    const after = await store.jobs.getJob(job.jobId);
    assert.deepEqual(
      [after?.status, after?.attempt, after?.startedAt, after?.workerId],
      ["RUNNING", 1, before?.startedAt, "holder"],
    );
  },

  "a heartbeat names the leases that are lost and renews the rest": async (store) => {
    const { lost } = await lostAndTaken(store);
    const kept = await held(store);
    const done = await held(store);
    await store.jobs.complete(done.jobId);

    const gone = await store.jobs.heartbeat(
      [leaseOf(lost), leaseOf(kept), leaseOf(done), { jobId: "unknown", leaseToken: "t" }],
      5 * HOUR,
    );

    const job = await store.jobs.getJob(kept.jobId);
    assert.deepEqual([...gone].sort(), [lost.jobId, done.jobId, "unknown"].sort());
    assert.equal((job?.leaseUntil?.getTime() ?? 0) - (job?.lockedAt?.getTime() ?? 0), 5 * HOUR);
  },

  "a heartbeat with a lost token does not lengthen the new holder's lease": async (store) => {
    const { lost, held } = await lostAndTaken(store);
    const before = await store.jobs.getJob(held.jobId);

    await store.jobs.heartbeat([leaseOf(lost)], 100 * HOUR);

    assert.deepEqual((await store.jobs.getJob(held.jobId))?.leaseUntil, before?.leaseUntil);
  },

  "a heartbeat of no leases is nothing": async (store) => {
    assert.deepEqual(await store.jobs.heartbeat([], HOUR), []);
  },

  "a heartbeat renews a thousand leases": async (store) => {
    await store.jobs.enqueueParallel(times(1_000, () => jobInput()));
    const claimed = await store.jobs.claim({ workerId: "w", limit: 1_000, leaseMs: 0 });

    const lost = await store.jobs.heartbeat(claimed.map(leaseOf), HOUR);

    assert.deepEqual(lost, []);
    assert.deepEqual(await store.jobs.reapExpired(), []);
  },

  "a suspended job has no lease to renew": async (store) => {
    const job = await held(store);
    await store.jobs.suspend(job.jobId, await hoursFromNow(store, 1), job.leaseToken);

    assert.deepEqual(await store.jobs.heartbeat([leaseOf(job)], HOUR), [job.jobId]);
    shows(await store.jobs.getJob(job.jobId), { workerId: null, lockedAt: null, leaseUntil: null });
  },

  "a job given back is pending at once and its delivery is not counted": async (store) => {
    const job = await held(store);

    const released = await store.jobs.release([leaseOf(job)]);

    assert.equal(released, 1);
    shows(await store.jobs.getJob(job.jobId), {
      status: "PENDING",
      attempt: 0,
      workerId: null,
      lockedAt: null,
      leaseUntil: null,
    });
    shows(await store.jobs.dequeue(), { jobId: job.jobId, attempt: 1 });
  },

  "giving back ends the token": async (store) => {
    const job = await held(store);
    await store.jobs.release([leaseOf(job)]);

    await refuses("LEASE_LOST", store.jobs.complete(job.jobId, job.leaseToken));
    assert.equal(await store.jobs.release([leaseOf(job)]), 0);
    assert.equal((await store.jobs.getJob(job.jobId))?.attempt, 0);
  },

  "giving back the last allowed delivery does not fail the job": async (store) => {
    const job = await held(store, { maxAttempts: 1 });

    await store.jobs.release([leaseOf(job)]);

    shows(await store.jobs.dequeue(), { jobId: job.jobId, attempt: 1, maxAttempts: 1 });
  },

  "giving back touches only leases that are held": async (store) => {
    const { lost, held } = await lostAndTaken(store);

    assert.equal(await store.jobs.release([leaseOf(lost), { jobId: "unknown", leaseToken: "t" }]), 0);
    assert.equal(await store.jobs.release([]), 0);
    shows(await store.jobs.getJob(held.jobId), { status: "RUNNING", attempt: 2 });
  },

  "a job given back keeps its place in the queue": async (store) => {
    const job = await held(store);
    await nextInstant(store);
    await store.jobs.enqueue(jobInput());

    await store.jobs.release([leaseOf(job)]);

    assert.equal((await store.jobs.dequeue())?.jobId, job.jobId);
  },

  "stale locks are released: the job is claimable at once, the delivery counted": async (store) => {
    const job = await held(store);

    const released = await store.jobs.releaseStaleJobs(0);

    assert.equal(released, 1);
    shows(await store.jobs.getJob(job.jobId), {
      status: "PENDING",
      attempt: 1,
      workerId: null,
      lockedAt: null,
      leaseUntil: null,
      completedAt: null,
    });
    shows(await store.jobs.dequeue(), { jobId: job.jobId, attempt: 2 });
  },

  "a fresh lock is not stale": async (store) => {
    const job = await held(store);

    assert.equal(await store.jobs.releaseStaleJobs(HOUR), 0);
    assert.equal((await store.jobs.getJob(job.jobId))?.status, "RUNNING");
  },

  "five minutes make a lock stale unless said otherwise": async (store) => {
    await held(store);

    assert.equal(await store.jobs.releaseStaleJobs(), 0);
  },

  "a lease lost on the last delivery fails the job, with a reason and an end": async (store) => {
    const job = await held(store, { maxAttempts: 1 });

    const released = await store.jobs.releaseStaleJobs(0);

    const after = await store.jobs.getJob(job.jobId);
    assert.equal(released, 1);
    shows(after, { status: "FAILED", attempt: 1, leaseUntil: null });
    assert.ok(after?.completedAt && (after.lastError?.length ?? 0) > 10);
    assert.equal(await store.jobs.dequeue(), null);
  },

  "a job that kills its workers is failed after its deliveries are used up": async (store) => {
    const id = await store.jobs.enqueue(jobInput());
    const deliveries: number[] = [];

    for (;;) {
      const job = await store.jobs.dequeue();
      if (!job) break;
      deliveries.push(job.attempt);
      await store.jobs.releaseStaleJobs(0);
    }

    assert.deepEqual(deliveries, [1, 2, 3]);
    shows(await store.jobs.getJob(id), { status: "FAILED", attempt: 3 });
  },

  "only running jobs are released as stale": async (store) => {
    const done = await held(store);
    await store.jobs.complete(done.jobId);
    const waiting = await held(store);
    await store.jobs.suspend(waiting.jobId, new Date(0));
    await store.jobs.enqueue(jobInput());

    assert.equal(await store.jobs.releaseStaleJobs(0), 0);
  },

  "several stale jobs are released at once, failed ones counted": async (store) => {
    await held(store, { maxAttempts: 1 });
    await held(store);
    await held(store);

    assert.equal(await store.jobs.releaseStaleJobs(0), 3);
    assert.equal(await store.jobs.releaseStaleJobs(0), 0);
  },

  "racing sweeps take a stale job once": async (store) => {
    const jobs = [];
    for (let n = 0; n < 10; n += 1) jobs.push(await held(store));

    const counts = await Promise.all(times(10, () => store.jobs.releaseStaleJobs(0)));

    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      10,
    );
  },

  "a lease that has ended is reaped: pending, claimable, with a reason": async (store) => {
    const job = await held(store, { leaseMs: 0, stageAttempt: 4 });

    const reaped = await store.jobs.reapExpired();

    assert.equal(reaped.length, 1);
    shows(reaped[0], {
      jobId: job.jobId,
      workflowRunId: job.workflowRunId,
      stageId: "first",
      stageAttempt: 4,
      status: "PENDING",
    });
    assert.ok((reaped[0]?.error.length ?? 0) > 10);
    shows(await store.jobs.dequeue(), { jobId: job.jobId, attempt: 2 });
  },

  "a live lease is not reaped, however long its job runs": async (store) => {
    await held(store);

    assert.deepEqual(await store.jobs.reapExpired(), []);
  },

  "a lease lost on the last delivery is reaped as failed": async (store) => {
    const job = await held(store, { leaseMs: 0, maxAttempts: 1 });

    const reaped = await store.jobs.reapExpired();

    const after = await store.jobs.getJob(job.jobId);
    assert.deepEqual(
      reaped.map((lost) => lost.status),
      ["FAILED"],
    );
    shows(after, { status: "FAILED", lastError: reaped[0]?.error ?? "" });
    assert.ok(after?.completedAt);
  },

  "a heartbeat saves a lease that has ended, while nobody has taken it": async (store) => {
    const job = await held(store, { leaseMs: 0 });

    assert.deepEqual(await store.jobs.heartbeat([leaseOf(job)], HOUR), []);
    assert.deepEqual(await store.jobs.reapExpired(), []);
  },

  "a reaped lease is lost": async (store) => {
    const job = await held(store, { leaseMs: 0 });
    await store.jobs.reapExpired();

    await refuses("LEASE_LOST", store.jobs.complete(job.jobId, job.leaseToken));
    assert.deepEqual(await store.jobs.heartbeat([leaseOf(job)], HOUR), [job.jobId]);
  },

  "reaping stops at its limit and goes on with the next call": async (store) => {
    await store.jobs.enqueueParallel(times(5, () => jobInput()));
    await store.jobs.claim({ workerId: "gone", limit: 5, leaseMs: 0 });

    const pages = [
      await store.jobs.reapExpired(2),
      await store.jobs.reapExpired(2),
      await store.jobs.reapExpired(2),
    ];

    assert.deepEqual(
      pages.map((page) => page.length),
      [2, 2, 1],
    );
    assert.equal(new Set(pages.flat().map((lost) => lost.jobId)).size, 5);
  },

  "racing reapers report each lost job once": async (store) => {
    await store.jobs.enqueueParallel(times(30, () => jobInput()));
    await store.jobs.claim({ workerId: "gone", limit: 30, leaseMs: 0 });

    const reaped = (await Promise.all(times(8, () => store.jobs.reapExpired(30)))).flat();

    assert.equal(reaped.length, 30);
    assert.equal(new Set(reaped.map((lost) => lost.jobId)).size, 30);
  },
});
