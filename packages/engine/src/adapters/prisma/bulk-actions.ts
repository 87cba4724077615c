/** Actions on many rows, and their items. */

import type { BulkAction, BulkKind, BulkPlan, BulkStatus } from "../../domain/bulk-action.js";
import type { Status } from "../../domain/status.js";
import { canBeStoredId, storableId, storableText } from "../../domain/storable.js";
import type {
  BulkItem,
  BulkTarget,
  JudgedItem,
  NewBulkAction,
  SettledBulkItem,
  UnjudgedItem,
} from "../../ports/bulk-actions.js";
import {
  fromDocumentOrNull,
  instant,
  instantOrNull,
  type Row,
  text,
  textOrNull,
  toDocumentOrNull,
  whole,
  wholeOrNull,
} from "./columns.js";
import type { Db } from "./db.js";
import { empty, list, raw, type Sql, sql } from "./sql.js";

/** Items written by one statement. */
const ITEMS_AT_ONCE = 1_000;
const ITEM = { position: "integer", target_id: "text", target_attempt: "integer" } as const;

export async function createBulkAction(db: Db, action: NewBulkAction): Promise<boolean> {
  const id = storableId("id", action.id);
  const items = action.targets.map(({ targetId, attempt }, position) => ({
    position,
    target_id: storableId("targetId", targetId),
    target_attempt: attempt,
  }));
  return db.transaction(async (tx) => {
    if ((await tx.execute(insertAction(tx, id, action))) === 0) return false;
    for (let start = 0; start < items.length; start += ITEMS_AT_ONCE) {
      await tx.execute(sql`
        insert into bulk_action_items (bulk_action_id, position, target_id, target_attempt, status)
        select ${id}, i.position, i.target_id, i.target_attempt, 'PENDING'
        from ${tx.dialect.rows("i", ITEM, items.slice(start, start + ITEMS_AT_ONCE))}`);
    }
    return true;
  });
}

function insertAction({ dialect }: Db, id: string, action: NewBulkAction): Sql {
  const { kind, name, reason, actor, filter, plan, targets } = action;
  const idOrNull = (field: string, value: string | null) =>
    value === null ? null : storableId(field, value);
  const textOf = (value: string | null) => (value === null ? null : storableText(value));
  return sql`
    insert into bulk_actions (id, created_at, kind, name, reason, actor_kind, actor_id, actor_version, filter, plan,
      status, total)
    values (${id}, ${dialect.now}, ${kind}, ${textOf(name)}, ${textOf(reason)}, ${idOrNull("actor.kind", actor.kind)},
      ${idOrNull("actor.id", actor.id)}, ${idOrNull("actor.version", actor.version)}, ${toDocumentOrNull(filter)},
      ${toDocumentOrNull(plan)}, 'RUNNING', ${targets.length})
    on conflict (id) do nothing`;
}

export async function getBulkAction(db: Db, id: string): Promise<BulkAction | null> {
  if (!canBeStoredId(id)) return null;
  const [row] = await db.read(sql`select * from bulk_actions where id = ${id}`);
  return row === undefined ? null : toBulkAction(row);
}

export async function lockBulkAction(db: Db, id: string): Promise<BulkAction | null> {
  if (!canBeStoredId(id)) return null;
  const [row] = await db.write(sql`select * from bulk_actions where id = ${id} ${db.dialect.forNoKeyUpdate}`);
  return row === undefined ? null : toBulkAction(row);
}

/** Walks bulk_actions_status_idx. */
export async function runningBulkActions(db: Db): Promise<BulkAction[]> {
  const rows = await db.read(
    raw("select * from bulk_actions where status = 'RUNNING' order by created_at, id"),
  );
  return rows.map(toBulkAction);
}

