/** Many deliveries ended at once, and suspended jobs held while somebody polls for them. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { EnqueueJobInput, JobEnding, Lease, LeasedJob } from "../../ports/job-queue.js";
import { jobInput, times } from "../factories.js";
import { hoursFromNow } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const HOUR = 3_600_000;

const leaseOf = ({ jobId, leaseToken }: LeasedJob): Lease => ({ jobId, leaseToken });

const jobIds = (jobs: readonly { readonly jobId: string }[]): string[] => jobs.map(({ jobId }) => jobId);

async function held(store: Store, count: number, input: Partial<EnqueueJobInput> = {}): Promise<LeasedJob[]> {
  await store.jobs.enqueueParallel(times(count, () => jobInput(input)));
  return store.jobs.claim({ workerId: "holder", limit: count, leaseMs: HOUR });
}

/** SUSPENDED ones whose polls are due, soonest first, one hour apart. */
async function dueSuspended(
  store: Store,
  count: number,
  input: Partial<EnqueueJobInput> = {},
): Promise<string[]> {
  const jobs = await held(store, count, input);
  const first = await hoursFromNow(store, -count - 1);
  await store.jobs.settle(
    jobs.map((job, index) => ({
      ...leaseOf(job),
      status: "SUSPENDED",
      nextPollAt: new Date(first.getTime() + index * HOUR),
    })),
  );
  return jobIds(jobs);
}

const poll = (store: Store, options: { limit?: number; leaseMs?: number; workflowIds?: string[] } = {}) =>
  store.jobs.claimSuspended({ workerId: "poller", limit: 100, leaseMs: HOUR, ...options });

