/** Bulk actions and their items as the dashboard shows them; the runs that a filter means. */

import { BULK_TARGETS } from "../../../domain/bulk-action.js";
import type { BulkPlace, BulkTarget, MatchedRuns } from "../../../ports/bulk-actions.js";
import {
  type BulkActionView,
  type BulkFilter,
  type BulkItemFilter,
  type BulkItemPage,
  thawRunFilter,
} from "../../../read/bulk-actions.js";
import { thawFailures } from "../../../read/failures.js";
import type { Page } from "../../../read/views.js";
import { inOrderOfRuns, toBulkAction } from "../bulk-actions.js";
import { dateOrNull } from "../columns.js";
import type { Moment } from "../database.js";
import { oldestFirst } from "../order.js";
import { matchingEvents, matchingJobs } from "./failures.js";
import { grouped } from "./grouped.js";
import { pageOf } from "./page.js";
import { runMatches } from "./run-conditions.js";

export const listBulkActions = ({ tables }: Moment, filter: BulkFilter): Page<BulkActionView> =>
  pageOf(
    [...tables.bulkActions.all()]
      .filter(({ kind }) => filter.kind === undefined || filter.kind.includes(kind))
      .sort((a, b) => oldestFirst(b, a)),
    filter,
    { newestFirst: true, toView: toBulkAction },
  );

export function listBulkItems(
  { tables }: Moment,
  { id, status, outcome, after = -1, limit }: BulkItemFilter,
): BulkItemPage {
  const kind = tables.bulkActions.get(id)?.kind;
  const found = tables.bulkItems
    .in("action", id)
    .filter(
      (row) =>
        row.position > after &&
        (status === undefined || status.includes(row.status)) &&
        (outcome === undefined || (row.outcome !== null && outcome.includes(row.outcome))),
    );
  const rows = found.slice(0, limit).map((row) => {
    const isRun = kind === undefined || BULK_TARGETS[kind] === "run";
    const event = isRun ? undefined : tables.events.get(row.targetId);
    const runId = isRun ? row.targetId : (event?.workflowRunId ?? null);
    const run = runId === null ? undefined : tables.runs.get(runId);
    return {
      position: row.position,
      targetId: row.targetId,
      runId,
      event: event ? { type: event.eventType, sequence: event.sequence } : null,
      status: row.status,
      reason: row.reason,
      finishedAt: dateOrNull(row.finishedAt),
      outcome: row.outcome,
      outcomeReason: row.outcomeReason,
      workflowName: run?.workflowName ?? null,
      runStatus: run?.status ?? null,
    };
  });
  return { rows, next: found.length > limit ? (rows.at(-1)?.position ?? null) : null };
}

export const matchDeadEvents = (
  moment: Moment,
  json: Readonly<Record<string, unknown>>,
  limit: number,
): BulkTarget[] =>
  matchingEvents(moment, thawFailures(json))
    .sort(inOrderOfRuns)
    .slice(0, limit)
    .map(({ id }) => ({ targetId: id, attempt: null }));

export const matchDeadJobs = (
  moment: Moment,
  json: Readonly<Record<string, unknown>>,
  limit: number,
): BulkTarget[] =>
  grouped(matchingJobs(moment, thawFailures(json)), ({ workflowRunId }) => workflowRunId)
    .flatMap((jobs) => jobs.slice(0, 1))
    .slice(0, limit)
    .map(({ workflowRunId }) => ({
      targetId: workflowRunId,
      attempt: moment.tables.runs.get(workflowRunId)?.attempt ?? null,
    }));

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