/** Walks bulk_action_items_status_idx, or the primary key. */
export async function lockBulkItem(db: Db, actionId: string, position?: number): Promise<BulkItem | null> {
  const [row] = await db.write(sql`
    select position, target_id, target_attempt from bulk_action_items
    where bulk_action_id = ${actionId} and status = 'PENDING'
      ${position === undefined ? empty : sql`and position = ${position}`}
    order by position limit 1 ${db.dialect.skipLocked}`);
  return row === undefined
    ? null
    : {
        position: whole(row.position),
        targetId: text(row.target_id),
        attempt: wholeOrNull(row.target_attempt),
      };
}

/** The item before its action, whose row is the last that a transaction takes: it is held for a moment only. */
export async function settleBulkItem(
  db: Db,
  actionId: string,
  position: number,
  { status, reason }: SettledBulkItem,
): Promise<boolean> {
  const { now } = db.dialect;
  const counted = raw({ DONE: "done", FAILED: "failed", SKIPPED: "skipped" }[status]);
  const doneThen = raw(status === "DONE" ? "done + 1" : "done");
  const isLast = sql`(status = 'RUNNING' and done + failed + skipped + 1 >= total
    and (plan is null or ${doneThen} <= succeeded + failed_again + unclear))`;
  return db.transaction(async (tx) => {
    const settled = await tx.execute(sql`
      update bulk_action_items set status = ${status}, reason = ${reason === null ? null : storableText(reason)},
        finished_at = ${now}
      where bulk_action_id = ${actionId} and position = ${position} and status = 'PENDING'`);
    if (settled === 0) return false;
    await tx.execute(sql`
      update bulk_actions set ${counted} = ${counted} + 1, started_at = coalesce(started_at, ${now}),
        finished_at = case when ${isLast} then ${now} else finished_at end,
        status = case when ${isLast} then 'DONE' else status end
      where id = ${actionId}`);
    return true;
  });
}

/** Walks bulk_action_items_status_idx. */
export async function countRecentBulkItems(db: Db, actionId: string, withinMs: number): Promise<number> {
  const { dialect } = db;
  const [row] = await db.read(sql`
    select count(*) as items from bulk_action_items
    where bulk_action_id = ${actionId} and status in ('DONE', 'FAILED')
      and finished_at > ${dialect.shift(dialect.now, -withinMs)}`);
  return whole(row?.items ?? 0);
}

/** Walks bulk_action_items_status_idx, and the primary keys of runs and events. */
export async function unjudgedBulkItems(db: Db, actionId: string, limit: number): Promise<UnjudgedItem[]> {
  const { dialect } = db;
  const rows = await db.read(sql`
    select i.position, i.target_id, i.target_attempt,
      ${dialect.millisBetween(raw("i.finished_at"), dialect.now)} as age_ms,
      r.status as run_status, r.attempt as run_attempt, r.error_message,
      e.id as event_id, e.published_at, e.discarded_at, e.last_tried_at, e.last_error
    from bulk_action_items i left join workflow_runs r on r.id = i.target_id
      left join outbox_events e on e.id = i.target_id
    where i.bulk_action_id = ${actionId} and i.status = 'DONE' and i.outcome is null
    order by i.position limit ${limit}`);
  return rows.map((row) => ({
    position: whole(row.position),
    targetId: text(row.target_id),
    attempt: wholeOrNull(row.target_attempt),
    ageMs: whole(row.age_ms),
    run:
      row.run_status == null
        ? null
        : {
            status: text(row.run_status) as Status,
            attempt: whole(row.run_attempt),
            errorMessage: textOrNull(row.error_message),
          },
    event:
      row.event_id == null
        ? null
        : {
            isPublished: row.published_at != null,
            isDiscarded: row.discarded_at != null,
            wasTried: row.last_tried_at != null,
            lastError: textOrNull(row.last_error),
          },
  }));
}

const JUDGED = { position: "integer", outcome: "text", reason: "text" } as const;
const COUNTED = { SUCCEEDED: "succeeded", FAILED: "failed_again", UNCLEAR: "unclear" } as const;

