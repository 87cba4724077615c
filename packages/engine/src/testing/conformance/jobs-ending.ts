/** How a job ends, waits again or is called off, and that it does so once. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { newId } from "../../domain/ids.js";
import type { EnqueueJobInput } from "../../ports/job-queue.js";
import { jobInput, times } from "../factories.js";
import { hoursFromNow, nextInstant } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const FAR = new Date("9999-01-01T00:00:00.000Z");
const LONG_AGO = new Date("2001-02-03T04:05:06.007Z");

/** A running job, taken by `dequeue`. */
async function running(store: Store, overrides: Partial<EnqueueJobInput> = {}): Promise<string> {
  const id = await store.jobs.enqueue(jobInput({ priority: 100, ...overrides }));
  assert.equal((await store.jobs.dequeue())?.jobId, id);
  return id;
}

async function suspended(
  store: Store,
  nextPollAt: Date,
  overrides: Partial<EnqueueJobInput> = {},
): Promise<string> {
  const id = await running(store, overrides);
  await store.jobs.suspend(id, nextPollAt);
  return id;
}

const statusOf = async (store: Store, id: string) => (await store.jobs.getJob(id))?.status;

/** Milliseconds that a job which just failed has to wait. */
async function waitOf(store: Store, id: string): Promise<number> {
  const job = await store.jobs.getJob(id);
  assert.ok(job && job.status === "PENDING");
  return job.runAt.getTime() - job.updatedAt.getTime();
}

/** A job in each status it can end in. */
async function finished(store: Store): Promise<string[]> {
  const completed = await running(store);
  await store.jobs.complete(completed);
  const failed = await running(store);
  await store.jobs.fail(failed, "no");
  const workflowRunId = newId();
  const cancelled = await store.jobs.enqueue(jobInput({ workflowRunId }));
  await store.jobs.cancelByRun(workflowRunId);
  return [completed, failed, cancelled];
}

