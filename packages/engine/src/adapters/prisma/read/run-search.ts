/**
 * Looking for runs by what no index answers.
 *
 * The runs that the indexed filters leave are gone through in windows, until a page is full, they are at
 * an end, or it has taken long enough. A page that is not full then says how far it looked, and goes on from there.
 */

import type { RunFilter } from "../../../read/filters.js";
import type { Page } from "../../../read/views.js";
import { instant, type Row, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";
import { cappedCount, readPage } from "./page.js";
import type { RunMatch } from "./run-conditions.js";

/** No window is begun after this long (ms): a page that says how far it looked beats one that is waited for. */
const SEARCH_MS = 30;

/** Columns that conditions look at; none of them is a payload. */
export const SEARCHED =
  raw(`r.id, r.created_at, r.workflow_id, r.workflow_name, r.status, r.started_at, r.completed_at,
  r.duration, r.attempt, r.total_cost, r.total_tokens, r.error_message, r.error_code`);

interface Place {
  readonly createdAt: Date;
  readonly id: string;
}

interface Found<View> {
  readonly page: Page<View>;
  readonly search?: { readonly rows: number; readonly until: Date | null };
}

export async function searchRuns<View extends Place>(
  db: Db,
  select: Sql,
  { indexed, looked, window: size }: RunMatch,
  filter: RunFilter,
  toItem: (row: Row) => View,
): Promise<Found<View>> {
  const isBackward = filter.direction === "before";
  const began = performance.now();
  const rows: View[] = [];
  let cursor = filter.cursor;
  let scanned = 0;
  for (;;) {
    const window = await nextWindow(db, indexed, { cursor, isBackward, size });
    const conditions = [...indexed, ...looked, ...(window.end ? [within(db, window.end, isBackward)] : [])];
    const page = await readPage(
      db,
      { select, alias: "r", conditions, newestFirst: true },
      { cursor, direction: filter.direction, limit: filter.limit - rows.length },
      toItem,
    );
    if (isBackward) rows.unshift(...page.rows);
    else rows.push(...page.rows);
    scanned += window.rows;
    const isFull = isBackward ? page.previous !== null : page.next !== null;
    const isOver = !window.end || performance.now() - began > SEARCH_MS || rows.length === filter.limit;
    if (isFull) return { page: around(rows, filter, placeOf(rows.at(isBackward ? 0 : -1))) };
    if (isOver) {
      return {
        page: around(rows, filter, window.end),
        search: { rows: scanned, until: window.end?.createdAt ?? null },
      };
    }
    cursor = window.end ?? undefined;
  }
}

const placeOf = (row: Place | undefined): Place | null =>
  row === undefined ? null : { createdAt: row.createdAt, id: row.id };

/** @param end where the list goes on in the direction it was read; null when it does not */
function around<View extends Place>(
  rows: readonly View[],
  { cursor, direction }: RunFilter,
  end: Place | null,
): Page<View> {
  const isBackward = direction === "before";
  const start = cursor === undefined ? null : (placeOf(rows.at(isBackward ? -1 : 0)) ?? cursor);
  return isBackward ? { rows, next: start, previous: end } : { rows, next: end, previous: start };
}

const way = (isBackward: boolean) => raw(isBackward ? "asc" : "desc");

const within = (db: Db, { createdAt, id }: Place, isBackward: boolean): Sql =>
  sql`(r.created_at, r.id) ${raw(isBackward ? "<=" : ">=")} (${db.dialect.time(createdAt)}, ${id})`;

/** How many rows the next window has, and the last of them if there may be more behind it. */
async function nextWindow(
  db: Db,
  indexed: readonly Sql[],
  { cursor, isBackward, size }: { cursor: Place | undefined; isBackward: boolean; size: number },
): Promise<{ rows: number; end: Place | null }> {
  const beyond =
    cursor === undefined
      ? []
      : [
          sql`(r.created_at, r.id) ${raw(isBackward ? ">" : "<")} (${db.dialect.time(cursor.createdAt)}, ${cursor.id})`,
        ];
  const passed = sql`workflow_runs r where ${and([...indexed, ...beyond])}`;
  const [last] = await db.read(sql`
    select r.created_at, r.id from ${passed}
    order by r.created_at ${way(isBackward)}, r.id ${way(isBackward)} limit 1 offset ${size - 1}`);
  if (last !== undefined)
    return { rows: size, end: { createdAt: instant(last.created_at), id: text(last.id) } };
  const [rest] = await db.read(sql`select ${cappedCount(passed, size)} as passed`);
  return { rows: whole(rest?.passed), end: null };
}
