/** Looking for runs by what no index answers, window by window. */

import type { RunFilter } from "../../../read/filters.js";
import type { Row } from "../columns.js";
import type { Db } from "../db.js";
import { raw, type Sql } from "../sql.js";
import type { RunMatch } from "./run-conditions.js";
import { searchWindows } from "./windows.js";

/** Columns that conditions look at; none of them is a payload. */
export const SEARCHED =
  raw(`r.id, r.created_at, r.workflow_id, r.workflow_name, r.status, r.started_at, r.completed_at,
  r.duration, r.attempt, r.total_cost, r.total_tokens, r.error_message, r.error_code`);

/** @param select from `workflow_runs r`, up to before `where` */
export const searchRuns = <View extends { readonly createdAt: Date; readonly id: string }>(
  db: Db,
  select: Sql,
  match: RunMatch,
  filter: RunFilter,
  toItem: (row: Row) => View,
) => searchWindows(db, { select, table: "workflow_runs", alias: "r" }, match, filter, toItem);
