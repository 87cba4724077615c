/** Bulk actions and their items as the dashboard shows them; the runs that a filter means. */

import type { BulkItemStatus } from "../../../domain/bulk-action.js";
import type { Status } from "../../../domain/status.js";
import { canBeStoredId } from "../../../domain/storable.js";
import type { BulkPlace, BulkTarget, MatchedRuns } from "../../../ports/bulk-actions.js";
import {
  type BulkActionView,
  type BulkFilter,
  type BulkItemFilter,
  type BulkItemPage,
  type BulkItemView,
  thawRunFilter,
} from "../../../read/bulk-actions.js";
import type { Page } from "../../../read/views.js";
import { toBulkAction } from "../bulk-actions.js";
import { instant, instantOrNull, type Row, text, textOrNull, whole } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, sql } from "../sql.js";
import { readPage } from "./page.js";
import { runMatch } from "./run-conditions.js";
import { searchRuns } from "./run-search.js";

/** Walks bulk_actions_created_idx. */
export const listBulkActions = (db: Db, filter: BulkFilter): Promise<Page<BulkActionView>> =>
  readPage(
    db,
    { select: raw("select b.* from bulk_actions b"), alias: "b", conditions: [], newestFirst: true },
    filter,
    toBulkAction,
  );

/** Walks the primary key of the items, or bulk_action_items_status_idx. */
export async function listBulkItems(
  db: Db,
  { id, status, after, limit }: BulkItemFilter,
): Promise<BulkItemPage> {
  if (!canBeStoredId(id)) return { rows: [], next: null };
  const conditions = [
    sql`i.bulk_action_id = ${id}`,
    ...(status === undefined ? [] : [db.dialect.among(raw("i.status"), status)]),
    ...(after === undefined ? [] : [sql`i.position > ${after}`]),
  ];
  const found = await db.read(sql`
    select i.position, i.target_id, i.status, i.reason, i.finished_at, r.workflow_name, r.status as run_status
    from bulk_action_items i left join workflow_runs r on r.id = i.target_id
    where ${and(conditions)} order by i.position limit ${limit + 1}`);
  const rows = found.slice(0, limit).map(toItem);
  return { rows, next: found.length > limit ? (rows.at(-1)?.position ?? null) : null };
}

/** One page of the list of runs, of which it takes the ids only. */
export async function matchRuns(
  db: Db,
  json: Readonly<Record<string, unknown>>,
  { after, limit }: { readonly after: BulkPlace | null; readonly limit: number },
): Promise<MatchedRuns> {
  const filter = { ...thawRunFilter(json), cursor: after ?? undefined, direction: "after" as const, limit };
  const match = await runMatch(db, filter);
  const select = sql`select r.id, r.created_at, r.attempt from workflow_runs r`;
  const page =
    match.looked.length > 0
      ? (await searchRuns(db, select, match, filter, toFound)).page
      : await readPage(
          db,
          { select, alias: "r", conditions: match.indexed, newestFirst: true },
          filter,
          toFound,
        );
  return { targets: page.rows.map(({ id, attempt }) => ({ targetId: id, attempt })), next: page.next };
}

interface FoundRun extends BulkPlace, Pick<BulkTarget, "attempt"> {}

const toFound = (row: Row): FoundRun => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  attempt: whole(row.attempt),
});

const toItem = (row: Row): BulkItemView => ({
  position: whole(row.position),
  runId: text(row.target_id),
  status: text(row.status) as BulkItemStatus,
  reason: textOrNull(row.reason),
  finishedAt: instantOrNull(row.finished_at),
  workflowName: textOrNull(row.workflow_name),
  runStatus: textOrNull(row.run_status) as Status | null,
});
