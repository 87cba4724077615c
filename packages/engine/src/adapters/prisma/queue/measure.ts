/**
 * Measures the queue: two statements, each bounded by SAMPLE_ROWS jobs of a state and by what happened in the slot.
 * No index is kept for it: what waits and works has indexes to be claimed by, what ended one to be pruned by, and ids
 * sort by the time at which they were made.
 */

import {
  ALL_WORKFLOWS,
  emptySample,
  type QueueSample,
  SAMPLE_ROWS,
  type SampleSlot,
} from "../../../domain/queue-sample.js";
import { type Row, text, whole, wholeOrNull } from "../columns.js";
import type { Db } from "../db.js";
import { raw, type Sql, sql } from "../sql.js";

/** Milliseconds by which the clock of who made an id may be behind the database's. */
const CLOCKS_APART_MS = 5_000;

/** That of all workflows, then those of the workflows that have jobs or had any in the slot. */
export async function measureQueue(
  db: Db,
  slot: SampleSlot,
): Promise<[all: QueueSample, ...ofWorkflows: QueueSample[]]> {
  const { from, to } = slot;
  const spanSeconds = Math.round((to.getTime() - from.getTime()) / 1000);
  const samples = new Map<string, QueueSample>();
  const add = (workflowId: string, change: (sample: QueueSample) => Partial<QueueSample>) => {
    const sample = samples.get(workflowId) ?? emptySample(to, spanSeconds, workflowId);
    samples.set(workflowId, { ...sample, ...change(sample) });
  };
  add(ALL_WORKFLOWS, () => ({}));
  for (const row of await readDepth(db)) {
    const jobs = whole(row.jobs);
    const oldest = wholeOrNull(row.oldest_ms);
    for (const workflowId of [text(row.workflow_id), ALL_WORKFLOWS])
      add(workflowId, (sample) => deeper(sample, text(row.state) as State, jobs, oldest));
  }
  for (const row of await readEvents(db, slot)) {
    const [kind, jobs, retries] = [text(row.kind), whole(row.jobs), whole(row.retries)];
    for (const workflowId of [text(row.workflow_id), ALL_WORKFLOWS])
      add(workflowId, (sample) => ({
        enqueued: sample.enqueued + (kind === "enqueued" ? jobs : 0),
        started: sample.started + (kind === "started" ? jobs : 0),
        retried: sample.retried + (kind === "started" ? retries : 0),
        finished: sample.finished + (kind === "finished" || kind === "failed" ? jobs : 0),
        failed: sample.failed + (kind === "failed" ? jobs : 0),
      }));
  }
  for (const row of await readDelays(db, slot))
    add(text(row.workflow_id), () => ({
      delayP50Ms: wholeOrNull(row.p50),
      delayP95Ms: wholeOrNull(row.p95),
      delayP99Ms: wholeOrNull(row.p99),
    }));
  const all = samples.get(ALL_WORKFLOWS) ?? emptySample(to, spanSeconds, ALL_WORKFLOWS);
  return [all, ...[...samples.values()].filter(({ workflowId }) => workflowId !== ALL_WORKFLOWS)];
}

type State = "pending" | "held" | "running" | "suspended";

const deeper = (
  sample: QueueSample,
  state: State,
  jobs: number,
  oldestMs: number | null,
): Partial<QueueSample> => ({
  [state]: sample[state] + jobs,
  oldestPendingMs:
    oldestMs === null ? sample.oldestPendingMs : Math.max(sample.oldestPendingMs ?? 0, oldestMs),
});

