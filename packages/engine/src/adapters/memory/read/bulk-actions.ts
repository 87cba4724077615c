/** Bulk actions and their items as the dashboard shows them; the runs that a filter means. */

import type { BulkPlace, MatchedRuns } from "../../../ports/bulk-actions.js";
import {
  type BulkActionView,
  type BulkFilter,
  type BulkItemFilter,
  type BulkItemPage,
  thawRunFilter,
} from "../../../read/bulk-actions.js";
import type { Page } from "../../../read/views.js";
import { toBulkAction } from "../bulk-actions.js";
import { dateOrNull } from "../columns.js";
import type { Moment } from "../database.js";
import { oldestFirst } from "../order.js";
import { pageOf } from "./page.js";
import { runMatches } from "./run-conditions.js";

export const listBulkActions = ({ tables }: Moment, filter: BulkFilter): Page<BulkActionView> =>
  pageOf(
    [...tables.bulkActions.all()].sort((a, b) => oldestFirst(b, a)),
    filter,
    { newestFirst: true, toView: toBulkAction },
  );

export function listBulkItems(
  { tables }: Moment,
  { id, status, after = -1, limit }: BulkItemFilter,
): BulkItemPage {
  const found = tables.bulkItems
    .in("action", id)
    .filter((row) => row.position > after && (status === undefined || status.includes(row.status)));
  const rows = found.slice(0, limit).map((row) => {
    const run = tables.runs.get(row.targetId);
    return {
      position: row.position,
      runId: row.targetId,
      status: row.status,
      reason: row.reason,
      finishedAt: dateOrNull(row.finishedAt),
      workflowName: run?.workflowName ?? null,
      runStatus: run?.status ?? null,
    };
  });
  return { rows, next: found.length > limit ? (rows.at(-1)?.position ?? null) : null };
}

export function matchRuns(
  moment: Moment,
  json: Readonly<Record<string, unknown>>,
  { after, limit }: { readonly after: BulkPlace | null; readonly limit: number },
): MatchedRuns {
  const filter = { ...thawRunFilter(json), cursor: after ?? undefined, direction: "after" as const, limit };
  const matching = [...moment.tables.runs.all()]
    .filter((row) => runMatches(moment, row, filter))
    .sort((a, b) => oldestFirst(b, a));
  const { rows, next } = pageOf(matching, filter, {
    newestFirst: true,
    toView: ({ id, attempt }) => ({ targetId: id, attempt }),
  });
  return { targets: rows, next };
}
