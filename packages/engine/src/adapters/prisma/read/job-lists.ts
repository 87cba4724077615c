/** Live jobs, one by one. */

import type { JobStatus } from "../../../domain/status.js";
import { canBeStoredId } from "../../../domain/storable.js";
import {
  JOB_ERROR_CHARS,
  type JobListFilter,
  type JobPage,
  type JobPlace,
  type JobState,
  type JobView,
} from "../../../read/queue.js";
import { instant, instantOrNull, type Row, text, textOrNull, whole, wholeOrNull } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";

interface Listed {
  readonly index: string;
  readonly where: string;
  /** The time it is ordered by. */
  readonly at: string;
  readonly order: string;
}

export const LISTED: Readonly<Record<JobState, Listed>> = {
  pending: {
    index: "job_queue_claim_idx",
    where: "j.status = 'PENDING' and j.held_at is null",
    at: "created_at",
    order: "j.priority desc, j.created_at, j.id",
  },
  running: {
    index: "job_queue_lease_idx",
    where: "j.status = 'RUNNING'",
    at: "lease_until",
    order: "j.lease_until, j.id",
  },
  suspended: {
    index: "job_queue_poll_idx",
    where: "j.status = 'SUSPENDED'",
    at: "next_poll_at",
    order: "j.next_poll_at, j.id",
  },
  held: {
    index: "job_queue_held_idx",
    where: "j.held_at is not null",
    at: "held_at",
    order: "j.held_at, j.id",
  },
};

/** Walks the index of the state in its own order; those held are sorted. */
export async function listLiveJobs(db: Db, filter: JobListFilter): Promise<JobPage> {
  const { state, workflowId, workerId, after, limit } = filter;
  if (![workflowId, workerId].every((id) => id === undefined || canBeStoredId(id)))
    return { rows: [], next: null };
  const { index, where, order } = LISTED[state];
  const conditions = [
    raw(where),
    ...(workflowId === undefined ? [] : [sql`j.workflow_id = ${workflowId}`]),
    ...(workerId === undefined ? [] : [sql`j.worker_id = ${workerId}`]),
    ...(after === undefined ? [] : [behind(db, state, after)]),
  ];
  const found = await db.read(sql`
    select j.id, j.workflow_run_id, j.workflow_id, j.stage_id, j.stage_attempt, j.status, j.priority, j.attempt,
      j.max_attempts, j.created_at, j.run_at, j.started_at, j.worker_id, j.locked_at, j.lease_until, j.held_at,
      j.hold_reason, substr(j.last_error, 1, ${JOB_ERROR_CHARS}) as last_error, j.next_poll_at, s.stage_name,
      s.poll_count, s.suspended_at, s.max_wait_until
    from job_queue j ${db.dialect.walk(index)}
      left join workflow_stages s
        on s.workflow_run_id = j.workflow_run_id and s.stage_id = j.stage_id and s.attempt = j.stage_attempt
    where ${and(conditions)} order by ${raw(order)} limit ${limit + 1}`);
  const rows = found.slice(0, limit).map(toJobView);
  return { rows, next: found.length > limit ? placeOf(state, rows.at(-1)) : null };
}

function behind({ dialect }: Db, state: JobState, { priority, at, id }: JobPlace): Sql {
  const time = dialect.time(at);
  if (state === "pending")
    return sql`j.priority <= ${priority} and (j.priority < ${priority} or (j.created_at, j.id) > (${time}, ${id}))`;
  return sql`(${raw(`j.${LISTED[state].at}, j.id`)}) > (${time}, ${id})`;
}

function placeOf(state: JobState, job: JobView | undefined): JobPlace | null {
  if (job === undefined) return null;
  const at = { pending: job.createdAt, running: job.leaseUntil, suspended: job.nextPollAt, held: job.heldAt };
  return { priority: job.priority, at: at[state] ?? job.createdAt, id: job.id };
}

const toJobView = (row: Row): JobView => ({
  id: text(row.id),
  runId: text(row.workflow_run_id),
  workflowId: text(row.workflow_id),
  stageId: text(row.stage_id),
  stageName: textOrNull(row.stage_name),
  stageAttempt: whole(row.stage_attempt),
  status: text(row.status) as JobStatus,
  priority: whole(row.priority),
  attempt: whole(row.attempt),
  maxAttempts: whole(row.max_attempts),
  createdAt: instant(row.created_at),
  runAt: instant(row.run_at),
  startedAt: instantOrNull(row.started_at),
  workerId: textOrNull(row.worker_id),
  lockedAt: instantOrNull(row.locked_at),
  leaseUntil: instantOrNull(row.lease_until),
  heldAt: instantOrNull(row.held_at),
  holdReason: textOrNull(row.hold_reason),
  lastError: textOrNull(row.last_error),
  nextPollAt: instantOrNull(row.next_poll_at),
  polls: wholeOrNull(row.poll_count) ?? 0,
  suspendedAt: instantOrNull(row.suspended_at),
  maxWaitUntil: instantOrNull(row.max_wait_until),
});
