/** What the queue is at this moment, in numbers. */

import { SAMPLE_ROWS } from "../../../domain/queue-sample.js";
import {
  GROUPED_ROWS,
  type JobGroup,
  type JobState,
  type JobTotals,
  type QueueNow,
} from "../../../read/queue.js";
import { instant, instantOrNull, type Row, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { empty, raw, type Sql, sql } from "../sql.js";
import { LISTED } from "./job-lists.js";

const STATES: readonly JobState[] = ["pending", "running", "suspended", "held"];
const NOBODY: JobTotals = { due: 0, later: 0, running: 0, suspended: 0, held: 0, oldestDueAt: null };

/**
 * Jobs of each state from their indexes, so many at most; what waits is due or comes later. In order they are those of
 * their list, but for held ones, which no index has in order.
 */
function liveJobs(
  { dialect }: Db,
  { columns, limit, isOrdered }: { columns: readonly string[]; limit: number; isOrdered: boolean },
): Sql {
  const parts = STATES.map((state) => {
    const { index, where, order } = LISTED[state];
    const isPending = state === "pending";
    const word = isPending
      ? sql`case when j.run_at <= ${dialect.now} then 'due' else 'later' end`
      : raw(`'${state}'`);
    const runAt = isPending
      ? raw("j.run_at")
      : sql`cast(null as ${raw(dialect.kind === "postgresql" ? "timestamptz" : "bigint")})`;
    const chosen = raw(columns.map((column) => `j.${column}, `).join(""));
    const named = raw([...columns, "state", "run_at"].join(", "));
    return sql`select ${named} from (select ${chosen}${word} as state, ${runAt} as run_at
      from job_queue j ${dialect.walk(index)} where ${raw(where)}${isOrdered && state !== "held" ? sql` order by ${raw(order)}` : empty} limit ${limit}) as ${raw(state)}`;
  });
  return parts.reduce((all, part) => sql`${all} union all ${part}`);
}

/** Reads indexes only for the totals, and the rows of those that are told apart. */
export async function readQueueNow(db: Db): Promise<QueueNow> {
  const { dialect } = db;
  const [[clock], counted, told, working] = await Promise.all([
    db.read(sql`select ${dialect.now} as at`),
    db.read(sql`
      select state, count(*) as jobs, min(run_at) as oldest
      from (${liveJobs(db, { columns: [], limit: SAMPLE_ROWS, isOrdered: false })}) as live group by state`),
    db.read(sql`
      select workflow_id, priority, state, count(*) as jobs, min(run_at) as oldest
      from (${liveJobs(db, { columns: ["workflow_id", "priority"], limit: GROUPED_ROWS, isOrdered: true })}) as live
      group by workflow_id, priority, state order by workflow_id, priority desc`),
    db.read(sql`
      select worker_id, stage_id, count(*) as jobs from job_queue ${dialect.walk("job_queue_lease_idx")}
      where status = 'RUNNING' and worker_id is not null group by worker_id, stage_id order by worker_id, stage_id`),
  ]);
  const groups = new Map<string, JobGroup>();
  for (const row of told) {
    const [workflowId, priority] = [text(row.workflow_id), whole(row.priority)];
    const key = JSON.stringify([workflowId, priority]);
    groups.set(key, { ...(groups.get(key) ?? { workflowId, priority, ...NOBODY }), ...countsOf(row) });
  }
  let totals = NOBODY;
  for (const row of counted) totals = { ...totals, ...countsOf(row) };
  const { due, later, running, suspended, held } = totals;
  return {
    at: instant(clock?.at),
    totals,
    isCapped: Math.max(due + later, running, suspended, held) >= SAMPLE_ROWS,
    groups: [...groups.values()],
    inHand: working.map((row) => ({
      workerId: text(row.worker_id),
      stageId: text(row.stage_id),
      jobs: whole(row.jobs),
    })),
  };
}

const countsOf = (row: Row): Partial<JobTotals> => {
  const state = text(row.state);
  return { [state]: whole(row.jobs), ...(state === "due" ? { oldestDueAt: instantOrNull(row.oldest) } : {}) };
};
