/**
 * How a delivery ends.
 *
 * Only while the job is RUNNING and, given a token, while that delivery holds it: a worker whose lease was lost changes
 * nothing, and a finished job never comes back to life.
 */

import { type Backoff, backoffMs } from "../../../domain/backoff.js";
import { LeaseLostError, NotFoundError } from "../../../domain/errors.js";
import { storableText } from "../../../domain/storable.js";
import type { Lease, LeaseToken } from "../../../ports/job-queue.js";
import { timeAfter, toTime } from "../columns.js";
import type { Moment } from "../database.js";
import type { JobRow } from "../rows.js";
import { NO_LEASE } from "./columns.js";

export function completeJob(moment: Moment, jobId: string, token?: LeaseToken): void {
  settle(moment, jobId, token, () => ({
    status: "COMPLETED",
    completedAt: moment.now,
    lastError: null,
    nextPollAt: null,
    leaseToken: null,
    leaseUntil: null,
  }));
}

export function suspendJob(moment: Moment, jobId: string, nextPollAt: Date, token?: LeaseToken): void {
  const due = toTime("nextPollAt", nextPollAt);
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
    return {
      status: "PENDING",
      runAt: timeAfter("retryInMs", moment.now, waitMs),
      completedAt: null,
      ...NO_LEASE,
      lastError,
    };
  });
}

/**
 * @throws {NotFoundError}
 * @throws {LeaseLostError} only with a token
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

/** Returns the ids of jobs that none of these leases holds. */
export function renewLeases({ tables, now }: Moment, leases: readonly Lease[], leaseMs: number): string[] {
  const leaseUntil = timeAfter("leaseMs", now, leaseMs);
  const held = new Set<string>();
  for (const { jobId, leaseToken } of leases) {
    const job = tables.jobs.get(jobId);
    if (!job || !isHeld(job, leaseToken)) continue;
    tables.jobs.put({ ...job, leaseUntil, lockedAt: now, updatedAt: now });
    held.add(jobId);
  }
  return leases.map(({ jobId }) => jobId).filter((id) => !held.has(id));
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
