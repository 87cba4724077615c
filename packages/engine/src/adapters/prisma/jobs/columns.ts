/** Rows of job_queue as records. */

import type { JobStatus } from "../../../domain/status.js";
import type { LeasedJob, QueuedJob } from "../../../ports/job-queue.js";
import { fromDocument, instant, instantOrNull, type Row, text, textOrNull, whole } from "../columns.js";

const payload = (row: Row) => fromDocument(row.payload) as Record<string, unknown>;

export const toLeasedJob = (row: Row): LeasedJob => ({
  jobId: text(row.id),
  workflowRunId: text(row.workflow_run_id),
  workflowId: text(row.workflow_id),
  stageId: text(row.stage_id),
  priority: whole(row.priority),
  attempt: whole(row.attempt),
  maxAttempts: whole(row.max_attempts),
  payload: payload(row),
  leaseToken: text(row.lease_token),
  stageAttempt: whole(row.stage_attempt),
  leaseUntil: instant(row.lease_until),
  runAt: instant(row.run_at),
});

export const toJob = (row: Row): QueuedJob => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  updatedAt: instant(row.updated_at),
  workflowRunId: text(row.workflow_run_id),
  workflowId: text(row.workflow_id),
  stageId: text(row.stage_id),
  status: text(row.status) as JobStatus,
  priority: whole(row.priority),
  workerId: textOrNull(row.worker_id),
  lockedAt: instantOrNull(row.locked_at),
  startedAt: instantOrNull(row.started_at),
  completedAt: instantOrNull(row.completed_at),
  attempt: whole(row.attempt),
  maxAttempts: whole(row.max_attempts),
  lastError: textOrNull(row.last_error),
  nextPollAt: instantOrNull(row.next_poll_at),
  payload: payload(row),
  stageAttempt: whole(row.stage_attempt),
  runAt: instant(row.run_at),
  leaseUntil: instantOrNull(row.lease_until),
  heldAt: instantOrNull(row.held_at),
  heldBy: textOrNull(row.held_by),
  holdReason: textOrNull(row.hold_reason),
});
