/** Events: numbered 1, 2, 3 … per run in the transaction that makes them true, published later, in that order. */

import { NotFoundError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import type { OutboxRecord } from "../../domain/records.js";
import { canBeStoredId, storableDate, storableId, storableText } from "../../domain/storable.js";
import type { CreateOutboxEventInput } from "../../ports/workflow-persistence.js";
import { fromDocument, instant, instantOrNull, type Row, text, whole } from "./columns.js";
import type { Db } from "./db.js";
import { empty, raw, type Sql, sql } from "./sql.js";

/** Events in a page when the caller does not say. */
const DEFAULT_PAGE = 100;

/**
 * Gives every event the next number of its run and inserts all of them. The row of outbox_streams is locked until the
 * transaction ends, so numbers neither repeat nor leave gaps; runs are taken in id order, so that two writers cannot
 * wait for each other.
 */
export async function appendOutboxEvents(db: Db, events: readonly CreateOutboxEventInput[]): Promise<void> {
  if (events.length === 0) return;
  const { dialect } = db;
  const perRun = new Map<string, number>();
  for (const { workflowRunId } of events) perRun.set(workflowRunId, (perRun.get(workflowRunId) ?? 0) + 1);
  const left = new Map(perRun);
  const rows = events.map((event) => {
    // Its number counts back from its run's last one.
    const behind = (left.get(event.workflowRunId) ?? 1) - 1;
    left.set(event.workflowRunId, behind);
    return {
      id: newId(),
      run_id: storableId("workflowRunId", event.workflowRunId),
      behind,
      event_type: storableId("eventType", event.eventType),
      payload: encodeDocument(event.payload),
      causation_id: storableId("causationId", event.causationId),
      occurred_at: storableDate("occurredAt", event.occurredAt),
    };
  });
  const columns = {
    id: "text",
    run_id: "text",
    behind: "bigint",
    event_type: "text",
    payload: "text",
    causation_id: "text",
    occurred_at: "time",
  } as const;
  const counts = [...perRun].sort(([a], [b]) => (a < b ? -1 : 1)).map(([run_id, n]) => ({ run_id, n }));
  const number = sql`
    insert into outbox_streams (workflow_run_id, last_sequence, due_at)
    select c.run_id, c.n, ${dialect.now} from ${dialect.rows("c", { run_id: "text", n: "bigint" }, counts)} where true
    on conflict (workflow_run_id) do update set last_sequence = outbox_streams.last_sequence + excluded.last_sequence,
      due_at = coalesce(outbox_streams.due_at, excluded.due_at)
    returning workflow_run_id, last_sequence`;
  const insert = (numbered: Sql) => sql`
    insert into outbox_events (id, created_at, workflow_run_id, sequence, event_type, payload, causation_id, occurred_at)
    select t.id, ${dialect.now}, t.run_id, s.last_sequence - t.behind, t.event_type, t.payload, t.causation_id,
      t.occurred_at
    from ${dialect.rows("t", columns, rows)} join ${numbered} on s.workflow_run_id = t.run_id`;
  if (dialect.changesInsideWith) {
    await db.execute(sql`with s as (${number}) ${insert(raw("s"))}`);
    return;
  }
  await db.transaction(async (tx) => {
    await tx.execute(number);
    await tx.execute(insert(raw("outbox_streams s")));
  });
}

export const WAITING = raw("published_at is null and dlq_at is null and discarded_at is null");

/**
 * Unpublished events by (run, sequence), fair between runs: a page takes the first event of every run before the
 * second of any, and of runs those first whose next event has failed least often. Looks at the first waiting event of
 * every run that has one, and at no more than a page of those that follow it: walks outbox_streams_due_idx, then
 * outbox_events_todo_idx once or twice per run.
 */
export async function getUnpublishedOutboxEvents(db: Db, limit = DEFAULT_PAGE): Promise<OutboxRecord[]> {
  if (limit < 1) return [];
  const { dialect } = db;
  const firstOf = (stream: string, count: number) => sql`
    select id from outbox_events ${dialect.walk("outbox_events_todo_idx")}
    where workflow_run_id = ${raw(`${stream}.workflow_run_id`)} and sequence > ${raw(`${stream}.done_sequence`)}
      and ${WAITING}
    order by sequence limit ${count}`;
  const rows = await db.read(sql`
    select e.* from outbox_events e
    join (
      select f.id, row_number() over (partition by f.workflow_run_id order by f.sequence) as place,
        head.retry_count as failures, head.created_at as waiting_since, head.workflow_run_id as run_id
      from (
        select s.workflow_run_id, s.done_sequence, h.retry_count, h.created_at
        from outbox_streams s ${dialect.walk("outbox_streams_due_idx")}
          join outbox_events h on h.id = (${firstOf("s", 1)})
        where s.due_at is not null
        order by h.retry_count, h.created_at, s.workflow_run_id limit ${limit}
      ) as head
        join outbox_events f on ${dialect.amongSelected(raw("f.id"), firstOf("head", limit))}
      order by place, failures, waiting_since, run_id limit ${limit}
    ) as page on page.id = e.id
    order by e.workflow_run_id, e.sequence`);
  return rows.map(toEvent);
}

/** Keeps the time of the first publication; unknown ids are passed over. */
export async function markOutboxEventsPublished(db: Db, ids: readonly string[]): Promise<void> {
  const storable = ids.filter(canBeStoredId);
  if (storable.length === 0) return;
  await db.execute(sql`
    update outbox_events set published_at = ${db.dialect.now}
    where ${db.dialect.among(raw("id"), storable)} and published_at is null`);
}

export async function incrementOutboxRetryCount(db: Db, id: string): Promise<number> {
  return countRetry(db, id, empty);
}

/** Notes why the event could not be delivered, and when that was. Returns the new retry count. */
export async function recordOutboxFailure(db: Db, id: string, error: string): Promise<number> {
  return countRetry(db, id, sql`, last_error = ${storableText(error)}, last_tried_at = ${db.dialect.now}`);
}

async function countRetry(db: Db, id: string, and: Sql): Promise<number> {
  const [row] = canBeStoredId(id)
    ? await db.write(sql`
        update outbox_events set retry_count = retry_count + 1 ${and} where id = ${id} returning retry_count`)
    : [];
  if (!row) throw new NotFoundError("outbox event", id);
  return whole(row.retry_count);
}

/** An event that is dead already keeps the time of its death. */
export async function moveOutboxEventToDLQ(db: Db, id: string): Promise<void> {
  const written = canBeStoredId(id)
    ? await db.execute(sql`
        update outbox_events set dlq_at = coalesce(dlq_at, ${db.dialect.now}) where id = ${id}`)
    : 0;
  if (written === 0) throw new NotFoundError("outbox event", id);
}

export const toEvent = (row: Row): OutboxRecord => ({
  id: text(row.id),
  workflowRunId: text(row.workflow_run_id),
  sequence: whole(row.sequence),
  eventType: text(row.event_type),
  payload: fromDocument(row.payload),
  causationId: text(row.causation_id),
  occurredAt: instant(row.occurred_at),
  publishedAt: instantOrNull(row.published_at),
  retryCount: whole(row.retry_count),
  dlqAt: instantOrNull(row.dlq_at),
});
