/** What waits to be published, and where a run's order was broken. */

import { canBeStoredId } from "../../../domain/storable.js";
import { FAILURE_ROWS } from "../../../read/failures.js";
import {
  HOLE_SQUARES,
  type HoleFilter,
  type HoleMap,
  type HoleRun,
  OUTBOX_RUNS,
  type OutboxNow,
  type OutboxSquare,
  PUBLISHED_CAP,
  SQUARES_BEFORE_HOLE,
} from "../../../read/outbox.js";
import { COUNT_CAP } from "../../../read/views.js";
import { instant, instantOrNull, type Row, text, textOrNull, whole } from "../columns.js";
import type { Db } from "../db.js";
import { WAITING } from "../outbox.js";
import { empty, raw, sql } from "../sql.js";
import { cappedCount } from "./page.js";

const DAY_MS = 86_400_000;

/** Walks outbox_streams_due_idx, with a look into outbox_events_todo_idx for each run; counts in the indexes. */
export async function readOutboxNow(db: Db): Promise<OutboxNow> {
  const { dialect } = db;
  const yesterday = dialect.shift(dialect.now, -DAY_MS);
  const heads = sql`(
    select h.occurred_at, h.retry_count, h.last_tried_at, h.last_error from (
      select workflow_run_id, done_sequence from outbox_streams ${dialect.walk("outbox_streams_due_idx")}
      where due_at is not null order by due_at, workflow_run_id limit ${OUTBOX_RUNS}
    ) as s join outbox_events h on h.id = (
      select id from outbox_events ${dialect.walk("outbox_events_todo_idx")}
      where workflow_run_id = s.workflow_run_id and sequence > s.done_sequence and ${WAITING}
      order by sequence limit 1)) as head`;
  const [[now], tries, [published]] = await Promise.all([
    db.read(sql`select ${dialect.now} as at,
      ${cappedCount(sql`outbox_events where ${WAITING}`, COUNT_CAP)} as waiting,
      ${cappedCount(sql`outbox_events where dlq_at is not null and discarded_at is null`, COUNT_CAP)} as dead,
      ${cappedCount(sql`outbox_streams where due_at is not null`, OUTBOX_RUNS)} as runs`),
    db.read(sql`
      select retry_count, count(*) as runs, min(occurred_at) as oldest_at,
        sum(case when retry_count = 0 and last_tried_at is not null then 1 else 0 end) as unavailable,
        max(case when retry_count = 0 and last_tried_at is not null then last_error end) as error
      from ${heads} group by retry_count order by retry_count`),
    // What nobody was to be told counts as published when it happened.
    db.read(
      sql`select ${cappedCount(
        sql`outbox_events where occurred_at >= ${yesterday} and published_at > occurred_at`,
        PUBLISHED_CAP,
      )} as events`,
    ),
  ]);
  const untried = tries.find((row) => whole(row.retry_count) === 0);
  const oldest = tries.map((row) => instantOrNull(row.oldest_at)?.getTime() ?? Number.POSITIVE_INFINITY);
  return {
    at: instant(now?.at),
    waiting: whole(now?.waiting),
    oldestAt: tries.length === 0 ? null : new Date(Math.min(...oldest)),
    retrying: tries
      .filter((row) => whole(row.retry_count) > 0)
      .map((row) => ({ tries: whole(row.retry_count), runs: whole(row.runs) })),
    unavailable: { runs: whole(untried?.unavailable ?? 0), error: textOrNull(untried?.error ?? null) },
    isCapped: whole(now?.runs) > OUTBOX_RUNS,
    published: whole(published?.events),
    dead: whole(now?.dead),
  };
}

const DEAD = raw("dlq_at is not null and discarded_at is null");

/** Walks outbox_events_dead_idx from its end, then the events of each run from shortly before its hole on. */
export async function readHoles(db: Db, { runId, limit }: HoleFilter): Promise<HoleMap> {
  const { dialect } = db;
  if (runId !== undefined && !canBeStoredId(runId)) return { runs: [], total: 0 };
  const ofRun = runId === undefined ? empty : sql`and workflow_run_id = ${runId}`;
  const holed = await db.read(sql`
    select workflow_run_id, min(sequence) as first_dead, max(dlq_at) as died_at,
      count(*) over () as total
    from (select workflow_run_id, sequence, dlq_at from outbox_events
      ${runId === undefined ? dialect.walk("outbox_events_dead_idx") : empty}
      where ${DEAD} ${ofRun} order by dlq_at desc, id desc limit ${FAILURE_ROWS}) as dead
    group by workflow_run_id order by died_at desc, workflow_run_id limit ${limit}`);
  const total = whole(holed[0]?.total ?? 0);
  if (holed.length === 0) return { runs: [], total };
  const runs = holed.map((row) => ({
    run_id: text(row.workflow_run_id),
    first_dead: whole(row.first_dead),
    first: Math.max(1, whole(row.first_dead) - SQUARES_BEFORE_HOLE),
  }));
  const cells = dialect.rows("h", { run_id: "text", first_dead: "bigint", first: "bigint" }, runs);
  const state = sql`case when e.discarded_at is not null then 'discarded' when e.dlq_at is not null then 'dead'
    when e.published_at is null then 'waiting' when e.sequence > h.first_dead then 'past' else 'published' end`;
  const [squares, counts] = await Promise.all([
    db.read(sql`
      select e.workflow_run_id, e.sequence, ${state} as state
      from ${cells} join outbox_events e on e.workflow_run_id = h.run_id
        and e.sequence >= h.first and e.sequence < h.first + ${HOLE_SQUARES}`),
    db.read(sql`
      select workflow_run_id, last_sequence, workflow_name,
        sum(case when state = 'dead' then 1 else 0 end) as dead,
        sum(case when state = 'past' then 1 else 0 end) as past,
        sum(case when state = 'waiting' then 1 else 0 end) as waiting
      from (
        select e.workflow_run_id, s.last_sequence, r.workflow_name, ${state} as state
        from ${cells} join outbox_events e on e.workflow_run_id = h.run_id and e.sequence >= h.first
          join outbox_streams s on s.workflow_run_id = h.run_id
          left join workflow_runs r on r.id = h.run_id
      ) as told group by workflow_run_id, last_sequence, workflow_name`),
  ]);
  const states = new Map(
    squares.map((row) => [keyOf(text(row.workflow_run_id), whole(row.sequence)), text(row.state)]),
  );
  const byRun = new Map(counts.map((row) => [text(row.workflow_run_id), row]));
  return {
    total,
    runs: runs.map(({ run_id, first }) => toHoleRun(run_id, first, byRun.get(run_id), states)),
  };
}

const keyOf = (runId: string, sequence: number): string => JSON.stringify([runId, sequence]);

function toHoleRun(
  runId: string,
  from: number,
  row: Row | undefined,
  states: ReadonlyMap<string, string>,
): HoleRun {
  const last = whole(row?.last_sequence ?? from);
  const length = Math.min(HOLE_SQUARES, last - from + 1);
  return {
    runId,
    workflowName: textOrNull(row?.workflow_name ?? null),
    from,
    last,
    squares: Array.from(
      { length },
      (_, index) => (states.get(keyOf(runId, from + index)) ?? "gone") as OutboxSquare,
    ),
    dead: whole(row?.dead ?? 0),
    past: whole(row?.past ?? 0),
    waiting: whole(row?.waiting ?? 0),
  };
}