/** The action's row first, as whoever takes items of a plan does. */
export async function judgeBulkItems(db: Db, actionId: string, judged: readonly JudgedItem[]): Promise<void> {
  const { dialect } = db;
  const cells = judged.map(({ reason, ...item }) => ({
    ...item,
    reason: reason === null ? null : storableText(reason),
  }));
  await db.transaction(async (tx) => {
    if ((await lockBulkAction(tx, actionId)) === null) return;
    const written = await tx.write(sql`
      update bulk_action_items set outcome = j.outcome, outcome_reason = j.reason
      from ${dialect.rows("j", JUDGED, cells)}
      where bulk_action_id = ${actionId} and bulk_action_items.position = j.position and status = 'DONE'
        and bulk_action_items.outcome is null
      returning bulk_action_items.outcome as outcome`);
    const counted = Object.entries(COUNTED).map(([outcome, column]) => {
      const more = written.filter((row) => row.outcome === outcome).length;
      return sql`${raw(column)} = ${raw(column)} + ${more}`;
    });
    const isLast = sql`(status = 'RUNNING' and done + failed + skipped >= total
      and done <= succeeded + failed_again + unclear + ${written.length})`;
    await tx.execute(sql`
      update bulk_actions set ${list(counted)},
        finished_at = case when ${isLast} then ${dialect.now} else finished_at end,
        status = case when ${isLast} then 'DONE' else status end
      where id = ${actionId}`);
  });
}

export async function stopBulkAction(db: Db, id: string, reason: string): Promise<boolean> {
  if (!canBeStoredId(id)) return false;
  const stopped = await db.execute(sql`
    update bulk_actions set status = 'STOPPED', stop_reason = ${storableText(reason)}, finished_at = ${db.dialect.now}
    where id = ${id} and status = 'RUNNING'`);
  return stopped > 0;
}

export async function abortBulkAction(db: Db, id: string): Promise<boolean> {
  if (!canBeStoredId(id)) return false;
  const aborted = await db.execute(sql`
    update bulk_actions set status = 'ABORTED', finished_at = ${db.dialect.now} where id = ${id} and status = 'RUNNING'`);
  return aborted > 0;
}

/** One look at the primary key for all. */
export async function targetEvents(db: Db, ids: readonly string[]): Promise<BulkTarget[]> {
  const wanted = [...new Set(ids)];
  const rows = await db.read(sql`
    select id from outbox_events where ${db.dialect.among(raw("id"), wanted.filter(canBeStoredId))}
    order by workflow_run_id, sequence`);
  const found = new Set(rows.map((row) => text(row.id)));
  return [...found, ...wanted.filter((id) => !found.has(id))].map((targetId) => ({
    targetId,
    attempt: null,
  }));
}

/** One look at the primary key for all. */
export async function targetRuns(db: Db, ids: readonly string[]): Promise<BulkTarget[]> {
  const wanted = [...new Set(ids)];
  const rows = await db.read(
    sql`select id, attempt from workflow_runs where ${db.dialect.among(raw("id"), wanted.filter(canBeStoredId))}`,
  );
  const attempts = new Map(rows.map((row) => [text(row.id), whole(row.attempt)]));
  return wanted.map((targetId) => ({ targetId, attempt: attempts.get(targetId) ?? null }));
}

export const toBulkAction = (row: Row): BulkAction => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  kind: text(row.kind) as BulkKind,
  name: textOrNull(row.name),
  reason: textOrNull(row.reason),
  actor: {
    kind: textOrNull(row.actor_kind),
    id: textOrNull(row.actor_id),
    version: textOrNull(row.actor_version),
  },
  filter: fromDocumentOrNull(row.filter) as BulkAction["filter"],
  plan: fromDocumentOrNull(row.plan) as BulkPlan | null,
  status: text(row.status) as BulkStatus,
  total: whole(row.total),
  done: whole(row.done),
  failed: whole(row.failed),
  skipped: whole(row.skipped),
  succeeded: whole(row.succeeded),
  failedAgain: whole(row.failed_again),
  unclear: whole(row.unclear),
  stopReason: textOrNull(row.stop_reason),
  startedAt: instantOrNull(row.started_at),
  finishedAt: instantOrNull(row.finished_at),
});
