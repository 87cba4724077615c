/**
 * Whole runs leased for publishing, and what became of their events.
 *
 * `due_at` of a run's stream is all there is to look at: it is null while nothing waits, later than now while somebody
 * publishes (then it is the end of the lease) or while a failed event waits for its next try, and else the time since
 * when the run waits for its turn. A claim walks as many entries of outbox_streams_due_idx as it takes runs, however
 * many events wait.
 */

import { canBeStoredId, storableDate, storableText } from "../../domain/storable.js";
import type { ClaimEventsOptions, ClaimedEvents, SettledEvents, WaitingEvent } from "../../ports/outbox.js";
import { instantOrNull, text, textOrNull, whole } from "./columns.js";
import type { Db } from "./db.js";
import type { Dialect } from "./dialect/dialect.js";
import { toEvent, WAITING } from "./outbox.js";
import { raw, type Sql, sql } from "./sql.js";

/**
 * Leases up to `limit` runs, then reads: the second statement sees all that was committed before the first had the
 * runs. A crash between the two leaves runs that are free again when the lease ends.
 */
export async function claimEvents(db: Db, { limit, leaseMs }: ClaimEventsOptions): Promise<ClaimedEvents[]> {
  if (limit < 1) return [];
  const { dialect } = db;
  const claimed = await db.write(sql`
    update outbox_streams set lease_token = ${dialect.randomToken},
      due_at = ${dialect.shift(dialect.now, leaseMs)}
    where ${dialect.amongSelected(
      raw("workflow_run_id"),
      sql`select workflow_run_id from outbox_streams ${dialect.walk("outbox_streams_due_idx")}
        where due_at <= ${dialect.now} order by due_at, workflow_run_id limit ${limit} ${dialect.skipLocked}`,
    )}
    returning workflow_run_id, lease_token, done_sequence`);
  const streams = claimed.map((row) => ({
    run_id: text(row.workflow_run_id),
    token: text(row.lease_token),
    done: whole(row.done_sequence),
  }));
  if (streams.length === 0) return [];
  const events = await readWaiting(db, streams, Math.floor(limit / streams.length));
  return streams.map(({ run_id, token }) => ({
    workflowRunId: run_id,
    leaseToken: token,
    events: events.get(run_id) ?? [],
  }));
}

interface Stream {
  readonly run_id: string;
  /** No event up to this number waits. */
  readonly done: number;
}

/** The first `perRun` waiting events of each run. Walks outbox_events_todo_idx from the run's first waiting one on. */
async function readWaiting(
  db: Db,
  streams: readonly Stream[],
  perRun: number,
): Promise<ReadonlyMap<string, readonly WaitingEvent[]>> {
  const { dialect } = db;
  const cells = streams.map(({ run_id, done }) => ({ run_id, done }));
  const rows = await db.read(sql`
    select e.* from ${dialect.rows("s", { run_id: "text", done: "bigint" }, cells)}
    join outbox_events e on ${dialect.amongSelected(
      raw("e.id"),
      sql`select id from outbox_events ${dialect.walk("outbox_events_todo_idx")}
        where workflow_run_id = s.run_id and sequence > s.done and ${WAITING} order by sequence limit ${perRun}`,
    )}
    order by e.workflow_run_id, e.sequence`);
  const events = new Map<string, WaitingEvent[]>();
  for (const row of rows) {
    const runId = text(row.workflow_run_id);
    const known = events.get(runId) ?? [];
    known.push({
      ...toEvent(row),
      lastError: textOrNull(row.last_error),
      lastTriedAt: instantOrNull(row.last_tried_at),
    });
    events.set(runId, known);
  }
  return events;
}

/**
 * Events first, then their streams, as whoever replays dead events does. Whether more events wait is asked once the
 * streams are locked: nobody can add one meanwhile, and whoever did so before has committed.
 */
export async function settleEvents(db: Db, settled: readonly SettledEvents[]): Promise<string[]> {
  const storable = settled.filter(({ workflowRunId }) => canBeStoredId(workflowRunId));
  if (storable.length === 0) return settled.map(({ workflowRunId }) => workflowRunId);
  const held = await db.transaction(async (tx) => {
    await writeEvents(tx, storable);
    return giveBack(tx, storable);
  });
  return settled.map(({ workflowRunId }) => workflowRunId).filter((runId) => !held.has(runId));
}

