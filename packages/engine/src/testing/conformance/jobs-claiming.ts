/** Jobs wait, and each is given to one worker, in the order the contract promises. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { newId } from "../../domain/ids.js";
import type { LeasedJob } from "../../ports/job-queue.js";
import { jobInput, times } from "../factories.js";
import { hoursFromNow, nextInstant } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const ALL = { workerId: "w1", limit: 1_000, leaseMs: 60_000 };

const idsOf = (jobs: readonly { jobId: string }[]) => jobs.map(({ jobId }) => jobId);

/** Takes one job after the other until there is none. */
async function drain(store: Store, workerId: string): Promise<LeasedJob[]> {
  const taken: LeasedJob[] = [];
  for (;;) {
    const [job] = await store.jobs.claim({ ...ALL, workerId, limit: 1 });
    if (!job) return taken;
    taken.push(job);
  }
}

export const jobClaimingSuite = suite("jobs: waiting and claiming", {
  "gives null when nothing waits": async (store) => {
    assert.equal(await store.jobs.dequeue(), null);
    assert.deepEqual(await store.jobs.claim(ALL), []);
  },

  "a new job is pending, undelivered, of priority 5, with three deliveries and an empty payload": async (
    store,
  ) => {
    const input = jobInput();

    const id = await store.jobs.enqueue(input);

    const job = await store.jobs.getJob(id);
    shows(job, {
      id,
      workflowRunId: input.workflowRunId,
      workflowId: "sample",
      stageId: "first",
      stageAttempt: 0,
      status: "PENDING",
      priority: 5,
      attempt: 0,
      maxAttempts: 3,
      payload: {},
      workerId: null,
      lockedAt: null,
      startedAt: null,
      completedAt: null,
      lastError: null,
      nextPollAt: null,
      leaseUntil: null,
    });
    assert.ok(job && job.createdAt <= (await store.now()) && job.runAt <= (await store.now()));
  },

  "a job may name a run that is not stored": async (store) => {
    const id = await store.jobs.enqueue(jobInput({ workflowRunId: "a run of another persistence" }));

    assert.equal((await store.jobs.dequeue())?.jobId, id);
  },

  "delivers what was enqueued": async (store) => {
    const input = jobInput({
      priority: 7,
      stageAttempt: 2,
      maxAttempts: 9,
      payload: { n: 1, at: new Date(0) },
    });
    const jobId = await store.jobs.enqueue(input);

    const job = await store.jobs.dequeue();

    shows(job, {
      jobId,
      workflowRunId: input.workflowRunId,
      workflowId: "sample",
      stageId: "first",
      stageAttempt: 2,
      priority: 7,
      attempt: 1,
      maxAttempts: 9,
      payload: { n: 1, at: new Date(0) },
    });
  },

  "the first delivery is number 1": async (store) => {
    const id = await store.jobs.enqueue(jobInput());

    const job = await store.jobs.dequeue();

    assert.equal(job?.attempt, 1);
    assert.equal((await store.jobs.getJob(id))?.attempt, 1);
  },

  "a claimed job is running, with its worker, its lock and its lease": async (store) => {
    const id = await store.jobs.enqueue(jobInput());
    const before = await store.now();

    const [claimed] = await store.jobs.claim({ workerId: "worker 7", limit: 1, leaseMs: 60_000 });

    const job = await store.jobs.getJob(id);
    shows(job, { status: "RUNNING", workerId: "worker 7", completedAt: null });
    assert.ok(job?.lockedAt && job.startedAt && job.leaseUntil && claimed);
    assert.ok(job.lockedAt >= before && job.startedAt >= before && job.lockedAt <= (await store.now()));
    assert.equal(job.leaseUntil.getTime() - job.lockedAt.getTime(), 60_000);
    assert.deepEqual(claimed.leaseUntil, job.leaseUntil);
  },

  "dequeue names a worker and gives a lease, too": async (store) => {
    const id = await store.jobs.enqueue(jobInput());

    const taken = await store.jobs.dequeue();

    const job = await store.jobs.getJob(id);
    assert.ok(taken?.leaseToken && job?.workerId && job.lockedAt && job.startedAt);
    assert.ok(job.leaseUntil && job.leaseUntil > job.lockedAt);
  },

  "a running job is not given out again": async (store) => {
    await store.jobs.enqueue(jobInput());
    await store.jobs.dequeue();

    assert.equal(await store.jobs.dequeue(), null);
  },

  "higher priorities come first": async (store) => {
    const priorities = [5, 1, 10, -3, 0, 7, 2_147_483_647, -2_147_483_648];
    await store.jobs.enqueueParallel(priorities.map((priority) => jobInput({ priority })));

    const claimed = await drain(store, "w1");

    assert.deepEqual(
      claimed.map((job) => job.priority),
      [2_147_483_647, 10, 7, 5, 1, 0, -3, -2_147_483_648],
    );
  },

  "a younger job of higher priority comes before older ones": async (store) => {
    const low = await store.jobs.enqueue(jobInput({ priority: 1 }));
    await nextInstant(store);
    const middle = await store.jobs.enqueue(jobInput({ priority: 5 }));
    await nextInstant(store);
    const high = await store.jobs.enqueue(jobInput({ priority: 9 }));

    const one = await store.jobs.claim({ ...ALL, limit: 1 });
    const rest = await store.jobs.claim(ALL);

    assert.deepEqual(idsOf([...one, ...rest]), [high, middle, low]);
  },

  "within a priority the oldest comes first": async (store) => {
    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) ids.push(await store.jobs.enqueue(jobInput()));

    assert.deepEqual(idsOf(await drain(store, "w1")), ids);
  },

  "jobs of one instant come in the order of their ids, which is that of the input": async (store) => {
    const ids = await store.jobs.enqueueParallel(times(50, () => jobInput()));

    const claimed = idsOf(await drain(store, "w1"));

    assert.deepEqual(claimed, ids);
    assert.deepEqual(claimed, [...ids].sort());
  },

  "age counts from creation, not from the due time": async (store) => {
    const past = await hoursFromNow(store, -48);
    const older = await store.jobs.enqueue(jobInput());
    await nextInstant(store);
    const younger = await store.jobs.enqueue(jobInput({ scheduledFor: past }));

    assert.deepEqual(idsOf(await drain(store, "w1")), [older, younger]);
  },

  "a batch comes in the same order as one by one": async (store) => {
    const priorities = times(60, (n) => (n * 7) % 10);
    const ids = await store.jobs.enqueueParallel(priorities.map((priority) => jobInput({ priority })));

    const claimed = await store.jobs.claim(ALL);

    const expected = ids
      .map((id, n) => ({ id, priority: priorities[n] ?? 0, n }))
      .sort((a, b) => b.priority - a.priority || a.n - b.n);
    assert.deepEqual(
      idsOf(claimed),
      expected.map(({ id }) => id),
    );
  },

  "a batch takes the best jobs and leaves the rest": async (store) => {
    await store.jobs.enqueueParallel(times(10, (priority) => jobInput({ priority })));

    const first = await store.jobs.claim({ ...ALL, limit: 4 });
    const rest = await store.jobs.claim({ ...ALL, limit: 100 });

    assert.deepEqual(
      first.map((job) => job.priority),
      [9, 8, 7, 6],
    );
    assert.deepEqual(
      rest.map((job) => job.priority),
      [5, 4, 3, 2, 1, 0],
    );
  },

  "a batch of none takes none": async (store) => {
    const id = await store.jobs.enqueue(jobInput());

    assert.deepEqual(await store.jobs.claim({ ...ALL, limit: 0 }), []);
    assert.equal((await store.jobs.getJob(id))?.status, "PENDING");
  },

  "a claim for some workflows leaves the others' jobs": async (store) => {
    const [mine, others, alsoMine] = await store.jobs.enqueueParallel(
      ["a", "b", "c"].map((workflowId) => jobInput({ workflowId })),
    );

    const claimed = await store.jobs.claim({ ...ALL, workflowIds: ["a", "c", "unknown"] });

    assert.deepEqual(idsOf(claimed), [mine, alsoMine]);
    assert.equal((await store.jobs.getJob(others ?? ""))?.status, "PENDING");
  },

  "a claim for no workflow takes nothing": async (store) => {
    await store.jobs.enqueue(jobInput());

    assert.deepEqual(await store.jobs.claim({ ...ALL, workflowIds: [] }), []);
  },

  "workflows are told apart to the letter": async (store) => {
    await store.jobs.enqueueParallel(
      ["Sample", "sample ", "sampl_", "sample%"].map((workflowId) => jobInput({ workflowId })),
    );

    assert.deepEqual(await store.jobs.claim({ ...ALL, workflowIds: ["sample"] }), []);
  },

  "other workflows' jobs of higher priority do not use up the batch": async (store) => {
    await store.jobs.enqueueParallel(times(30, () => jobInput({ workflowId: "other", priority: 9 })));
    const mine = await store.jobs.enqueue(jobInput({ workflowId: "mine", priority: 1 }));

    assert.deepEqual(idsOf(await store.jobs.claim({ ...ALL, limit: 1, workflowIds: ["mine"] })), [mine]);
  },

  "a job scheduled for later waits": async (store) => {
    const scheduledFor = await hoursFromNow(store, 24);
    const id = await store.jobs.enqueue(jobInput({ scheduledFor }));

    assert.equal(await store.jobs.dequeue(), null);
    shows(await store.jobs.getJob(id), { status: "PENDING", runAt: scheduledFor, attempt: 0 });
  },

  "a job scheduled for the past is due": async (store) => {
    const id = await store.jobs.enqueue(jobInput({ scheduledFor: await hoursFromNow(store, -24) }));

    assert.equal((await store.jobs.dequeue())?.jobId, id);
  },

  "a job is due at the very instant it is scheduled for": async (store) => {
    const id = await store.jobs.enqueue(jobInput({ scheduledFor: await store.now() }));

    assert.equal((await store.jobs.dequeue())?.jobId, id);
  },

  "a later job of high priority does not hold up due ones": async (store) => {
    await store.jobs.enqueueParallel(
      times(20, () => jobInput({ priority: 10, scheduledFor: new Date("9999-12-31T23:59:59.999Z") })),
    );
    const due = await store.jobs.enqueue(jobInput({ priority: 1 }));

    assert.deepEqual(idsOf(await store.jobs.claim({ ...ALL, limit: 1 })), [due]);
  },

  "several jobs are stored with a schedule and a priority each, ids in input order": async (store) => {
    const later = await hoursFromNow(store, 5);
    const inputs = [
      jobInput({ stageId: "a", priority: 1 }),
      jobInput({ stageId: "b", priority: 9, scheduledFor: later }),
      jobInput({ stageId: "c" }),
    ];

    const ids = await store.jobs.enqueueParallel(inputs);

    const jobs = await Promise.all(ids.map((id) => store.jobs.getJob(id)));
    assert.deepEqual(
      jobs.map((job) => [job?.stageId, job?.priority]),
      [
        ["a", 1],
        ["b", 9],
        ["c", 5],
      ],
    );
    assert.deepEqual(jobs[1]?.runAt, later);
    assert.deepEqual(
      (await drain(store, "w1")).map((job) => job.stageId),
      ["c", "a"],
    );
  },

  "no jobs are none": async (store) => {
    assert.deepEqual(await store.jobs.enqueueParallel([]), []);
    assert.deepEqual(await store.jobs.listJobs(), []);
  },

  "a thousand jobs in one call keep their order": async (store) => {
    const ids = await store.jobs.enqueueParallel(times(1_000, (n) => jobInput({ payload: { n } })));

    const claimed = await store.jobs.claim(ALL);

    assert.equal(new Set(ids).size, 1_000);
    assert.deepEqual(
      claimed.map((job) => job.payload.n),
      times(1_000, (n) => n),
    );
  },

  "a stage has one live job per attempt: a second is refused": async (store) => {
    const input = jobInput();
    await store.jobs.enqueue(input);

    await refuses("DUPLICATE_JOB", store.jobs.enqueue(input));

    assert.equal((await store.jobs.listJobs({ workflowRunId: input.workflowRunId })).length, 1);
  },

  "a second job is refused while the first runs": async (store) => {
    const input = jobInput();
    await store.jobs.enqueue(input);
    await store.jobs.dequeue();

    await refuses("DUPLICATE_JOB", store.jobs.enqueue(input));
  },

  "a second job is refused while the first is suspended": async (store) => {
    const input = jobInput();
    const id = await store.jobs.enqueue(input);
    await store.jobs.dequeue();
    await store.jobs.suspend(id, await hoursFromNow(store, 1));

    await refuses("DUPLICATE_JOB", store.jobs.enqueue(input));
  },

  "another job may follow one that completed, failed or was cancelled": async (store) => {
    const input = jobInput();
    const completed = await store.jobs.enqueue(input);
    await store.jobs.dequeue();
    await store.jobs.complete(completed);
    const failed = await store.jobs.enqueue(input);
    await store.jobs.dequeue();
    await store.jobs.fail(failed, "no");
    await store.jobs.enqueue(input);
    await store.jobs.cancelByRun(input.workflowRunId);

    const last = await store.jobs.enqueue(input);

    assert.equal((await store.jobs.dequeue())?.jobId, last);
  },

  "another attempt, stage or run of the same has a job of its own": async (store) => {
    const input = jobInput();
    const others = [{ stageAttempt: 1 }, { stageId: "second" }, { workflowRunId: newId() }];

    const ids = await store.jobs.enqueueParallel([input, ...others.map((other) => ({ ...input, ...other }))]);

    assert.equal(new Set(ids).size, 4);
  },

  "several jobs are stored all or none: a live twin refuses them all": async (store) => {
    const twin = jobInput({ stageId: "taken" });
    await store.jobs.enqueue(twin);

    await refuses("DUPLICATE_JOB", store.jobs.enqueueParallel([jobInput(), twin, jobInput()]));

    assert.equal((await store.jobs.listJobs()).length, 1);
  },

  "twins within one call are refused, and none is stored": async (store) => {
    const twin = jobInput();

    await refuses("DUPLICATE_JOB", store.jobs.enqueueParallel([jobInput(), twin, twin]));

    assert.deepEqual(await store.jobs.listJobs(), []);
  },

  "of twenty callers enqueuing the same job one succeeds": async (store) => {
    const input = jobInput();

    const outcomes = await Promise.allSettled(times(20, () => store.jobs.enqueue(input)));

    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    assert.deepEqual(new Set(refused.map(({ reason }) => reason.code)), new Set(["DUPLICATE_JOB"]));
    assert.equal(refused.length, 19);
    assert.equal((await store.jobs.listJobs()).length, 1);
  },

  "an enqueue that is rolled back leaves nothing to claim": async (store) => {
    const failing = store.transaction(async ({ jobs }) => {
      await jobs.enqueue(jobInput());
      throw new RangeError("changed my mind");
    });

    await assert.rejects(failing, RangeError);
    assert.equal(await store.jobs.dequeue(), null);
  },

  "a claim that is rolled back gives the job to the next": async (store) => {
    const id = await store.jobs.enqueue(jobInput());
    const failing = store.transaction(async ({ jobs }) => {
      assert.equal((await jobs.dequeue())?.jobId, id);
      throw new RangeError("changed my mind");
    });
    await assert.rejects(failing, RangeError);

    const job = await store.jobs.dequeue();

    shows(job, { jobId: id, attempt: 1 });
  },

  "sixty-four claimers get each of 384 jobs once, each in order of priority, and starve none": async (
    store,
  ) => {
    const ids = await store.jobs.enqueueParallel(times(384, (n) => jobInput({ priority: n % 8 })));

    const claims = await Promise.all(times(64, (n) => drain(store, `worker ${n}`)));

    assert.deepEqual(idsOf(claims.flat()).sort(), [...ids].sort());
    for (const mine of claims) {
      const priorities = mine.map((job) => job.priority);
      assert.deepEqual(
        priorities,
        [...priorities].sort((a, b) => b - a),
      );
    }
    const left = await store.jobs.listJobs({ status: ["PENDING"] });
    assert.deepEqual(left, []);
  },

  "claimers of batches never share a job, and none takes more than it asked for": async (store) => {
    const ids = await store.jobs.enqueueParallel(times(300, () => jobInput()));

    const claims = await Promise.all(
      times(64, (n) => store.jobs.claim({ ...ALL, workerId: `w${n}`, limit: 7 })),
    );

    const taken = idsOf(claims.flat());
    assert.ok(claims.every((jobs) => jobs.length <= 7));
    assert.equal(new Set(taken).size, taken.length);
    const running = await store.jobs.listJobs({ status: ["RUNNING"] });
    assert.deepEqual(running.map((job) => job.id).sort(), [...taken].sort());
    assert.equal(taken.length + (await store.jobs.claim(ALL)).length, ids.length);
  },

  "sixty-four calls of dequeue on one job give it to one": async (store) => {
    const id = await store.jobs.enqueue(jobInput());

    const taken = await Promise.all(times(64, () => store.jobs.dequeue()));

    assert.deepEqual(
      taken.flatMap((job) => job?.jobId ?? []),
      [id],
    );
    assert.equal((await store.jobs.getJob(id))?.attempt, 1);
  },

  "jobs enqueued while others claim are all delivered once": async (store) => {
    const writers = Promise.all(times(8, () => store.jobs.enqueueParallel(times(10, () => jobInput()))));
    const early = await Promise.all(times(16, (n) => drain(store, `early ${n}`)));
    const ids = (await writers).flat();

    const late = await drain(store, "late");

    assert.deepEqual(idsOf([...early.flat(), ...late]).sort(), ids.sort());
  },

  "lists jobs oldest first, or newest first": async (store) => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await store.jobs.enqueue(jobInput()));

    const oldest = await store.jobs.listJobs();
    const newest = await store.jobs.listJobs({ newestFirst: true });

    assert.deepEqual(
      oldest.map((job) => job.id),
      ids,
    );
    assert.deepEqual(
      newest.map((job) => job.id),
      ids.reverse(),
    );
  },

  "lists jobs of a run, by status, up to a limit": async (store) => {
    const workflowRunId = newId();
    const [a, b, c] = await store.jobs.enqueueParallel(
      ["a", "b", "c"].map((stageId) => jobInput({ workflowRunId, stageId })),
    );
    await store.jobs.enqueue(jobInput());
    await store.jobs.claim({ ...ALL, limit: 1 });
    const list = async (filter: Parameters<typeof store.jobs.listJobs>[0]) =>
      (await store.jobs.listJobs(filter)).map((job) => job.id);

    assert.deepEqual(await list({ workflowRunId }), [a, b, c]);
    assert.deepEqual(await list({ workflowRunId, status: ["RUNNING"] }), [a]);
    assert.deepEqual(await list({ workflowRunId, status: ["PENDING", "RUNNING"] }), [a, b, c]);
    assert.deepEqual(await list({ workflowRunId, status: ["PENDING"], limit: 1 }), [b]);
    assert.deepEqual(await list({ workflowRunId, newestFirst: true, limit: 2 }), [c, b]);
    assert.deepEqual(await list({ workflowRunId: "unknown" }), []);
  },

  "lists all of a run's jobs: there is no silent limit": async (store) => {
    await store.jobs.enqueueParallel(times(1_200, () => jobInput()));

    assert.equal((await store.jobs.listJobs()).length, 1_200);
  },

  "an unknown job reads as null": async (store) => {
    assert.equal(await store.jobs.getJob("unknown"), null);
  },
});
