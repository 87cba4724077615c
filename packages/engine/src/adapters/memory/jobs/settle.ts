/**
 * How a delivery ends, or a poll.
 *
 * Only while the given lease holds the job or, given none, while it is RUNNING: a worker whose lease was lost changes
 * nothing, and a finished job never comes back to life.
 */

import { type Backoff, backoffMs } from "../../../domain/backoff.js";
import { errorFingerprint } from "../../../domain/error-fingerprint.js";
import { LeaseLostError, NotFoundError } from "../../../domain/errors.js";
import type { Hold } from "../../../domain/hold.js";
import { storableText } from "../../../domain/storable.js";
import type { JobEnding, LeaseToken } from "../../../ports/job-queue.js";
import { timeAfter, toTime } from "../columns.js";
import type { Moment } from "../database.js";
import type { JobRow } from "../rows.js";
import { NO_LEASE } from "./columns.js";
import { handedOver } from "./handed-over-work.js";
import { isHeld } from "./leases.js";

type Change = (job: JobRow) => Partial<JobRow>;

const NOT_HELD = { leaseToken: null, leaseUntil: null } as const;

const NO_ERROR = { lastError: null, fingerprint: null } as const;

const errorCells = (lastError: string) => ({ lastError, fingerprint: errorFingerprint(lastError) });

const completed =
  (now: number): Change =>
  () => ({ status: "COMPLETED", completedAt: now, ...NO_ERROR, nextPollAt: null, ...NOT_HELD });

const failed =
  (now: number, lastError: string): Change =>
  () => ({ status: "FAILED", completedAt: now, ...errorCells(lastError), nextPollAt: null, ...NOT_HELD });

/** Without a delivery left there is nothing to wait for. */
const retried =
  (now: number, lastError: string, runAt: number): Change =>
  (job) =>
    job.attempt < job.maxAttempts
      ? {
          status: "PENDING",
          runAt,
          completedAt: null,
          ...errorCells(lastError),
          nextPollAt: null,
          ...NO_LEASE,
        }
      : failed(now, lastError)(job);

const suspended =
  (now: number, nextPollAt: number): Change =>
  (job) => ({ status: "SUSPENDED", nextPollAt, ...NO_LEASE, ...handedOver(job, now) });

/** As if it had not been delivered; one that somebody polls stays as it is. */
const keptBack =
  (now: number, { heldBy, reason }: Hold): Change =>
  (job) =>
    job.status === "RUNNING"
      ? {
          status: "PENDING",
          attempt: job.attempt - 1,
          startedAt: null,
          heldAt: now,
          heldBy: storableText(heldBy),
          holdReason: storableText(reason),
          ...NO_LEASE,
        }
      : { ...NO_LEASE };

export function completeJob(moment: Moment, jobId: string, token?: LeaseToken): void {
  settle(moment, jobId, token, completed(moment.now));
}

export function suspendJob(moment: Moment, jobId: string, nextPollAt: Date, token?: LeaseToken): void {
  settle(moment, jobId, token, suspended(moment.now, toTime("nextPollAt", nextPollAt)));
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
  const { shouldRetry, retryInMs, backoff } = failure;
  const dueAfter = (ms: number) => timeAfter("retryInMs", moment.now, ms);
  const dueAt = retryInMs === undefined ? undefined : dueAfter(retryInMs);
  settle(moment, jobId, token, (job) =>
    shouldRetry
      ? retried(moment.now, lastError, dueAt ?? dueAfter(backoffMs(job.attempt, backoff)))(job)
      : failed(moment.now, lastError)(job),
  );
}

/** Ends those that their leases still hold. Returns their ids, in input order. */
export function settleJobs(moment: Moment, endings: readonly JobEnding[]): string[] {
  const changes = endings.map((ending) => ({ ending, change: changeOf(moment.now, ending) }));
  const settled = new Set<string>();
  for (const { ending, change } of changes) {
    const job = moment.tables.jobs.get(ending.jobId);
    if (!job || !isHeld(job, ending.leaseToken)) continue;
    moment.tables.jobs.put({ ...job, ...change(job), updatedAt: moment.now });
    settled.add(job.id);
  }
  return [...settled];
}

/** Checked before the jobs are looked for: a value that cannot be stored is refused wherever it was to go. */
function changeOf(now: number, ending: JobEnding): Change {
  switch (ending.status) {
    case "COMPLETED":
      return completed(now);
    case "FAILED":
      return failed(now, storableText(ending.error));
    case "PENDING":
      return retried(now, storableText(ending.error), timeAfter("retryInMs", now, ending.retryInMs));
    case "SUSPENDED":
      return suspended(now, toTime("nextPollAt", ending.nextPollAt));
    case "HELD":
      return keptBack(now, ending.hold);
  }
}

/**
 * @throws {NotFoundError}
 * @throws {LeaseLostError} only with a token
 */
function settle({ tables, now }: Moment, jobId: string, token: LeaseToken | undefined, change: Change): void {
  const job = tables.jobs.get(jobId);
  if (!job) throw new NotFoundError("job", jobId);
  if (token !== undefined && !isHeld(job, token)) throw new LeaseLostError(jobId);
  if (token === undefined && job.status !== "RUNNING") return;
  tables.jobs.put({ ...job, ...change(job), updatedAt: now });
}
