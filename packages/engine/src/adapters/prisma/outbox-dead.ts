/** Events that could not be delivered: looked at, given another chance, thrown away. */

import { canBeStoredId, storableText } from "../../domain/storable.js";
import type { DeadEvent, DeadEventFilter } from "../../ports/engine-persistence.js";
import { text, textOrNull, whole } from "./columns.js";
import type { Db } from "./db.js";
import { toEvent } from "./outbox.js";
import { and, empty, raw, type Sql, sql } from "./sql.js";

/** Dead-lettered and not discarded, oldest first. Walks outbox_events_dead_idx. */
export async function listDeadEvents(db: Db, filter: DeadEventFilter = {}): Promise<DeadEvent[]> {
  const rows = await db.read(
    sql`select * from outbox_events where ${dead(db, filter)} ${oldestDead(filter)}`,
  );
  return rows.map((row) => ({
    ...toEvent(row),
    lastError: textOrNull(row.last_error),
    fingerprint: textOrNull(row.fingerprint),
  }));
}

/** Oldest first, as if they had never failed. Returns their ids in that order. */
export async function replayDeadEvents(db: Db, filter: DeadEventFilter): Promise<string[]> {
  return changeDead(db, filter, {
    change: sql`dlq_at = null, retry_count = 0, published_at = null, last_tried_at = null`,
    andThen: makeDue,
  });
}

export async function discardDeadEvents(
  db: Db,
  filter: DeadEventFilter,
  reason: string,
  discardedBy?: string,
): Promise<string[]> {
  const by = discardedBy === undefined ? null : storableText(discardedBy);
  return changeDead(db, filter, {
    change: sql`discarded_at = ${db.dialect.now}, discard_reason = ${storableText(reason)},
      discarded_by = cast(${by} as text)`,
  });
}

interface DeadEventRow {
  readonly id: string;
  readonly runId: string;
  readonly sequence: number;
}

interface Changing {
  readonly change: Sql;
  andThen?(tx: Db, events: readonly DeadEventRow[]): Promise<unknown>;
}

/** Those that somebody else is changing are passed over. Locks events before streams, as settling does. */
async function changeDead(db: Db, filter: DeadEventFilter, { change, andThen }: Changing): Promise<string[]> {
  if (filter.limit !== undefined && filter.limit < 1) return [];
  return db.transaction(async (tx) => {
    const chosen = await tx.write(sql`
      select id, workflow_run_id, sequence from outbox_events
      where ${dead(db, filter)} ${oldestDead(filter)} ${db.dialect.skipLocked}`);
    const events = chosen.map((row) => ({
      id: text(row.id),
      runId: text(row.workflow_run_id),
      sequence: whole(row.sequence),
    }));
    const ids = events.map(({ id }) => id);
    if (ids.length === 0) return ids;
    await tx.execute(sql`update outbox_events set ${change} where ${db.dialect.among(raw("id"), ids)}`);
    await andThen?.(tx, events);
    return ids;
  });
}

/** Lets the runs of events that wait again be taken: at once, or as soon as whoever holds them is done. */
async function makeDue(tx: Db, events: readonly DeadEventRow[]): Promise<void> {
  const { dialect } = tx;
  const first = new Map<string, number>();
  for (const { runId, sequence } of events)
    first.set(runId, Math.min(first.get(runId) ?? Number.POSITIVE_INFINITY, sequence));
  const rows = [...first].map(([run_id, sequence]) => ({ run_id, sequence })).sort(byRun);
  const runIds = rows.map(({ run_id }) => run_id);
  await tx.write(sql`
    select workflow_run_id from outbox_streams where ${dialect.among(raw("workflow_run_id"), runIds)}
    order by workflow_run_id ${dialect.forNoKeyUpdate}`);
  await tx.execute(sql`
    update outbox_streams set done_sequence = ${dialect.least(raw("done_sequence"), raw("f.sequence - 1"))},
      due_at = case when due_at is null then ${dialect.now} when lease_token is null
        then ${dialect.least(raw("due_at"), dialect.now)} else due_at end
    from ${dialect.rows("f", { run_id: "text", sequence: "bigint" }, rows)}
    where workflow_run_id = f.run_id`);
}

const byRun = (a: { readonly run_id: string }, b: { readonly run_id: string }): number =>
  a.run_id < b.run_id ? -1 : 1;

const dead = (db: Db, { ids, workflowRunId, eventType, fingerprint }: DeadEventFilter): Sql =>
  and([
    sql`dlq_at is not null and discarded_at is null`,
    ...(ids === undefined ? [] : [db.dialect.among(raw("id"), ids.filter(canBeStoredId))]),
    ...equal("workflow_run_id", workflowRunId),
    ...equal("event_type", eventType),
    ...equal("fingerprint", fingerprint),
  ]);

/** Nothing is asked of the database that it could not hold. */
const equal = (column: string, value: string | undefined): Sql[] => {
  if (value === undefined) return [];
  return [canBeStoredId(value) ? sql`${raw(column)} = ${value}` : raw("false")];
};

const oldestDead = ({ limit }: DeadEventFilter): Sql =>
  sql`order by dlq_at, id ${limit === undefined ? empty : sql`limit ${Math.max(0, limit)}`}`;
