/** Clients that give out, take and end the same jobs. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Store } from "../../../src/adapters/store.js";
import type { QueuedJob } from "../../../src/ports/job-queue.js";
import { action, type Client, isDone, run, runOf } from "./client.js";
import type { History } from "./history.js";

const isLive = ({ status }: QueuedJob): boolean => ["PENDING", "RUNNING", "SUSPENDED"].includes(status);

const stageOf = ({ workflowRunId, stageId, stageAttempt }: QueuedJob): string =>
  `${workflowRunId}/${stageId}/${stageAttempt}`;

function oneLiveJobEach(jobs: readonly QueuedJob[]): void {
  const live = jobs.filter(isLive).map(stageOf);
  assert.equal(new Set(live).size, live.length, "a stage has two live jobs");
}

/** Ends the client's oldest delivery, unless it has none. Says of which job, if the lease was still its own. */
async function giveBack(
  { mine, history }: Client,
  end: (jobId: string, leaseToken: string) => Promise<unknown>,
): Promise<string | undefined> {
  const job = mine.shift();
  if (!job) return undefined;
  history.givingBack(job);
  const isMine = await isDone(() => end(job.jobId, job.leaseToken), "LEASE_LOST");
  return isMine ? job.jobId : undefined;
}

const stageId = fc.constantFrom("a", "b");

export const jobActions = [
  action(
    "enqueueParallel",
    { run, stageIds: fc.array(stageId, { minLength: 1, maxLength: 2 }), stageAttempt: fc.nat({ max: 1 }) },
    async (client, { run: number, stageIds, stageAttempt }) => {
      const { store, history } = client;
      const workflowRunId = runOf(client, number);
      const jobs = stageIds.map((stage) => ({
        workflowRunId,
        workflowId: "w",
        stageId: stage,
        stageAttempt,
        maxAttempts: 2,
      }));
      const enqueue = async () =>
        history.count("jobs", "all", (await store.jobs.enqueueParallel(jobs)).length);
      await isDone(enqueue, "DUPLICATE_JOB");
    },
  ),
  action("claim", { limit: fc.integer({ min: 1, max: 3 }) }, async ({ store, history, mine }, { limit }) => {
    const claimed = await store.jobs.claim({ workerId: "model", limit, leaseMs: 600_000 });
    assert.ok(claimed.length <= limit);
    for (const job of claimed) history.delivered(job);
    mine.push(...claimed);
  }),
  // Never given back: its lease is over at once, and `reapExpired` takes it away.
  action("claimAndDie", {}, async ({ store, history }) => {
    for (const job of await store.jobs.claim({ workerId: "gone", limit: 1, leaseMs: 0 }))
      history.deliveredBriefly(job);
  }),
  action("reapExpired", {}, async ({ store, history }) => {
    for (const { jobId, status } of await store.jobs.reapExpired()) {
      history.count("lost leases of", jobId);
      if (status === "FAILED") history.endedAs(jobId, "FAILED");
    }
  }),
  action("complete", {}, async (client) => {
    const jobId = await giveBack(client, (id, token) => client.store.jobs.complete(id, token));
    if (jobId) client.history.endedAs(jobId, "COMPLETED");
  }),
  action("completeTwice", {}, async (client) => {
    const { jobs } = client.store;
    const jobId = await giveBack(client, async (id, token) => {
      const ends = [() => jobs.complete(id, token), () => jobs.complete(id, token)];
      const done = await Promise.all(ends.map((end) => isDone(end, "LEASE_LOST")));
      assert.notDeepEqual(done, [true, true], "one delivery ended twice");
      if (!done.includes(true)) await jobs.complete(id, token);
    });
    if (jobId) client.history.endedAs(jobId, "COMPLETED");
  }),
  action("fail", { shouldRetry: fc.boolean() }, async (client, { shouldRetry }) => {
    const last = client.mine[0];
    const jobId = await giveBack(client, (id, token) =>
      client.store.jobs.fail(id, "boom", shouldRetry, token, 0),
    );
    if (jobId && (!shouldRetry || last?.attempt === last?.maxAttempts))
      client.history.endedAs(jobId, "FAILED");
  }),
  action("release", {}, async (client) => {
    await giveBack(client, async (jobId, leaseToken) => {
      client.history.count("releases of", jobId, await client.store.jobs.release([{ jobId, leaseToken }]));
    });
  }),
  action("heartbeat", {}, async ({ store, mine }) => {
    const held = [...mine];
    await store.jobs.heartbeat(held, 600_000);
  }),
  action("cancelByRun", { run }, async (client, { run: number }) => {
    const cancelled = await client.store.jobs.cancelByRun(runOf(client, number));
    client.history.count("cancelled", "all", cancelled);
  }),
  action("fenceOff", { run }, async (client, { run: number }) => {
    const fenced = await client.store.jobs.fenceOff(runOf(client, number), ["a", "b"], 1);
    client.history.count("cancelled", "all", fenced);
  }),
  action("listJobs", {}, async ({ store }) => oneLiveJobEach(await store.jobs.listJobs())),
];

export async function checkJobs({ jobs }: Store, history: History): Promise<void> {
  const stored = await jobs.listJobs();
  oneLiveJobEach(stored);
  assert.equal(stored.length, history.counted("jobs", "all"), "all or none were enqueued");
  const cancelled = stored.filter(({ status }) => status === "CANCELLED");
  assert.equal(cancelled.length, history.counted("cancelled", "all"), "cancelled once each");
  for (const job of stored) {
    const ended = history.ended.get(job.id);
    if (ended !== undefined) assert.equal(job.status, ended, "a finished job came back to life");
    else assert.ok(!["COMPLETED", "FAILED"].includes(job.status), `${job.id} is ${job.status} by nobody`);
    const deliveries = history.deliveries.filter(({ jobId }) => jobId === job.id).length;
    assert.equal(job.attempt, deliveries - history.counted("releases of", job.id), "deliveries are counted");
    assert.ok(job.attempt <= job.maxAttempts);
  }
}
