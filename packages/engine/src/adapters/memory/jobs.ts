/** Work waiting for a worker, and the leases under which workers hold it. */

import { randomUUID } from "node:crypto";
import { type Backoff, backoffMs } from "../../domain/backoff.js";
import { DuplicateJobError, LeaseLostError, NotFoundError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import { storableDate, storableId, storableText } from "../../domain/storable.js";
import type {
  ClaimOptions,
  EnqueueJobInput,
  JobFilter,
  Lease,
  LeasedJob,
  LeaseToken,
  QueuedJob,
  ReapedJob,
} from "../../ports/job-queue.js";
import { dateOf, dateOrNull, documentOf, toInt32, toTimeOrNull } from "./columns.js";
import type { Moment } from "./database.js";
import { oldestFirst } from "./order.js";
import { ALL, isLive, type JobRow, keyOf } from "./tables.js";

/**
 * All or none; returns their ids in input order.
 *
 * @throws {DuplicateJobError} for a second live job of one attempt of a stage
 */
export function enqueueJobs({ tables, now }: Moment, inputs: readonly EnqueueJobInput[]): string[] {
  const rows = inputs.map((input) => toRow(input, now));
  for (const row of rows) {
    if (tables.jobs.in("live", keyOf(row.workflowRunId, row.stageId, row.stageAttempt)).length > 0)
      throw new DuplicateJobError(row.workflowRunId, row.stageId);
    tables.jobs.put(row);
  }
  return rows.map((row) => row.id);
}

const toRow = (input: EnqueueJobInput, now: number): JobRow => ({
  id: newId(),
  createdAt: now,
  updatedAt: now,
  workflowRunId: storableId("workflowRunId", input.workflowRunId),
  workflowId: storableId("workflowId", input.workflowId),
  stageId: storableId("stageId", input.stageId),
  stageAttempt: toInt32("stageAttempt", input.stageAttempt ?? 0),
  status: "PENDING",
  priority: toInt32("priority", input.priority ?? 5),
  ...NO_LEASE,
  startedAt: null,
  completedAt: null,
  attempt: 0,
  maxAttempts: toInt32("maxAttempts", input.maxAttempts ?? 3),
  lastError: null,
  runAt: toTimeOrNull("scheduledFor", input.scheduledFor) ?? now,
  nextPollAt: null,
  payload: encodeDocument(input.payload ?? {}),
});

/** What a job without a holder has in the columns of the lease. */
const NO_LEASE = { workerId: null, lockedAt: null, leaseToken: null, leaseUntil: null } as const;

/** Takes up to `limit` due jobs: highest priority, then oldest, then id. */
export function claimJobs(
  { tables, now }: Moment,
  { workerId, limit, leaseMs, workflowIds }: ClaimOptions,
): LeasedJob[] {
  const chosen: JobRow[] = [];
  for (const row of tables.jobs.in("claim", ALL)) {
    if (chosen.length >= limit) break;
    if (row.runAt <= now && (workflowIds === undefined || workflowIds.includes(row.workflowId)))
      chosen.push(row);
  }
  return chosen.map((row) => {
    const lease = { leaseToken: randomUUID(), leaseUntil: now + leaseMs };
    const taken = tables.jobs.put({
      ...row,
      ...lease,
      status: "RUNNING",
      attempt: row.attempt + 1,
      workerId: storableText(workerId),
      lockedAt: now,
      startedAt: now,
      updatedAt: now,
    });
    return toLeasedJob(taken, lease);
  });
}

export function completeJob(moment: Moment, jobId: string, token?: LeaseToken): void {
  settle(moment, jobId, token, () => ({
    status: "COMPLETED",
    completedAt: moment.now,
    nextPollAt: null,
    leaseToken: null,
    leaseUntil: null,
  }));
}

export function suspendJob(moment: Moment, jobId: string, nextPollAt: Date, token?: LeaseToken): void {
  const due = storableDate("nextPollAt", nextPollAt).getTime();
  settle(moment, jobId, token, () => ({ status: "SUSPENDED", nextPollAt: due, ...NO_LEASE }));
}

export interface Failure {
  readonly error: string;
  readonly shouldRetry: boolean;
  /** Overrides the back-off (ms). */
  readonly retryInMs: number | undefined;
  readonly backoff: Backoff;
}

/** Back to PENDING while deliveries are left and a retry is wanted, else FAILED. */
export function failJob(moment: Moment, jobId: string, failure: Failure, token?: LeaseToken): void {
  const lastError = storableText(failure.error);
  settle(moment, jobId, token, (job) => {
    if (!failure.shouldRetry || job.attempt >= job.maxAttempts)
      return { status: "FAILED", completedAt: moment.now, leaseToken: null, leaseUntil: null, lastError };
    const waitMs = failure.retryInMs ?? backoffMs(job.attempt, failure.backoff);
    return { status: "PENDING", runAt: moment.now + waitMs, ...NO_LEASE, lastError };
  });
}

/**
 * Ends a delivery: only while the job is RUNNING and, given a token, while that delivery holds it.
 *
 * @throws {NotFoundError}
 * @throws {LeaseLostError}
 */
function settle(
  { tables, now }: Moment,
  jobId: string,
  token: LeaseToken | undefined,
  change: (job: JobRow) => Partial<JobRow>,
): void {
  const job = tables.jobs.get(jobId);
  if (!job) throw new NotFoundError("job", jobId);
  if (token !== undefined && !isHeld(job, token)) throw new LeaseLostError(jobId);
  if (job.status !== "RUNNING") return;
  tables.jobs.put({ ...job, ...change(job), updatedAt: now });
}

const isHeld = (job: JobRow, token: LeaseToken): boolean =>
  job.status === "RUNNING" && job.leaseToken === token;

/** Returns the ids of those that are lost. */
export function renewLeases({ tables, now }: Moment, leases: readonly Lease[], leaseMs: number): string[] {
  const lost: string[] = [];
  for (const { jobId, leaseToken } of leases) {
    const job = tables.jobs.get(jobId);
    if (job && isHeld(job, leaseToken))
      tables.jobs.put({ ...job, leaseUntil: now + leaseMs, lockedAt: now, updatedAt: now });
    else lost.push(jobId);
  }
  return lost;
}

/** Gives jobs back as if they had not been delivered. */
export function releaseJobs({ tables, now }: Moment, leases: readonly Lease[]): number {
  let released = 0;
  for (const { jobId, leaseToken } of leases) {
    const job = tables.jobs.get(jobId);
    if (!job || !isHeld(job, leaseToken)) continue;
    tables.jobs.put({
      ...job,
      ...NO_LEASE,
      status: "PENDING",
      attempt: job.attempt - 1,
      startedAt: null,
      updatedAt: now,
    });
    released += 1;
  }
  return released;
}

/** RUNNING jobs whose lease has ended, longest ago first. */
export function reapExpired(moment: Moment, limit = 100): ReapedJob[] {
  const lost = moment.tables.jobs.in("lease", ALL).filter((job) => (job.leaseUntil ?? 0) <= moment.now);
  return lost.slice(0, Math.max(0, limit)).map((job) => reap(moment, job));
}

/** RUNNING jobs that were locked, and last renewed, so long ago. Returns how many were taken from their holders. */
export function releaseStaleJobs(moment: Moment, staleThresholdMs: number): number {
  const lost = moment.tables.jobs
    .in("lease", ALL)
    .filter((job) => (job.lockedAt ?? 0) <= moment.now - staleThresholdMs);
  for (const job of lost) reap(moment, job);
  return lost.length;
}

function reap({ tables, now }: Moment, job: JobRow): ReapedJob {
  const status = job.attempt < job.maxAttempts ? "PENDING" : "FAILED";
  const error = `The worker stopped answering: the lease of delivery ${job.attempt} of ${job.maxAttempts} was lost`;
  tables.jobs.put({
    ...job,
    ...NO_LEASE,
    status,
    completedAt: status === "FAILED" ? now : null,
    lastError: error,
    updatedAt: now,
  });
  const { id: jobId, workflowRunId, stageId, stageAttempt } = job;
  return { jobId, workflowRunId, stageId, stageAttempt, status, error };
}

/** PENDING and SUSPENDED ones of a run. */
export function cancelByRun(moment: Moment, workflowRunId: string): number {
  const waiting = moment.tables.jobs
    .in("run", workflowRunId)
    .filter((job) => job.status === "PENDING" || job.status === "SUSPENDED");
  for (const job of waiting) cancel(moment, job);
  return waiting.length;
}

/** Live jobs of earlier attempts of these stages, RUNNING ones too: their holders find the lease lost. */
export function fenceOff(
  moment: Moment,
  workflowRunId: string,
  stageIds: readonly string[],
  beforeStageAttempt: number,
): number {
  const earlier = moment.tables.jobs
    .in("run", workflowRunId)
    .filter((job) => isLive(job) && stageIds.includes(job.stageId) && job.stageAttempt < beforeStageAttempt);
  for (const job of earlier) cancel(moment, { ...job, ...NO_LEASE });
  return earlier.length;
}

function cancel({ tables, now }: Moment, job: JobRow): void {
  tables.jobs.put({ ...job, status: "CANCELLED", completedAt: now, updatedAt: now, nextPollAt: null });
}

/** SUSPENDED ones that are due, soonest first. */
export function getSuspendedJobsReadyToPoll({
  tables,
  now,
}: Moment): { jobId: string; stageId: string; workflowRunId: string }[] {
  return tables.jobs
    .in("poll", ALL)
    .filter((job) => job.nextPollAt !== null && job.nextPollAt <= now)
    .map(({ id, stageId, workflowRunId }) => ({ jobId: id, stageId, workflowRunId }));
}

export function getJob({ tables }: Moment, jobId: string): QueuedJob | null {
  const row = tables.jobs.get(jobId);
  return row ? toJob(row) : null;
}

/** By creation. */
export function listJobs({ tables }: Moment, filter: JobFilter = {}): QueuedJob[] {
  const { workflowRunId, status, newestFirst = false, limit = Number.POSITIVE_INFINITY } = filter;
  const candidates =
    workflowRunId === undefined
      ? [...tables.jobs.all()].sort(oldestFirst)
      : tables.jobs.in("run", workflowRunId);
  const matching = candidates.filter((row) => status === undefined || status.includes(row.status));
  if (newestFirst) matching.reverse();
  return matching.slice(0, Math.max(0, limit)).map(toJob);
}

const payloadOf = (row: JobRow) => documentOf(row.payload) as Record<string, unknown>;

const toLeasedJob = (
  row: JobRow,
  { leaseToken, leaseUntil }: { readonly leaseToken: string; readonly leaseUntil: number },
): LeasedJob => ({
  jobId: row.id,
  workflowRunId: row.workflowRunId,
  workflowId: row.workflowId,
  stageId: row.stageId,
  priority: row.priority,
  attempt: row.attempt,
  maxAttempts: row.maxAttempts,
  payload: payloadOf(row),
  leaseToken,
  stageAttempt: row.stageAttempt,
  leaseUntil: dateOf(leaseUntil),
});

const toJob = (row: JobRow): QueuedJob => ({
  id: row.id,
  createdAt: dateOf(row.createdAt),
  updatedAt: dateOf(row.updatedAt),
  workflowRunId: row.workflowRunId,
  workflowId: row.workflowId,
  stageId: row.stageId,
  status: row.status,
  priority: row.priority,
  workerId: row.workerId,
  lockedAt: dateOrNull(row.lockedAt),
  startedAt: dateOrNull(row.startedAt),
  completedAt: dateOrNull(row.completedAt),
  attempt: row.attempt,
  maxAttempts: row.maxAttempts,
  lastError: row.lastError,
  nextPollAt: dateOrNull(row.nextPollAt),
  payload: payloadOf(row),
  stageAttempt: row.stageAttempt,
  runAt: dateOf(row.runAt),
  leaseUntil: dateOrNull(row.leaseUntil),
});
