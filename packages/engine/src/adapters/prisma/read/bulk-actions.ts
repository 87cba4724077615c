/** Bulk actions and their items as the dashboard shows them; the runs that a filter means. */

import {
  BULK_TARGETS,
  type BulkItemStatus,
  type BulkKind,
  type BulkOutcome,
} from "../../../domain/bulk-action.js";
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
import { thawFailures } from "../../../read/failures.js";
import type { Page } from "../../../read/views.js";
import { toBulkAction } from "../bulk-actions.js";
import { instant, instantOrNull, type Row, text, textOrNull, whole, wholeOrNull } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, sql } from "../sql.js";
import { failures } from "./failure-sources.js";
import { readPage } from "./page.js";
import { runMatch } from "./run-conditions.js";
import { searchRuns } from "./run-search.js";

/** Walks bulk_actions_created_idx. */
export const listBulkActions = (db: Db, filter: BulkFilter): Promise<Page<BulkActionView>> =>
  readPage(
    db,
    {
      select: raw("select b.* from bulk_actions b"),
      alias: "b",
      conditions: filter.kind === undefined ? [] : [db.dialect.among(raw("b.kind"), filter.kind)],
      newestFirst: true,
    },
    filter,
    toBulkAction,
  );

/** Walks the primary key of the items, or bulk_action_items_status_idx. */
export async function listBulkItems(
  db: Db,
  { id, status, outcome, after, limit }: BulkItemFilter,
): Promise<BulkItemPage> {
  if (!canBeStoredId(id)) return { rows: [], next: null };
  const conditions = [
    sql`i.bulk_action_id = ${id}`,
    ...(status === undefined ? [] : [db.dialect.among(raw("i.status"), status)]),
    ...(outcome === undefined ? [] : [db.dialect.among(raw("i.outcome"), outcome)]),
    ...(after === undefined ? [] : [sql`i.position > ${after}`]),
  ];
  const found = await db.read(sql`
    select i.position, i.target_id, i.status, i.reason, i.finished_at, i.outcome, i.outcome_reason, b.kind,
      e.workflow_run_id as event_run_id, e.event_type, e.sequence, r.workflow_name, r.status as run_status
    from bulk_action_items i join bulk_actions b on b.id = i.bulk_action_id
      left join outbox_events e on e.id = i.target_id and b.kind in ('replay', 'discard')
      left join workflow_runs r on r.id = case when b.kind in ('replay', 'discard') then e.workflow_run_id
        else i.target_id end
    where ${and(conditions)} order by i.position limit ${limit + 1}`);
  const rows = found.slice(0, limit).map(toItem);
  return { rows, next: found.length > limit ? (rows.at(-1)?.position ?? null) : null };
}

export async function matchDeadEvents(
  db: Db,
  json: Readonly<Record<string, unknown>>,
  limit: number,
): Promise<BulkTarget[]> {
  const { newest, looked } = failures(db, "event", { ...thawFailures(json), rows: null });
  const rows = await db.read(sql`
    select f.id from ${newest} where ${looked} order by f.run_id, f.sequence limit ${limit}`);
  return rows.map((row) => ({ targetId: text(row.id), attempt: null }));
}

export async function matchDeadJobs(
  db: Db,
  json: Readonly<Record<string, unknown>>,
  limit: number,
): Promise<BulkTarget[]> {
  const { newest, looked } = failures(db, "job", thawFailures(json));
  const rows = await db.read(sql`
    select f.run_id, r.attempt from ${newest} left join workflow_runs r on r.id = f.run_id
    where ${looked} group by f.run_id, r.attempt order by max(f.failed_at) desc, f.run_id limit ${limit}`);
  return rows.map((row) => ({ targetId: text(row.run_id), attempt: wholeOrNull(row.attempt) }));
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
  targetId: text(row.target_id),
  runId:
    BULK_TARGETS[text(row.kind) as BulkKind] === "run" ? text(row.target_id) : textOrNull(row.event_run_id),
  event: row.event_type == null ? null : { type: text(row.event_type), sequence: whole(row.sequence) },
  status: text(row.status) as BulkItemStatus,
  reason: textOrNull(row.reason),
  finishedAt: instantOrNull(row.finished_at),
  outcome: textOrNull(row.outcome) as BulkOutcome | null,
  outcomeReason: textOrNull(row.outcome_reason),
  workflowName: textOrNull(row.workflow_name),
  runStatus: textOrNull(row.run_status) as Status | null,
});