export const jobEndingSuite = suite("jobs: endings, retries and suspension", {
  "a completed job has an end, no error, and is not delivered again": async (store) => {
    const id = await running(store);

    await store.jobs.complete(id);

    const job = await store.jobs.getJob(id);
    shows(job, { status: "COMPLETED", lastError: null, attempt: 1, leaseUntil: null });
    assert.ok(job?.completedAt && job.startedAt && job.completedAt >= job.startedAt);
    assert.equal(await store.jobs.dequeue(), null);
  },

  "a pending job cannot be completed, suspended or failed: it stays as it is": async (store) => {
    const id = await store.jobs.enqueue(jobInput());
    const before = await store.jobs.getJob(id);

    await store.jobs.complete(id);
    await store.jobs.suspend(id, FAR);
    await store.jobs.fail(id, "no");
    await store.jobs.fail(id, "no", true);

    assert.deepEqual(await store.jobs.getJob(id), before);
  },

  "a suspended job cannot be completed or failed: it stays as it is": async (store) => {
    const id = await suspended(store, FAR);
    const before = await store.jobs.getJob(id);

    await store.jobs.complete(id);
    await store.jobs.fail(id, "no", true);
    await store.jobs.suspend(id, LONG_AGO);

    assert.deepEqual(await store.jobs.getJob(id), before);
  },

  "a finished job never comes back to life": async (store) => {
    const ids = await finished(store);
    const before = await Promise.all(ids.map((id) => store.jobs.getJob(id)));

    for (const id of ids) {
      await store.jobs.complete(id);
      await store.jobs.suspend(id, LONG_AGO);
      await store.jobs.fail(id, "again", true);
      await store.jobs.fail(id, "again");
    }
    await store.jobs.releaseStaleJobs(0);
    await store.jobs.reapExpired();

    assert.deepEqual(
      before.map((job) => job?.status),
      ["COMPLETED", "FAILED", "CANCELLED"],
    );
    assert.deepEqual(await Promise.all(ids.map((id) => store.jobs.getJob(id))), before);
    assert.equal(await store.jobs.dequeue(), null);
  },

  "an unknown job is not found": async (store) => {
    await refuses("NOT_FOUND", store.jobs.complete("unknown"));
    await refuses("NOT_FOUND", store.jobs.suspend("unknown", FAR));
    await refuses("NOT_FOUND", store.jobs.fail("unknown", "no"));
    await refuses("NOT_FOUND", store.jobs.fail("unknown", "no", true));
  },

  "a failure is final unless a retry is asked for": async (store) => {
    const id = await running(store);

    await store.jobs.fail(id, "it broke");

    const job = await store.jobs.getJob(id);
    shows(job, { status: "FAILED", lastError: "it broke", attempt: 1 });
    assert.ok(job?.completedAt);
    assert.equal(await store.jobs.dequeue(), null);
  },

  "a failure's text may be empty, long and in any script": async (store) => {
    const texts = ["", "x".repeat(100_000), "ошибка 🏁 'quoted' \\ \"\n"];
    for (const text of texts) {
      const id = await running(store);
      await store.jobs.fail(id, text);
      assert.equal((await store.jobs.getJob(id))?.lastError, text);
    }
  },

  "a retry waits: pending, later, with the error, without end or holder": async (store) => {
    const id = await running(store);

    await store.jobs.fail(id, "try again", true);

    const job = await store.jobs.getJob(id);
    shows(job, {
      status: "PENDING",
      lastError: "try again",
      attempt: 1,
      completedAt: null,
      workerId: null,
      lockedAt: null,
      leaseUntil: null,
    });
    assert.ok(job && job.runAt > job.updatedAt);
  },

  "a retry is not delivered before its time": async (store) => {
    const id = await running(store);

    await store.jobs.fail(id, "try again", true, undefined, 3_600_000);

    assert.equal(await store.jobs.dequeue(), null);
    const wait = await waitOf(store, id);
    assert.ok(Math.abs(wait - 3_600_000) < 1_000, `waits ${wait} ms`);
  },

  "a retry without a wait is delivered at once, counted": async (store) => {
    const id = await running(store);

    await store.jobs.fail(id, "try again", true, undefined, 0);

    shows(await store.jobs.dequeue(), { jobId: id, attempt: 2 });
  },

  "a retry is refused on the last delivery": async (store) => {
    const id = await running(store, { maxAttempts: 1 });

    await store.jobs.fail(id, "that was it", true, undefined, 0);

    const job = await store.jobs.getJob(id);
    shows(job, { status: "FAILED", lastError: "that was it", attempt: 1 });
    assert.ok(job?.completedAt);
  },

  "retries end when the deliveries are used up": async (store) => {
    const id = await store.jobs.enqueue(jobInput({ maxAttempts: 4 }));
    const deliveries: number[] = [];

    for (;;) {
      const job = await store.jobs.dequeue();
      if (!job) break;
      deliveries.push(job.attempt);
      await store.jobs.fail(id, `delivery ${job.attempt}`, true, job.leaseToken, 0);
    }

    assert.deepEqual(deliveries, [1, 2, 3, 4]);
    shows(await store.jobs.getJob(id), { status: "FAILED", lastError: "delivery 4" });
  },

  "retries wait longer each time": async (store) => {
    const id = await store.jobs.enqueue(jobInput({ maxAttempts: 10 }));
    const waits: number[] = [];
    for (let delivery = 1; delivery <= 7; delivery += 1) {
      const job = await store.jobs.dequeue();
      assert.equal(job?.attempt, delivery);
      // Looked at inside a transaction that is undone, so that the next delivery need not be waited for.
      await assert.rejects(
        store.transaction(async ({ jobs }) => {
          await jobs.fail(id, "again", true);
          const failed = await jobs.getJob(id);
          waits.push((failed?.runAt.getTime() ?? 0) - (failed?.updatedAt.getTime() ?? 0));
          throw new RangeError("undo");
        }),
        RangeError,
      );
      await store.jobs.fail(id, "again", true, undefined, 0);
    }

    // Doubling outgrows a spread of ±50 % within two steps.
    for (let n = 2; n < waits.length; n += 1)
      assert.ok((waits[n] ?? 0) > (waits[n - 2] ?? 0), waits.join(", "));
    assert.ok((waits[6] ?? 0) > 8 * (waits[0] ?? 0), waits.join(", "));
  },

  "jobs that failed together do not come back together": async (store) => {
    const ids = await store.jobs.enqueueParallel(times(20, () => jobInput()));
    await store.jobs.claim({ workerId: "w", limit: 20, leaseMs: 60_000 });
    await Promise.all(ids.map((id) => store.jobs.fail(id, "all at once", true)));

    const waits = await Promise.all(ids.map((id) => waitOf(store, id)));

    assert.ok(new Set(waits).size > 5, waits.join(", "));
  },

  "the wait has a cap, however often a job has failed": async (store) => {
    const id = await store.jobs.enqueue(jobInput({ maxAttempts: 1_000 }));
    for (let delivery = 1; delivery <= 80; delivery += 1) {
      await store.jobs.dequeue();
      await store.jobs.fail(id, "again", true, undefined, 0);
    }
    await store.jobs.dequeue();

    await store.jobs.fail(id, "again", true);

    const wait = await waitOf(store, id);
    assert.ok(wait > 1_000 && wait <= 24 * 3_600_000, `waits ${wait} ms`);
  },

  "a job waiting for its retry keeps priority, payload and stage attempt": async (store) => {
    const id = await running(store, { priority: 42, payload: { deep: [1] }, stageAttempt: 3 });

    await store.jobs.fail(id, "again", true, undefined, 0);

    shows(await store.jobs.dequeue(), { priority: 42, payload: { deep: [1] }, stageAttempt: 3 });
  },

  "a suspended job has its due time and no holder": async (store) => {
    const nextPollAt = await hoursFromNow(store, 3);
    const id = await running(store);

    await store.jobs.suspend(id, nextPollAt);

    shows(await store.jobs.getJob(id), {
      status: "SUSPENDED",
      nextPollAt,
      workerId: null,
      lockedAt: null,
      leaseUntil: null,
      completedAt: null,
    });
  },

  "a suspended job is not delivered, due or not": async (store) => {
    await suspended(store, LONG_AGO);
    await suspended(store, FAR);

    assert.equal(await store.jobs.dequeue(), null);
  },

  "a suspended job is ready to poll once it is due": async (store) => {
    const workflowRunId = newId();
    const due = await suspended(store, LONG_AGO, { workflowRunId, stageId: "batch" });
    await suspended(store, FAR);

    const ready = await store.jobs.getSuspendedJobsReadyToPoll();

    assert.deepEqual(ready, [{ jobId: due, stageId: "batch", workflowRunId }]);
  },

  "a suspended job is ready at the very instant it is due": async (store) => {
    const id = await suspended(store, await store.now());

    assert.deepEqual(
      (await store.jobs.getSuspendedJobsReadyToPoll()).map((job) => job.jobId),
      [id],
    );
  },

  "the job due first is polled first, of one instant by id": async (store) => {
    const at = (n: number) => new Date(LONG_AGO.getTime() + n);
    const third = await suspended(store, at(2));
    const first = await suspended(store, at(0));
    const fourth = await suspended(store, at(2));
    const second = await suspended(store, at(1));

    const ready = await store.jobs.getSuspendedJobsReadyToPoll();

    assert.deepEqual(
      ready.map((job) => job.jobId),
      [first, second, third, fourth],
    );
  },

  "only suspended jobs are ready to poll": async (store) => {
    const workflowRunId = newId();
    await suspended(store, LONG_AGO, { workflowRunId });
    await store.jobs.cancelByRun(workflowRunId);
    await running(store);
    await finished(store);

    assert.deepEqual(await store.jobs.getSuspendedJobsReadyToPoll(), []);
  },

  "a due time outside the years 1 to 9999 is refused and the job keeps running": async (store) => {
    const id = await running(store);

    await refuses("UNSTORABLE_VALUE", store.jobs.suspend(id, new Date(Number.NaN)));

    assert.equal(await statusOf(store, id), "RUNNING");
  },

  "cancelling a run ends its pending and suspended jobs and says how many": async (store) => {
    const workflowRunId = newId();
    const waiting = await suspended(store, FAR, { workflowRunId, stageId: "a" });
    const pending = await store.jobs.enqueueParallel([
      jobInput({ workflowRunId, stageId: "b" }),
      jobInput({ workflowRunId, stageId: "c", scheduledFor: FAR }),
    ]);

    const cancelled = await store.jobs.cancelByRun(workflowRunId);

    assert.equal(cancelled, 3);
    for (const id of [waiting, ...pending]) {
      const job = await store.jobs.getJob(id);
      shows(job, { status: "CANCELLED", nextPollAt: null });
      assert.ok(job?.completedAt);
    }
    assert.equal(await store.jobs.dequeue(), null);
  },

  "cancelling a run leaves its running jobs to their holders": async (store) => {
    const workflowRunId = newId();
    const id = await running(store, { workflowRunId });

    assert.equal(await store.jobs.cancelByRun(workflowRunId), 0);
    assert.equal(await statusOf(store, id), "RUNNING");
    await store.jobs.complete(id);
    assert.equal(await statusOf(store, id), "COMPLETED");
  },

  "cancelling a run leaves finished jobs and other runs alone": async (store) => {
    const workflowRunId = newId();
    const done = await running(store, { workflowRunId });
    await store.jobs.complete(done);
    const other = await store.jobs.enqueue(jobInput());

    assert.equal(await store.jobs.cancelByRun(workflowRunId), 0);
    assert.deepEqual([await statusOf(store, done), await statusOf(store, other)], ["COMPLETED", "PENDING"]);
  },

  "cancelling twice, or a run without jobs, cancels none": async (store) => {
    const input = jobInput();
    await store.jobs.enqueue(input);
    await store.jobs.cancelByRun(input.workflowRunId);

    assert.equal(await store.jobs.cancelByRun(input.workflowRunId), 0);
    assert.equal(await store.jobs.cancelByRun("unknown"), 0);
  },

  "a job is claimed or cancelled, never both": async (store) => {
    const workflowRunId = newId();
    const ids = await store.jobs.enqueueParallel(
      times(40, (n) => jobInput({ workflowRunId, stageId: `s${n}` })),
    );

    const [claimed, cancelled] = await Promise.all([
      Promise.all(times(20, () => store.jobs.dequeue())),
      store.jobs.cancelByRun(workflowRunId),
    ]);

    const running = await store.jobs.listJobs({ status: ["RUNNING"] });
    const taken = claimed.flatMap((job) => job?.jobId ?? []);
    assert.deepEqual(running.map((job) => job.id).sort(), taken.sort());
    assert.equal(taken.length + cancelled, ids.length);
  },

  "fencing off ends live jobs of earlier attempts, running ones too": async (store) => {
    const workflowRunId = newId();
    const of = (stageId: string, stageAttempt: number) => ({ workflowRunId, stageId, stageAttempt });
    const waiting = await suspended(store, FAR, of("a", 0));
    const held = await running(store, of("b", 1));
    const pending = await store.jobs.enqueue(jobInput(of("b", 0)));

    const fenced = await store.jobs.fenceOff(workflowRunId, ["a", "b"], 2);

    assert.equal(fenced, 3);
    for (const id of [waiting, held, pending]) {
      const job = await store.jobs.getJob(id);
      shows(job, { status: "CANCELLED", leaseUntil: null, nextPollAt: null });
      assert.ok(job?.completedAt);
    }
  },

  "fencing off leaves the new attempt, other stages, other runs and finished jobs alone": async (store) => {
    const workflowRunId = newId();
    const done = await running(store, { workflowRunId });
    await store.jobs.complete(done);
    const others = await store.jobs.enqueueParallel([
      jobInput({ workflowRunId, stageAttempt: 1 }),
      jobInput({ workflowRunId, stageId: "second" }),
      jobInput(),
    ]);

    assert.equal(await store.jobs.fenceOff(workflowRunId, ["first"], 1), 0);
    assert.equal(await store.jobs.fenceOff(workflowRunId, [], 100), 0);
    assert.equal(await statusOf(store, done), "COMPLETED");
    for (const id of others) assert.equal(await statusOf(store, id), "PENDING");
  },

  "whoever held a job that was fenced off has lost its lease": async (store) => {
    const input = jobInput();
    await store.jobs.enqueue(input);
    const job = await store.jobs.dequeue();
    assert.ok(job);
    await store.jobs.fenceOff(input.workflowRunId, ["first"], 1);

    await refuses("LEASE_LOST", store.jobs.complete(job.jobId, job.leaseToken));
    assert.deepEqual(await store.jobs.heartbeat([job], 60_000), [job.jobId]);
    assert.equal(await statusOf(store, job.jobId), "CANCELLED");
  },

  "an ended job keeps who started it and when": async (store) => {
    const id = await running(store);
    const before = await store.jobs.getJob(id);
    await nextInstant(store);

    await store.jobs.complete(id);

    const after = await store.jobs.getJob(id);
    assert.deepEqual([after?.startedAt, after?.createdAt], [before?.startedAt, before?.createdAt]);
    assert.ok(after && before && after.updatedAt > before.updatedAt);
  },
});
