/** What is said of the queue, recounted from its jobs. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import {
  ALL_WORKFLOWS,
  emptySample,
  mergeSamples,
  type QueueSample,
  type SampleSlot,
} from "../../domain/queue-sample.js";
import type { QueuedJob } from "../../ports/job-queue.js";
import { failurePlace } from "../../read/failures.js";
import { type JobState, type JobView, jobListFilter } from "../../read/queue.js";
import { createRun, createStage, jobInput, times } from "../factories.js";
import { seededRandom } from "../seeded-random.js";
import { hoursFromNow, nextInstant } from "../store-clock.js";
import { suite } from "./suite.js";

const WORKFLOWS = ["alpha", "beta", "gamma"];
const HOUR = 3_600_000;

/** Jobs of all sorts, most of which had something happen to them. */
async function busyQueue(store: Store): Promise<SampleSlot> {
  const random = seededRandom(7);
  const pick = (count: number) => random.below(count);
  await store.jobs.enqueueParallel(times(6, () => jobInput({ workflowId: "before" })));
  await store.jobs.claim({ workerId: "w0", limit: 3, leaseMs: HOUR });
  const from = await nextInstant(store);
  const later = await hoursFromNow(store, 1);
  await store.jobs.enqueueParallel(
    times(60, (index) =>
      jobInput({
        workflowId: WORKFLOWS[pick(3)] ?? "alpha",
        priority: pick(3),
        maxAttempts: 1 + pick(3),
        ...(index % 10 === 0 ? { scheduledFor: later } : {}),
        ...(index % 15 === 1 ? { suspendedUntil: later } : {}),
      }),
    ),
  );
  const first = await store.jobs.claim({ workerId: "w1", limit: 30, leaseMs: HOUR });
  await store.jobs.settle(
    first.slice(0, 20).map(({ jobId, leaseToken }, index) => {
      const lease = { jobId, leaseToken };
      if (index % 4 === 0) return { ...lease, status: "FAILED", error: "no" };
      if (index % 4 === 1) return { ...lease, status: "PENDING", error: "again", retryInMs: 0 };
      if (index % 4 === 2) return { ...lease, status: "SUSPENDED", nextPollAt: later };
      return { ...lease, status: "COMPLETED" };
    }),
  );
  await nextInstant(store);
  await store.jobs.claim({ workerId: "w2", limit: 12, leaseMs: HOUR });
  await store.jobs.changeHold(
    { workflowId: "gamma", from: null, to: { heldBy: "pause", reason: "paused" } },
    100,
  );
  return { from, to: await nextInstant(store) };
}

/** What a sample has to say, counted from the rows. */
function recount(
  jobs: readonly QueuedJob[],
  { from, to }: SampleSlot,
  workflowId: string,
): Omit<QueueSample, "oldestPendingMs"> {
  const own = jobs.filter((job) => workflowId === ALL_WORKFLOWS || job.workflowId === workflowId);
  const isIn = (at: Date | null) => at !== null && at >= from && at < to;
  const count = (is: (job: QueuedJob) => boolean) => own.filter(is).length;
  const begun = own.filter((job) => isIn(job.startedAt));
  const delays = begun
    .map((job) => Math.max(0, (job.startedAt?.getTime() ?? 0) - job.runAt.getTime()))
    .sort((a, b) => a - b);
  const rank = (share: number) => delays[Math.ceil((share * delays.length) / 100) - 1] ?? null;
  const { oldestPendingMs: _, ...empty } = emptySample(
    to,
    (to.getTime() - from.getTime()) / 1000,
    workflowId,
  );
  return {
    ...empty,
    spanSeconds: Math.round((to.getTime() - from.getTime()) / 1000),
    pending: count(({ status, heldAt }) => status === "PENDING" && heldAt === null),
    running: count(({ status }) => status === "RUNNING"),
    suspended: count(({ status }) => status === "SUSPENDED"),
    held: count(({ heldAt }) => heldAt !== null),
    enqueued: count(({ createdAt }) => isIn(createdAt)),
    started: begun.length,
    retried: begun.filter(({ attempt }) => attempt > 1).length,
    finished: count(({ completedAt }) => isIn(completedAt)),
    failed: count(({ completedAt, status }) => status === "FAILED" && isIn(completedAt)),
    delayP50Ms: rank(50),
    delayP95Ms: rank(95),
    delayP99Ms: rank(99),
  };
}

