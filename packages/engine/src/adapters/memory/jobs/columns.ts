/** Rows of jobs as records. */

import type { LeasedJob, QueuedJob } from "../../../ports/job-queue.js";
import { dateOf, dateOrNull, documentOf } from "../columns.js";
import type { JobRow } from "../rows.js";

/** What a job without a holder has in the columns of the lease. */
export const NO_LEASE = { workerId: null, lockedAt: null, leaseToken: null, leaseUntil: null } as const;

/** What a job that is not kept back has in the columns of the hold. */
export const NOT_KEPT_BACK = { heldAt: null, heldBy: null, holdReason: null } as const;

const payloadOf = (row: JobRow) => documentOf(row.payload) as Record<string, unknown>;

export const toLeasedJob = (
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
  runAt: dateOf(row.runAt),
});

export const toJob = (row: JobRow): QueuedJob => ({
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
  heldAt: dateOrNull(row.heldAt),
  heldBy: row.heldBy,
  holdReason: row.holdReason,
});
