/** Looking for runs by what no index answers, window by window. */

import type { RunFilter } from "../../../read/filters.js";
import { instant, type Row, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";
import { besidePlace, cappedCount, readPage } from "./page.js";
import type { RunMatch } from "./run-conditions.js";
import { type FoundPage, type Place, searchWindows, type Window } from "./windows.js";

/** Columns that conditions look at; none of them is a payload. */
export const SEARCHED =
  raw(`r.id, r.created_at, r.workflow_id, r.workflow_name, r.status, r.started_at, r.completed_at,
  r.duration, r.attempt, r.total_cost, r.total_tokens, r.error_message, r.error_code`);

/** @param select from `workflow_runs r`, up to before `where` */
export function searchRuns<View extends Place>(
  db: Db,
  select: Sql,
  { indexed, looked, window: size }: RunMatch,
  filter: RunFilter,
  toItem: (row: Row) => View,
): Promise<FoundPage<View>> {
  const isBackward = filter.direction === "before";
  return searchWindows(
    {
      next: (cursor) => nextWindow(db, indexed, { cursor, isBackward, size }),
      find: (paging, end) =>
        readPage(
          db,
          {
            select,
            alias: "r",
            conditions: [
              ...indexed,
              ...looked,
              ...(end ? [besidePlace(db, "r", isBackward ? "<=" : ">=", end)] : []),
            ],
            newestFirst: true,
          },
          paging,
          toItem,
        ),
    },
    filter,
  );
}

const way = (isBackward: boolean) => raw(isBackward ? "asc" : "desc");

async function nextWindow(
  db: Db,
  indexed: readonly Sql[],
  { cursor, isBackward, size }: { cursor: Place | undefined; isBackward: boolean; size: number },
): Promise<Window> {
  const beyond = cursor === undefined ? [] : [besidePlace(db, "r", isBackward ? ">" : "<", cursor)];
  const passed = sql`workflow_runs r where ${and([...indexed, ...beyond])}`;
  const [last] = await db.read(sql`
    select r.created_at, r.id from ${passed}
    order by r.created_at ${way(isBackward)}, r.id ${way(isBackward)} limit 1 offset ${size - 1}`);
  if (last !== undefined)
    return { rows: size, end: { createdAt: instant(last.created_at), id: text(last.id) } };
  const [rest] = await db.read(sql`select ${cappedCount(passed, size)} as passed`);
  return { rows: whole(rest?.passed), end: null };
}
