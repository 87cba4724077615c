/** The queue as it is, job by job and in numbers. */

import { SAMPLE_ROWS } from "../../../domain/queue-sample.js";
import type { JobStatus } from "../../../domain/status.js";
import { canBeStoredId } from "../../../domain/storable.js";
import {
  JOB_ERROR_CHARS,
  type JobGroup,
  type JobListFilter,
  type JobPage,
  type JobPlace,
  type JobState,
  type JobView,
  type QueueNow,
  type SampleFilter,
  type SampleView,
} from "../../../read/queue.js";
import { instant, instantOrNull, type Row, text, textOrNull, whole, wholeOrNull } from "../columns.js";
import type { Db } from "../db.js";
import { toSample } from "../queue/samples.js";
import { and, raw, type Sql, sql } from "../sql.js";
import { readMergedSamples } from "./merged-samples.js";

interface Listed {
  readonly index: string;
  readonly where: string;
  /** The time it is ordered by. */
  readonly at: string;
  readonly order: string;
}

const LISTED: Readonly<Record<JobState, Listed>> = {
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

/** Walks the indexes of the four states, each over so many jobs at most. */
export async function readQueueNow(db: Db): Promise<QueueNow> {
  const { dialect } = db;
  const { now } = dialect;
  const part = (state: string, { index, where }: Listed) => sql`
    select * from (select j.workflow_id, j.priority, ${raw(state)} as state, j.run_at
      from job_queue j ${dialect.walk(index)} where ${raw(where)} limit ${SAMPLE_ROWS}) as ${raw(index)}`;
  const [[clock], counted, working] = await Promise.all([
    db.read(sql`select ${now} as at`),
    db.read(sql`
      select workflow_id, priority, case when state = 'pending' and run_at <= ${now} then 'due' else state end as state,
        count(*) as jobs, min(run_at) as oldest from (
        ${part("'pending'", LISTED.pending)} union all ${part("'running'", LISTED.running)}
        union all ${part("'suspended'", LISTED.suspended)} union all ${part("'held'", LISTED.held)}
      ) as live group by workflow_id, priority, 3 order by workflow_id, priority desc`),
    db.read(sql`
      select worker_id, stage_id, count(*) as jobs from job_queue ${dialect.walk("job_queue_lease_idx")}
      where status = 'RUNNING' and worker_id is not null group by worker_id, stage_id order by worker_id, stage_id`),
  ]);
  const groups = new Map<string, JobGroup>();
  const totals = new Map<string, number>();
  for (const row of counted) {
    const [workflowId, priority, state] = [text(row.workflow_id), whole(row.priority), text(row.state)];
    const jobs = whole(row.jobs);
    const key = JSON.stringify([workflowId, priority]);
    const group = groups.get(key) ?? { workflowId, priority, ...NOBODY };
    groups.set(key, {
      ...group,
      [state === "pending" ? "later" : state]: jobs,
      oldestDueAt: state === "due" ? instant(row.oldest) : group.oldestDueAt,
    });
    const waiting = state === "due" ? "pending" : state;
    totals.set(waiting, (totals.get(waiting) ?? 0) + jobs);
  }
  return {
    at: instant(clock?.at),
    groups: [...groups.values()],
    isCapped: [...totals.values()].some((jobs) => jobs >= SAMPLE_ROWS),
    inHand: working.map((row) => ({
      workerId: text(row.worker_id),
      stageId: text(row.stage_id),
      jobs: whole(row.jobs),
    })),
  };
}

const NOBODY = { due: 0, later: 0, running: 0, suspended: 0, held: 0, oldestDueAt: null } as const;

/** Walks queue_samples_workflow_idx. */
export async function listQueueSamples(
  db: Db,
  { workflowId, from, to, bucketMs }: SampleFilter,
): Promise<SampleView[]> {
  if (workflowId !== "" && !canBeStoredId(workflowId)) return [];
  if (bucketMs !== undefined)
    return (await readMergedSamples(db, { workflowId, from, to, bucketMs })).map(toSample);
  const { dialect } = db;
  const rows = await db.read(sql`
    select sampled_at, span_seconds, workflow_id, pending, running, suspended, held, enqueued, started, finished, failed,
      retried, leases_expired, oldest_pending_ms, delay_p50_ms, delay_p95_ms, delay_p99_ms
    from queue_samples
    where workflow_id = ${workflowId} and sampled_at > ${dialect.time(from)} and sampled_at <= ${dialect.time(to)}
    order by sampled_at, id`);
  return rows.map(toSample);
}