const EVENT = {
  id: "text",
  run_id: "text",
  token: "text",
  error: "text",
  fingerprint: "text",
  counted: "integer",
  dead: "boolean",
} as const;

/** In the order of their ids. An event that somebody else has settled meanwhile is left as it is. */
async function writeEvents(tx: Db, settled: readonly SettledEvents[]): Promise<void> {
  const { dialect } = tx;
  const rows = settled
    .flatMap(({ workflowRunId, leaseToken, publishedIds, failed }) => {
      const lease = { run_id: workflowRunId, token: leaseToken };
      const published = { ...lease, error: null, fingerprint: null, counted: 0, dead: false };
      return [
        ...publishedIds.map((id) => ({ ...published, id })),
        ...(failed === undefined
          ? []
          : [
              {
                ...lease,
                id: failed.id,
                error: storableText(failed.error),
                fingerprint: storableText(failed.fingerprint),
                counted: failed.isCounted ? 1 : 0,
                dead: failed.isDead,
              },
            ]),
      ];
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  if (rows.length === 0) return;
  await tx.execute(sql`
    update outbox_events set
      published_at = case when t.error is null then ${dialect.now} else published_at end,
      retry_count = retry_count + t.counted,
      dlq_at = case when t.dead then ${dialect.now} else dlq_at end,
      last_error = coalesce(t.error, last_error),
      fingerprint = coalesce(t.fingerprint, outbox_events.fingerprint),
      last_tried_at = ${dialect.now}
    from ${dialect.rows("t", EVENT, rows)}
    where outbox_events.id = t.id and outbox_events.workflow_run_id = t.run_id and ${WAITING} and ${dialect.lockedInOrder(
      "outbox_events",
      rows.map(({ id }) => id),
    )}
      and exists (select 1 from outbox_streams where workflow_run_id = t.run_id and lease_token = t.token)`);
}

const LEASE = { run_id: "text", token: "text", wait_ms: "bigint" } as const;

/** Returns the runs that were still held. */
async function giveBack(tx: Db, settled: readonly SettledEvents[]): Promise<ReadonlySet<string>> {
  const { dialect } = tx;
  const rows = settled.map(({ workflowRunId, leaseToken, waitMs = 0 }) => ({
    run_id: workflowRunId,
    token: leaseToken,
    wait_ms: Math.max(0, Math.round(waitMs)),
  }));
  const held = await tx.write(sql`
    select workflow_run_id from outbox_streams
    where (workflow_run_id, lease_token) in (select l.run_id, l.token from ${dialect.rows("l", LEASE, rows)})
    order by workflow_run_id ${dialect.forNoKeyUpdate}`);
  const runIds = new Set(held.map((row) => text(row.workflow_run_id)));
  const isHeld = rows.filter(({ run_id }) => runIds.has(run_id));
  if (isHeld.length === 0) return runIds;
  const next = nextWaiting(dialect);
  await tx.execute(sql`
    update outbox_streams set lease_token = null,
      done_sequence = coalesce(${next} - 1, last_sequence),
      due_at = case when ${next} is null then null else ${dialect.shift(dialect.now, raw("l.wait_ms"))} end
    from ${dialect.rows("l", LEASE, isHeld)}
    where workflow_run_id = l.run_id and lease_token = l.token`);
  return runIds;
}

const nextWaiting = (dialect: Dialect): Sql => sql`(
  select e.sequence from outbox_events e ${dialect.walk("outbox_events_todo_idx")}
  where e.workflow_run_id = outbox_streams.workflow_run_id and e.sequence > outbox_streams.done_sequence and ${WAITING}
  order by e.sequence limit 1)`;

/** Walks outbox_events_occurred_idx. The streams find out when they are taken. */
export async function waiveEvents(db: Db, before: Date, limit: number): Promise<number> {
  const { dialect } = db;
  const at = dialect.time(storableDate("before", before));
  if (limit < 1) return 0;
  return db.execute(sql`
    update outbox_events set published_at = occurred_at
    where ${dialect.amongSelected(
      raw("id"),
      sql`select id from outbox_events
        where occurred_at < ${at} and ${WAITING} and last_tried_at is null and not exists (
          select 1 from workflow_runs r where r.id = outbox_events.workflow_run_id
            and r.status in ('PENDING', 'RUNNING', 'SUSPENDED'))
        order by occurred_at limit ${limit} ${dialect.skipLocked}`,
    )}`);
}
