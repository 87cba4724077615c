/**
 * Looking for rows by what no index answers.
 *
 * The rows that the indexed conditions leave are gone through in windows, newest first, until a page is full, they are
 * at an end, or it has taken long enough. A page that is not full then says how far it looked, and goes on from there.
 */

import type { RunSearch } from "../../../read/run-conditions.js";
import type { Page } from "../../../read/views.js";
import { instant, type Row, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";
import { cappedCount, type Paging, readPage } from "./page.js";

/** No window is begun after this long (ms): a page that says how far it looked beats one that is waited for. */
const SEARCH_MS = 30;

export interface Match {
  /** Walked in an index, or few enough to be no matter. */
  readonly indexed: readonly Sql[];
  /** Looked at in every row that the others leave. */
  readonly looked: readonly Sql[];
  /** Rows to go through at most in one look. */
  readonly window: number;
}

export interface Searched {
  /** What is selected, with `created_at` and `id` among it, up to before `where`. */
  readonly select: Sql;
  readonly table: string;
  /** The alias under which `select` has the table. */
  readonly alias: string;
}

interface Place {
  readonly createdAt: Date;
  readonly id: string;
}

export interface Found<View> {
  readonly page: Page<View>;
  readonly search?: RunSearch;
}

export async function searchWindows<View extends Place>(
  db: Db,
  searched: Searched,
  { indexed, looked, window: size }: Match,
  paging: Paging,
  toView: (row: Row) => View,
): Promise<Found<View>> {
  const { select, alias } = searched;
  const isBackward = paging.direction === "before";
  const began = performance.now();
  const rows: View[] = [];
  let cursor = paging.cursor;
  let scanned = 0;
  for (;;) {
    const window = await nextWindow(db, searched, indexed, { cursor, isBackward, size });
    const inWindow = window.end ? [within(db, alias, window.end, isBackward)] : [];
    const page = await readPage(
      db,
      { select, alias, conditions: [...indexed, ...looked, ...inWindow], newestFirst: true },
      { cursor, direction: paging.direction, limit: paging.limit - rows.length },
      toView,
    );
    if (isBackward) rows.unshift(...page.rows);
    else rows.push(...page.rows);
    scanned += window.rows;
    const isFull = isBackward ? page.previous !== null : page.next !== null;
    const isOver = !window.end || performance.now() - began > SEARCH_MS || rows.length === paging.limit;
    if (isFull) return { page: around(rows, paging, placeOf(rows.at(isBackward ? 0 : -1))) };
    if (isOver) {
      return {
        page: around(rows, paging, window.end),
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
  { cursor, direction }: Paging,
  end: Place | null,
): Page<View> {
  const isBackward = direction === "before";
  const start = cursor === undefined ? null : (placeOf(rows.at(isBackward ? -1 : 0)) ?? cursor);
  return isBackward ? { rows, next: start, previous: end } : { rows, next: end, previous: start };
}

const way = (isBackward: boolean) => raw(isBackward ? "asc" : "desc");

const placeIn = (alias: string) => raw(`(${alias}.created_at, ${alias}.id)`);

const within = (db: Db, alias: string, { createdAt, id }: Place, isBackward: boolean): Sql =>
  sql`${placeIn(alias)} ${raw(isBackward ? "<=" : ">=")} (${db.dialect.time(createdAt)}, ${id})`;

/** How many rows the next window has, and the last of them if there may be more behind it. */
async function nextWindow(
  db: Db,
  { table, alias }: Searched,
  indexed: readonly Sql[],
  { cursor, isBackward, size }: { cursor: Place | undefined; isBackward: boolean; size: number },
): Promise<{ rows: number; end: Place | null }> {
  const beyond =
    cursor === undefined
      ? []
      : [
          sql`${placeIn(alias)} ${raw(isBackward ? ">" : "<")} (${db.dialect.time(cursor.createdAt)}, ${cursor.id})`,
        ];
  const passed = sql`${raw(`${table} ${alias}`)} where ${and([...indexed, ...beyond])}`;
  const [last] = await db.read(sql`
    select ${raw(alias)}.created_at, ${raw(alias)}.id from ${passed}
    order by ${raw(alias)}.created_at ${way(isBackward)}, ${raw(alias)}.id ${way(isBackward)} limit 1 offset ${size - 1}`);
  if (last !== undefined)
    return { rows: size, end: { createdAt: instant(last.created_at), id: text(last.id) } };
  const [rest] = await db.read(sql`select ${cappedCount(passed, size)} as passed`);
  return { rows: whole(rest?.passed), end: null };
}
