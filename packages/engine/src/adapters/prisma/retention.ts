/**
 * Lets go of what is old: one statement per table and batch, but for runs, which take what belongs to them along.
 *
 * Rows are locked while they are chosen, and those that others hold are passed over: a rerun that takes a run first
 * keeps it.
 */

import { storableDate } from "../../domain/storable.js";
import type { Prunable } from "../../ports/retention.js";
import { text } from "./columns.js";
import type { Db } from "./db.js";
import { raw, type Sql, sql } from "./sql.js";

export async function prune(db: Db, what: Prunable, before: Date, limit: number): Promise<number> {
  const at = db.dialect.time(storableDate("before", before));
  if (limit < 1) return 0;
  if (what === "runs") return pruneRuns(db, at, limit);
  if (what === "idempotencyKeys") return pruneIdempotencyKeys(db, at, limit);
  if (what === "bulkActions") return pruneBulkActions(db, at, limit);
  const { table, old } = BY_ID[what](at);
  return db.execute(sql`
    delete from ${raw(table)}
    where ${db.dialect.amongSelected(
      raw("id"),
      sql`select id from ${raw(table)} where ${old} limit ${limit} ${db.dialect.skipLocked}`,
    )}`);
}

interface Old {
  readonly table: string;
  /** Condition and order. */
  readonly old: Sql;
}

/** The index that the order names finds the oldest ones first. */
const BY_ID: Record<Exclude<Prunable, "runs" | "idempotencyKeys" | "bulkActions">, (at: Sql) => Old> = {
  logs: (at) => ({
    table: "workflow_logs",
    old: sql`created_at < ${at} and ${hasEnded("workflow_logs")} order by created_at`,
  }),
  events: (at) => ({
    table: "outbox_events",
    old: sql`occurred_at < ${at} and (published_at < ${at} or discarded_at < ${at}) and ${hasEnded("outbox_events")}
      order by occurred_at`,
  }),
  jobs: (at) => ({
    table: "job_queue",
    old: sql`completed_at < ${at} and status in ('COMPLETED', 'FAILED', 'CANCELLED') and ${hasEnded("job_queue")}
      order by completed_at, id`,
  }),
  aiCalls: (at) => ({
    table: "ai_calls",
    old: sql`created_at < ${at} and ${hasEnded("ai_calls")} order by created_at, id`,
  }),
  queueSamples: (at) => ({ table: "queue_samples", old: sql`sampled_at < ${at} order by sampled_at` }),
  workers: (at) => ({
    table: "workers",
    old: sql`heartbeat_at < ${at} and (stopped_at is null or stopped_at < ${at}) order by heartbeat_at`,
  }),
};

/** The row's run has ended, or there is none: a queue may serve another persistence. */
const hasEnded = (table: string): Sql =>
  raw(`not exists (
  select 1 from workflow_runs r where r.id = ${table}.workflow_run_id and r.status in ('PENDING', 'RUNNING', 'SUSPENDED'))`);

/** In the order in which all who lock several tables take them: runs, jobs, events. The rest goes with the runs' rows. */
function pruneRuns(db: Db, at: Sql, limit: number): Promise<number> {
  return db.transaction(async (tx) => {
    const { dialect } = tx;
    const rows = await tx.write(sql`
      select id, workflow_id from workflow_runs r
      where r.status in ('COMPLETED', 'FAILED', 'CANCELLED') and r.created_at < ${at}
        and coalesce(r.completed_at, r.updated_at) < ${at}
        and not exists (select 1 from outbox_events e
          where e.workflow_run_id = r.id and e.published_at is null and e.discarded_at is null)
      order by r.created_at, r.id limit ${limit} ${dialect.skipLocked}`);
    if (rows.length === 0) return 0;
    const runs = rows.map((row) => ({ id: text(row.id), workflowId: text(row.workflow_id) }));
    const ids = runs.map(({ id }) => id);
    for (const table of ["job_queue", "outbox_events", "outbox_streams", "ai_calls"])
      await tx.execute(sql`delete from ${raw(table)} where ${dialect.among(raw("workflow_run_id"), ids)}`);
    const topics = runs.map(({ id, workflowId }) => ({ topic: `workflow.${workflowId}.run.${id}` }));
    // Everything below a topic stands between it with a dot and with the character after the dot.
    await tx.execute(sql`
      delete from ai_topic_totals where topic in (
        select a.topic from ${dialect.rows("t", { topic: "text" }, topics)}
        join ai_topic_totals a on a.topic = t.topic or a.topic > t.topic || '.' and a.topic < t.topic || '/')`);
    return tx.execute(sql`delete from workflow_runs where ${dialect.among(raw("id"), ids)}`);
  });
}

function pruneIdempotencyKeys(db: Db, at: Sql, limit: number): Promise<number> {
  const { dialect } = db;
  return db.execute(sql`
    delete from idempotency_keys where (command_type, key) in (
      select command_type, key from idempotency_keys
      where created_at < ${at} and acquired_at < ${at} and (completed_at is null or completed_at < ${at})
      order by created_at limit ${limit} ${dialect.skipLocked})`);
}

/** Items first, in the batches of their own that an action of thousands needs; then the actions that have none left. */
async function pruneBulkActions(db: Db, at: Sql, limit: number): Promise<number> {
  const { dialect } = db;
  const old = sql`status in ('DONE', 'ABORTED', 'STOPPED') and finished_at < ${at} order by created_at, id limit ${limit}`;
  const items = await db.execute(sql`
    delete from bulk_action_items where (bulk_action_id, position) in (
      select i.bulk_action_id, i.position from bulk_action_items i
      where i.bulk_action_id in (select id from bulk_actions where ${old})
      limit ${limit} ${dialect.skipLocked})`);
  if (items >= limit) return items;
  const actions = await db.execute(sql`
    delete from bulk_actions where ${dialect.amongSelected(
      raw("id"),
      sql`select id from bulk_actions b
        where not exists (select 1 from bulk_action_items i where i.bulk_action_id = b.id) and ${old}
        ${dialect.skipLocked}`,
    )}`);
  return items + actions;
}
