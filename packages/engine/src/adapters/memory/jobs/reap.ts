/** Jobs whose holder has gone: given out again, or failed when no delivery is left. */

import { errorFingerprint } from "../../../domain/error-fingerprint.js";
import { lostLeaseError } from "../../../domain/lost-lease.js";
import type { ReapedJob } from "../../../ports/job-queue.js";
import type { Moment } from "../database.js";
import type { JobRow } from "../rows.js";
import { ALL } from "../tables.js";
import { NO_LEASE } from "./columns.js";

/** RUNNING jobs whose lease has ended, longest ago first. */
export function reapExpired(moment: Moment, limit = 100): ReapedJob[] {
  const lost: JobRow[] = [];
  for (const job of moment.tables.jobs.in("lease", ALL)) {
    if (lost.length >= limit || job.leaseUntil === null || job.leaseUntil > moment.now) break;
    lost.push(job);
  }
  return lost.map((job) => reap(moment, job));
}

/** RUNNING jobs that were locked, and last renewed, so long ago. Returns how many were taken from their holders. */
export function releaseStaleJobs(moment: Moment, staleThresholdMs: number): number {
  const before = moment.now - staleThresholdMs;
  const lost = moment.tables.jobs
    .in("lease", ALL)
    .filter((job) => job.lockedAt !== null && job.lockedAt <= before);
  for (const job of lost) reap(moment, job);
  return lost.length;
}

function reap({ tables, now }: Moment, job: JobRow): ReapedJob {
  const status = job.attempt < job.maxAttempts ? "PENDING" : "FAILED";
  const error = lostLeaseError(job.attempt, job.maxAttempts);
  tables.jobs.put({
    ...job,
    ...NO_LEASE,
    status,
    completedAt: status === "FAILED" ? now : null,
    lastError: error,
    fingerprint: errorFingerprint(error),
    updatedAt: now,
  });
  const { id: jobId, workflowRunId, workflowId, stageId, stageAttempt } = job;
  return { jobId, workflowRunId, workflowId, stageId, stageAttempt, status, error };
}