const samplesOf = (store: Store, { from, to }: SampleSlot, workflowId = ALL_WORKFLOWS) =>
  store.read.queue.samples({ workflowId, from, to });

/** The whole list, page by page. */
async function allOf(store: Store, state: JobState): Promise<JobView[]> {
  const rows: JobView[] = [];
  let after: Awaited<ReturnType<Store["read"]["queue"]["jobs"]>>["next"] = null;
  do {
    const page = await store.read.queue.jobs({ state, limit: 3, ...(after === null ? {} : { after }) });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

export const queueSuite = suite("the queue", {
  "samples say what a recount of the jobs says, and those of the workflows add up": async (store) => {
    const slot = await busyQueue(store);

    assert.equal(await store.persistence.sampleQueue(slot), true);

    const jobs = await store.jobs.listJobs();
    for (const workflowId of [ALL_WORKFLOWS, "before", ...WORKFLOWS]) {
      const [sample, ...others] = await samplesOf(store, slot, workflowId);
      assert.ok(sample);
      assert.deepEqual(others, []);
      const { oldestPendingMs, ...counted } = sample;
      assert.deepEqual(counted, recount(jobs, slot, workflowId));
      assert.ok(counted.pending === 0 || oldestPendingMs === null || oldestPendingMs >= 0);
    }
  },

  "the farthest places of the list are answered; those that no row can have are no places": async (store) => {
    const place = { at: new Date(0), id: "none", priority: 0 };
    const asked = (after: object) =>
      jobListFilter.safeParse({ state: "pending", after: { ...place, ...after } });

    for (const priority of [-(2 ** 31), 2 ** 31 - 1]) {
      const filter = asked({ priority }).data;
      assert.ok(filter);
      assert.deepEqual((await store.read.queue.jobs(filter)).rows, []);
    }
    for (const never of [
      { priority: 2 ** 31 },
      { priority: -(2 ** 31) - 1 },
      { id: "nul\0" },
      { id: "\ud800" },
    ])
      assert.equal(asked(never).success, false);
    assert.equal(failurePlace.safeParse({ ...place, id: "nul\0" }).success, false);
  },

  "a slot is sampled once, however many workers try": async (store) => {
    const slot = await busyQueue(store);

    const wrote = await Promise.all(times(5, () => store.persistence.sampleQueue(slot)));

    assert.equal(wrote.filter(Boolean).length, 1);
    assert.equal((await samplesOf(store, slot)).length, 1);
    assert.equal((await samplesOf(store, slot, "alpha")).length, 1);
  },

  "a quiet queue is sampled as zero, which is not the same as no sample": async (store) => {
    const to = await nextInstant(store);
    const slot = { from: new Date(to.getTime() - 15_000), to };

    assert.deepEqual(await samplesOf(store, slot), []);
    await store.persistence.sampleQueue(slot);

    assert.deepEqual(await samplesOf(store, slot), [emptySample(to, 15, ALL_WORKFLOWS)]);
  },

  "leases that ended with their workers are counted": async (store) => {
    const from = await nextInstant(store);
    await store.persistence.noteExpiredLeases([
      { workflowId: "alpha", leases: 2 },
      { workflowId: "beta", leases: 1 },
    ]);
    const to = await hoursFromNow(store, 1);

    const expired = async (workflowId?: string) =>
      (await samplesOf(store, { from: new Date(from.getTime() - 1), to }, workflowId)).map(
        ({ leasesExpired, spanSeconds }) => [leasesExpired, spanSeconds],
      );

    assert.deepEqual(await expired(), [[3, 0]]);
    assert.deepEqual(await expired("alpha"), [[2, 0]]);
  },

  "old samples are merged by five minutes, and nothing that happened is lost": async (store) => {
    const end = Math.ceil((await store.now()).getTime() / 300_000) * 300_000 - 30 * HOUR;
    const slots = times(20, (index) => ({
      from: new Date(end - (index + 1) * 15_000),
      to: new Date(end - index * 15_000),
    }));
    for (const slot of slots) await store.persistence.sampleQueue(slot);
    const whole = { from: new Date(end - 300_000), to: new Date(end) };
    assert.equal((await samplesOf(store, whole)).length, 20);

    const before = new Date(end + HOUR);
    const merged = await store.persistence.thinQueueSamples(before);

    assert.equal(merged, 20);
    assert.deepEqual(await samplesOf(store, whole), [emptySample(whole.to, 300, ALL_WORKFLOWS)]);
    assert.equal(await store.persistence.thinQueueSamples(before), 0);
  },

  "samples merged by time say what merging them one by one says": async (store) => {
    const { to } = await busyQueue(store);
    const slots = times(9, (index) => new Date(to.getTime() - index * 15_000)).filter(
      (_, index) => index !== 4,
    );
    for (const end of slots)
      await store.persistence.sampleQueue({ from: new Date(end.getTime() - 15_000), to: end });
    await store.persistence.noteExpiredLeases([{ workflowId: "alpha", leases: 2 }]);
    const [from, until] = [new Date(to.getTime() - 150_000), await hoursFromNow(store, 1)];
    const raw = await store.read.queue.samples({ workflowId: ALL_WORKFLOWS, from, to: until });
    assert.equal(raw.length, slots.length + 1);

    for (const bucketMs of [15_000, 40_000, 7_200_000]) {
      const merged = await store.read.queue.samples({ workflowId: ALL_WORKFLOWS, from, to: until, bucketMs });

      const parts = new Map<number, QueueSample[]>();
      for (const sample of raw) {
        const bucket = Math.ceil((sample.sampledAt.getTime() - from.getTime()) / bucketMs);
        parts.set(bucket, [...(parts.get(bucket) ?? []), sample]);
      }
      const expected = [...parts.values()].map((part) => {
        const last = part.findLast(({ spanSeconds }) => spanSeconds > 0) ?? part.at(-1);
        const span = part.reduce((sum, { spanSeconds }) => sum + spanSeconds, 0);
        return mergeSamples(part, emptySample(last?.sampledAt ?? from, span, ALL_WORKFLOWS));
      });
      assert.deepEqual(merged, expected);
    }
  },

  "what it is now agrees with its jobs": async (store) => {
    await busyQueue(store);
    const jobs = await store.jobs.listJobs();

    const { at, totals, groups, inHand } = await store.read.queue.now();

    const sum = (of: (group: (typeof groups)[number]) => number) =>
      groups.reduce((total, one) => total + of(one), 0);
    const pending = jobs.filter(({ status, heldAt }) => status === "PENDING" && heldAt === null);
    assert.equal(
      sum(({ due }) => due),
      pending.filter(({ runAt }) => runAt <= at).length,
    );
    assert.equal(
      sum(({ due, later }) => due + later),
      pending.length,
    );
    assert.equal(
      sum(({ held }) => held),
      jobs.filter(({ heldAt }) => heldAt !== null).length,
    );
    assert.equal(
      sum(({ suspended }) => suspended),
      jobs.filter(({ status }) => status === "SUSPENDED").length,
    );
    const working = jobs.filter(({ status }) => status === "RUNNING").length;
    assert.equal(
      sum(({ running }) => running),
      working,
    );
    const { due, later, running, suspended, held, oldestDueAt } = totals;
    assert.deepEqual(
      { due, later, running, suspended, held },
      {
        due: sum((group) => group.due),
        later: sum((group) => group.later),
        running: sum((group) => group.running),
        suspended: sum((group) => group.suspended),
        held: sum((group) => group.held),
      },
    );
    const dueTimes = pending.filter(({ runAt }) => runAt <= at).map(({ runAt }) => runAt.getTime());
    assert.deepEqual(oldestDueAt, dueTimes.length === 0 ? null : new Date(Math.min(...dueTimes)));
    assert.equal(
      inHand.reduce((total, one) => total + one.jobs, 0),
      working,
    );
  },

  "its lists show every live job once, page by page, in their order": async (store) => {
    await busyQueue(store);
    const jobs = await store.jobs.listJobs();

    const [pending, running, held, suspended] = [
      await allOf(store, "pending"),
      await allOf(store, "running"),
      await allOf(store, "held"),
      await allOf(store, "suspended"),
    ];

    const live = jobs.filter(({ completedAt }) => completedAt === null).map((job) => job.id);
    assert.deepEqual(
      [...pending, ...running, ...held, ...suspended].map((job) => job.id).sort(),
      live.sort(),
    );
    const order = pending.map(({ priority, createdAt, id }) => [-priority, createdAt.getTime(), id] as const);
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1)),
    );
    assert.ok(running.every(({ leaseUntil, workerId }) => leaseUntil !== null && workerId !== null));
    assert.ok(held.every(({ holdReason }) => holdReason === "paused"));
    const only = await store.read.queue.jobs({ state: "running", workerId: "w2", limit: 200 });
    assert.deepEqual(
      only.rows.map((job) => job.id),
      running.filter(({ workerId }) => workerId === "w2").map((job) => job.id),
    );
  },

  "past waits are those of the stage in its workflow": async (store) => {
    const at = await store.now();
    for (const [workflowId, minutes] of [
      ["alpha", 3],
      ["alpha", 1],
      ["beta", 9],
    ] as const) {
      const run = await createRun(store, { workflowId });
      const stage = await createStage(store, run.id, { stageId: "wait" });
      await store.persistence.moveStages([
        {
          id: stage.id,
          from: ["PENDING"],
          data: { suspendedAt: at, resumedAt: new Date(at.getTime() + minutes * 60_000) },
        },
      ]);
    }

    const waits = await store.read.queue.pastWaits({
      stages: [
        { workflowId: "alpha", stageId: "wait" },
        { workflowId: "alpha", stageId: "none" },
      ],
    });

    assert.deepEqual(
      waits.map(({ waitsMs }) => waitsMs),
      [[60_000, 180_000], []],
    );
  },

  "a job is made due, moved and taken away once": async (store) => {
    const later = await hoursFromNow(store, 1);
    const id = await store.jobs.enqueue(jobInput({ scheduledFor: later }));
    const twice = async (change: Parameters<typeof store.jobs.changeJob>[1]) => [
      await store.jobs.changeJob(id, change),
      await store.jobs.changeJob(id, change),
    ];

    assert.deepEqual(await twice({ kind: "priority", priority: 9 }), [true, false]);
    assert.deepEqual(await twice({ kind: "due" }), [true, false]);
    assert.equal(await store.jobs.changeJob(id, { kind: "release" }), false);
    const [held] = await store.jobs.claim({ workerId: "w", limit: 1, leaseMs: HOUR });
    assert.equal(held?.priority, 9);
    assert.equal(await store.jobs.changeJob(id, { kind: "release" }), true);

    const lease = { jobId: id, leaseToken: held?.leaseToken ?? "" };
    assert.deepEqual(await store.jobs.heartbeat([lease], HOUR), [id]);
    const reaped = await store.jobs.reapExpired();
    assert.deepEqual(
      reaped.map(({ jobId, status }) => [jobId, status]),
      [[id, "PENDING"]],
    );
    assert.equal(await store.jobs.changeJob("nobody", { kind: "due" }), false);
  },
});