export const jobBatchSuite = suite("jobs: batches", {
  "each of many deliveries ends in its own way": async (store) => {
    const [done, failed, retried, suspended] = await held(store, 4);
    assert.ok(done && failed && retried && suspended);
    const nextPollAt = await hoursFromNow(store, 2);

    const settled = await store.jobs.settle([
      { ...leaseOf(suspended), status: "SUSPENDED", nextPollAt },
      { ...leaseOf(retried), status: "PENDING", error: "again", retryInMs: HOUR },
      { ...leaseOf(failed), status: "FAILED", error: "broken" },
      { ...leaseOf(done), status: "COMPLETED" },
    ]);

    assert.deepEqual(settled, jobIds([suspended, retried, failed, done]));
    const free = { workerId: null, lockedAt: null, leaseUntil: null };
    const completed = await store.jobs.getJob(done.jobId);
    shows(completed, {
      status: "COMPLETED",
      lastError: null,
      workerId: "holder",
      leaseUntil: null,
      attempt: 1,
    });
    assert.ok(completed?.completedAt && completed.lockedAt);
    const ended = await store.jobs.getJob(failed.jobId);
    shows(ended, { status: "FAILED", lastError: "broken", workerId: "holder", leaseUntil: null });
    assert.ok(ended?.completedAt);
    const waiting = await store.jobs.getJob(retried.jobId);
    shows(waiting, {
      status: "PENDING",
      lastError: "again",
      completedAt: null,
      attempt: 1,
      nextPollAt: null,
      ...free,
    });
    assert.ok(
      waiting && Math.abs(waiting.runAt.getTime() - (await hoursFromNow(store, 1)).getTime()) < 60_000,
    );
    shows(await store.jobs.getJob(suspended.jobId), {
      status: "SUSPENDED",
      nextPollAt,
      completedAt: null,
      ...free,
    });
  },

  "a batch ends deliveries as the single calls do": async (store) => {
    const jobs = await held(store, 6);
    const [a, b, c, d, e, f] = jobs;
    assert.ok(a && b && c && d && e && f);
    const nextPollAt = await hoursFromNow(store, 1);
    await store.jobs.complete(a.jobId, a.leaseToken);
    await store.jobs.fail(c.jobId, "x\0", false, c.leaseToken);
    await store.jobs.suspend(e.jobId, nextPollAt, e.leaseToken);

    await store.jobs.settle([
      { ...leaseOf(b), status: "COMPLETED" },
      { ...leaseOf(d), status: "FAILED", error: "x\0" },
      { ...leaseOf(f), status: "SUSPENDED", nextPollAt },
    ]);

    const [one, two, three, four, five, six] = await Promise.all(
      jobs.map(async ({ jobId }) => {
        const job = await store.jobs.getJob(jobId);
        assert.ok(job);
        const {
          id: _id,
          workflowRunId: _run,
          createdAt: _c,
          updatedAt: _u,
          startedAt: _s,
          lockedAt,
          completedAt,
          runAt: _r,
          ...same
        } = job;
        return { ...same, isLocked: lockedAt !== null, isComplete: completedAt !== null };
      }),
    );
    assert.deepEqual([two, four, six], [one, three, five]);
  },

  "many deliveries end in one call": async (store) => {
    const jobs = await held(store, 200);

    const settled = await store.jobs.settle(jobs.map((job) => ({ ...leaseOf(job), status: "COMPLETED" })));

    assert.deepEqual(settled, jobIds(jobs));
    assert.equal((await store.jobs.listJobs({ status: ["COMPLETED"] })).length, 200);
  },

  "lost leases, finished jobs and unknown ids are left out, the others are written": async (store) => {
    const [lost, done, good] = await held(store, 3);
    assert.ok(lost && done && good);
    await store.jobs.complete(done.jobId, done.leaseToken);
    const before = [await store.jobs.getJob(lost.jobId), await store.jobs.getJob(done.jobId)];

    const settled = await store.jobs.settle([
      { jobId: lost.jobId, leaseToken: "stale", status: "COMPLETED" },
      { ...leaseOf(done), status: "FAILED", error: "late" },
      { jobId: "none", leaseToken: "x", status: "COMPLETED" },
      { jobId: "bad\0", leaseToken: "x", status: "COMPLETED" },
      { ...leaseOf(good), status: "COMPLETED" },
    ]);

    assert.deepEqual(settled, [good.jobId]);
    assert.deepEqual([await store.jobs.getJob(lost.jobId), await store.jobs.getJob(done.jobId)], before);
  },

  "a suspended job that nobody holds is not settled, whatever the token": async (store) => {
    const [id] = await dueSuspended(store, 1);
    assert.ok(id);

    assert.deepEqual(await store.jobs.settle([{ jobId: id, leaseToken: "", status: "COMPLETED" }]), []);

    assert.equal((await store.jobs.getJob(id))?.status, "SUSPENDED");
  },

  "the first ending of a lease counts": async (store) => {
    const [job] = await held(store, 1);
    assert.ok(job);

    const settled = await store.jobs.settle([
      { ...leaseOf(job), status: "FAILED", error: "first" },
      { jobId: job.jobId, leaseToken: "stale", status: "COMPLETED" },
      { ...leaseOf(job), status: "COMPLETED" },
    ]);

    assert.deepEqual(settled, [job.jobId]);
    shows(await store.jobs.getJob(job.jobId), { status: "FAILED", lastError: "first" });
  },

  "a retry after the last delivery is a failure": async (store) => {
    const [job] = await held(store, 1, { maxAttempts: 1 });
    assert.ok(job);

    await store.jobs.settle([{ ...leaseOf(job), status: "PENDING", error: "again", retryInMs: 0 }]);

    shows(await store.jobs.getJob(job.jobId), { status: "FAILED", lastError: "again", leaseUntil: null });
    assert.ok((await store.jobs.getJob(job.jobId))?.completedAt);
  },

  "a retry without a wait is claimable at once": async (store) => {
    const [job] = await held(store, 1);
    assert.ok(job);

    await store.jobs.settle([{ ...leaseOf(job), status: "PENDING", error: "again", retryInMs: 0 }]);

    shows(await store.jobs.dequeue(), { jobId: job.jobId, attempt: 2 });
  },

  "one value that cannot be stored ends nothing": async (store) => {
    const [good, bad] = await held(store, 2);
    assert.ok(good && bad);
    const endings: JobEnding[] = [
      { ...leaseOf(bad), status: "SUSPENDED", nextPollAt: new Date(Number.NaN) },
      { ...leaseOf(bad), status: "PENDING", error: "e", retryInMs: Number.NaN },
      { ...leaseOf(bad), status: "PENDING", error: "e", retryInMs: 1e300 },
    ];

    for (const ending of endings)
      await refuses(
        "UNSTORABLE_VALUE",
        store.jobs.settle([{ ...leaseOf(good), status: "COMPLETED" }, ending]),
      );

    assert.deepEqual(await store.jobs.stillHeld([leaseOf(good), leaseOf(bad)]), jobIds([good, bad]).sort());
  },

  "of many batches with the same leases each job is settled by one": async (store) => {
    const jobs = await held(store, 50);
    const endings = jobs.map((job): JobEnding => ({ ...leaseOf(job), status: "COMPLETED" }));

    const settled = await Promise.all(
      times(10, (caller) => store.jobs.settle(caller % 2 === 0 ? endings : endings.toReversed())),
    );

    assert.deepEqual(settled.flat().sort(), jobIds(jobs).sort());
  },

  "heartbeats and endings of the same jobs do not deadlock": async (store) => {
    const jobs = await held(store, 60);
    const leases = jobs.map(leaseOf);

    await Promise.all([
      ...times(6, (caller) =>
        store.transaction((tx) => tx.jobs.heartbeat(caller % 2 === 0 ? leases : leases.toReversed(), HOUR)),
      ),
      store.transaction(async (tx) => {
        await tx.jobs.settle(
          leases.toReversed().map((lease): JobEnding => ({ ...lease, status: "COMPLETED" })),
        );
      }),
    ]);

    assert.equal((await store.jobs.listJobs({ status: ["COMPLETED"] })).length, 60);
  },

  "a transaction that fails takes its endings back": async (store) => {
    const [job] = await held(store, 1);
    assert.ok(job);

    await assert.rejects(
      store.transaction(async (tx) => {
        assert.deepEqual(await tx.jobs.stillHeld([leaseOf(job)]), [job.jobId]);
        await tx.jobs.settle([{ ...leaseOf(job), status: "COMPLETED" }]);
        assert.deepEqual(await tx.jobs.stillHeld([leaseOf(job)]), []);
        throw new Error("no");
      }),
    );

    assert.deepEqual(await store.jobs.stillHeld([leaseOf(job)]), [job.jobId]);
  },

  "due suspended jobs are taken soonest first and stay suspended": async (store) => {
    const ids = await dueSuspended(store, 3);

    const taken = await poll(store, { limit: 2 });

    assert.deepEqual(jobIds(taken), ids.slice(0, 2));
    const [job] = taken;
    assert.ok(job);
    shows(job, { attempt: 1, stageAttempt: 0, maxAttempts: 3, payload: {} });
    shows(await store.jobs.getJob(job.jobId), {
      status: "SUSPENDED",
      attempt: 1,
      workerId: "poller",
      leaseUntil: job.leaseUntil,
    });
    assert.notEqual(taken[0]?.leaseToken, taken[1]?.leaseToken);
  },

  "a suspended job that is held is not taken again, nor shown as ready": async (store) => {
    const ids = await dueSuspended(store, 2);
    await poll(store, { limit: 1 });

    assert.deepEqual(jobIds(await store.jobs.getSuspendedJobsReadyToPoll()), ids.slice(1));
    assert.deepEqual(jobIds(await poll(store)), ids.slice(1));
    assert.deepEqual(await poll(store), []);
  },

  "only due jobs of the named workflows are taken": async (store) => {
    const [future] = await held(store, 1);
    assert.ok(future);
    await store.jobs.suspend(future.jobId, await hoursFromNow(store, 1), future.leaseToken);
    const mine = await dueSuspended(store, 1, { workflowId: "mine" });
    await dueSuspended(store, 1, { workflowId: "other" });

    assert.deepEqual(await poll(store, { workflowIds: [] }), []);
    assert.deepEqual(await poll(store, { limit: 0 }), []);
    assert.deepEqual(jobIds(await poll(store, { workflowIds: ["mine", "\0"] })), mine);
  },

  "concurrent pollers get each job once": async (store) => {
    const ids = await dueSuspended(store, 40);

    const taken = await Promise.all(times(8, () => poll(store, { limit: 10 })));
    const rest = await poll(store);

    assert.deepEqual(jobIds([...taken.flat(), ...rest]).sort(), ids.toSorted());
  },

  "a suspended job whose lease has ended is due again, and its first holder has lost it": async (store) => {
    await dueSuspended(store, 1);
    const [lost] = await poll(store, { leaseMs: 0 });
    assert.ok(lost);
    assert.deepEqual(jobIds(await store.jobs.getSuspendedJobsReadyToPoll()), [lost.jobId]);

    const [job] = await poll(store);

    assert.equal(job?.jobId, lost.jobId);
    assert.deepEqual(await store.jobs.settle([{ ...leaseOf(lost), status: "COMPLETED" }]), []);
    assert.deepEqual(await store.jobs.heartbeat([leaseOf(lost)], HOUR), [lost.jobId]);
    await refuses("LEASE_LOST", store.jobs.complete(lost.jobId, lost.leaseToken));
  },

  "whoever holds a suspended job renews, settles or suspends it again": async (store) => {
    await dueSuspended(store, 3);
    const [done, again, failed] = await poll(store);
    assert.ok(done && again && failed);
    const nextPollAt = await hoursFromNow(store, 1);
    assert.deepEqual(await store.jobs.heartbeat([done, again, failed].map(leaseOf), 5 * HOUR), []);
    const renewed = (await store.jobs.getJob(done.jobId))?.leaseUntil;
    assert.ok(renewed && renewed.getTime() > done.leaseUntil.getTime() + 3 * HOUR);

    const settled = await store.jobs.settle([
      { ...leaseOf(done), status: "COMPLETED" },
      { ...leaseOf(again), status: "SUSPENDED", nextPollAt },
      { ...leaseOf(failed), status: "FAILED", error: "gone" },
    ]);

    assert.deepEqual(settled, jobIds([done, again, failed]));
    shows(await store.jobs.getJob(done.jobId), { status: "COMPLETED", nextPollAt: null, leaseUntil: null });
    shows(await store.jobs.getJob(again.jobId), {
      status: "SUSPENDED",
      nextPollAt,
      leaseUntil: null,
      workerId: null,
    });
    shows(await store.jobs.getJob(failed.jobId), { status: "FAILED", nextPollAt: null, lastError: "gone" });
  },

  "giving a suspended job back drops the lease and nothing else": async (store) => {
    const [id] = await dueSuspended(store, 1);
    const before = await store.jobs.getJob(id ?? "");
    const [job] = await poll(store);
    assert.ok(job && before);

    assert.equal(await store.jobs.release([leaseOf(job)]), 1);

    const after = await store.jobs.getJob(job.jobId);
    assert.deepEqual({ ...after, updatedAt: before.updatedAt }, before);
    assert.equal((await poll(store))[0]?.jobId, id);
  },

  "the reaper leaves suspended jobs alone, held or not": async (store) => {
    await dueSuspended(store, 2);
    const [job] = await poll(store, { limit: 1, leaseMs: 0 });
    assert.ok(job);

    assert.deepEqual(await store.jobs.reapExpired(), []);
    assert.equal(await store.jobs.releaseStaleJobs(0), 0);

    shows(await store.jobs.getJob(job.jobId), { status: "SUSPENDED", attempt: 1 });
  },

  "without a token nobody completes, suspends or fails a suspended job, held or not": async (store) => {
    const [id] = await dueSuspended(store, 1);
    await poll(store);
    const before = await store.jobs.getJob(id ?? "");
    assert.ok(before);

    await store.jobs.complete(before.id);
    await store.jobs.fail(before.id, "x", true);
    await store.jobs.suspend(before.id, await hoursFromNow(store, 9));

    assert.deepEqual(await store.jobs.getJob(before.id), before);
  },

  "cancelling takes suspended jobs from whoever polls them": async (store) => {
    await dueSuspended(store, 1, { workflowRunId: "run" });
    const [job] = await poll(store);
    assert.ok(job);

    assert.equal(await store.jobs.cancelByRun("run"), 1);

    assert.deepEqual(await store.jobs.stillHeld([leaseOf(job)]), []);
    shows(await store.jobs.getJob(job.jobId), { status: "CANCELLED", workerId: null, leaseUntil: null });
  },

  "those leases are still held that hold a job, by job id": async (store) => {
    const jobs = await held(store, 3);
    const [done, released, running] = jobs;
    assert.ok(done && released && running);
    await dueSuspended(store, 1);
    const [polled] = await poll(store);
    assert.ok(polled);
    await store.jobs.complete(done.jobId, done.leaseToken);
    await store.jobs.release([leaseOf(released)]);

    const leases = [polled, ...jobs].map(leaseOf);
    const unknown = [
      { jobId: "none", leaseToken: "x" },
      { jobId: "\0", leaseToken: "x" },
    ];

    assert.deepEqual(await store.jobs.stillHeld([...leases, ...unknown]), jobIds([running, polled]).sort());
  },

  "empty batches of jobs are no-ops": async ({ jobs }) => {
    assert.deepEqual(await jobs.settle([]), []);
    assert.deepEqual(await jobs.stillHeld([]), []);
  },
});