/** Walks job_queue_claim_idx, job_queue_held_idx, job_queue_lease_idx and job_queue_poll_idx. */
function readDepth(db: Db): Promise<Row[]> {
  const { dialect } = db;
  const part = (state: State, index: string, where: Sql, columns: Sql) => sql`
    select * from (select workflow_id, ${raw(`'${state}'`)} as state, ${columns} as due
      from job_queue ${dialect.walk(index)} where ${where} limit ${SAMPLE_ROWS}) as ${raw(state)}`;
  const no = sql`cast(null as ${raw(dialect.kind === "postgresql" ? "timestamptz" : "bigint")})`;
  const now = dialect.now;
  return db.read(sql`
    select workflow_id, state, count(*) as jobs, ${dialect.millisBetween(sql`min(due)`, now)} as oldest_ms from (
      ${part(
        "pending",
        "job_queue_claim_idx",
        raw("status = 'PENDING' and held_at is null"),
        sql`case when run_at <= ${now} then run_at end`,
      )}
      union all ${part("held", "job_queue_held_idx", raw("held_at is not null"), no)}
      union all ${part("running", "job_queue_lease_idx", raw("status = 'RUNNING'"), no)}
      union all ${part("suspended", "job_queue_poll_idx", raw("status = 'SUSPENDED'"), no)}
    ) as waiting group by workflow_id, state`);
}

/** Jobs whose last delivery began in the slot: they work, wait again, are suspended, or have ended since. */
function started({ dialect }: Db, { from, to }: SampleSlot): Sql {
  const inSlot = sql`started_at >= ${dialect.time(from)} and started_at < ${dialect.time(to)}`;
  const part = (index: string, where: Sql) => sql`
    select * from (select workflow_id, attempt, run_at, started_at from job_queue ${dialect.walk(index)}
      where ${where} and ${inSlot} limit ${SAMPLE_ROWS}) as ${raw(index)}`;
  return sql`${part("job_queue_lease_idx", raw("status = 'RUNNING'"))}
    union all ${part("job_queue_poll_idx", raw("status = 'SUSPENDED'"))}
    union all ${part("job_queue_claim_idx", raw("status = 'PENDING' and held_at is null and attempt > 0"))}
    union all ${part("job_queue_held_idx", raw("held_at is not null and attempt > 0"))}
    union all ${part("job_queue_finished_idx", sql`completed_at >= ${dialect.time(from)}`)}`;
}

/** Walks the primary key from the slot's first id on, and job_queue_finished_idx. */
function readEvents(db: Db, slot: SampleSlot): Promise<Row[]> {
  const { dialect } = db;
  const [from, to] = [dialect.time(slot.from), dialect.time(slot.to)];
  return db.read(sql`
    select workflow_id, 'enqueued' as kind, count(*) as jobs, 0 as retries from job_queue
    where id >= ${firstIdAt(slot.from.getTime() - CLOCKS_APART_MS)} and created_at >= ${from} and created_at < ${to}
    group by workflow_id
    union all
    select workflow_id, case when status = 'FAILED' then 'failed' else 'finished' end, count(*), 0
    from job_queue ${dialect.walk("job_queue_finished_idx")}
    where completed_at >= ${from} and completed_at < ${to} group by workflow_id, 2
    union all
    select workflow_id, 'started', count(*), sum(case when attempt > 1 then 1 else 0 end)
    from (${started(db, slot)}) as begun group by workflow_id`);
}

/** The smallest id of version 7 that may have been made at this time. */
const firstIdAt = (ms: number): string => {
  const hex = Math.max(0, ms).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

/** Nearest ranks, of each workflow and of all together. */
function readDelays(db: Db, slot: SampleSlot): Promise<Row[]> {
  const { dialect } = db;
  const delay = dialect.greatest(raw("0"), dialect.millisBetween(raw("run_at"), raw("started_at")));
  return db.read(sql`
    with delays as (select workflow_id, ${delay} as delay from (${started(db, slot)}) as begun),
    ranked as (
      select workflow_id, delay, row_number() over (partition by workflow_id order by delay) as place,
        count(*) over (partition by workflow_id) as size from delays
      union all
      select '', delay, row_number() over (order by delay), count(*) over () from delays)
    select workflow_id, min(case when place * 100 >= size * 50 then delay end) as p50,
      min(case when place * 100 >= size * 95 then delay end) as p95,
      min(case when place * 100 >= size * 99 then delay end) as p99
    from ranked group by workflow_id`);
}
