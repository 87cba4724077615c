/** Actions on many rows, and their items. */

import type { BulkAction } from "../../domain/bulk-action.js";
import { decodeDocument } from "../../domain/json-document.js";
import { storableId, storableText } from "../../domain/storable.js";
import type {
  BulkItem,
  BulkTarget,
  JudgedItem,
  NewBulkAction,
  SettledBulkItem,
  UnjudgedItem,
} from "../../ports/bulk-actions.js";
import { dateOf, dateOrNull, toDocumentOrNull, toIdOrNull, toTextOrNull } from "./columns.js";
import type { Moment } from "./database.js";
import { ascending, by, byText, oldestFirst } from "./order.js";
import type { BulkActionRow, BulkItemRow, EventRow } from "./rows.js";
import { keyOf, type Tables } from "./tables.js";

export function createBulkAction({ tables, now }: Moment, action: NewBulkAction): boolean {
  const id = storableId("id", action.id);
  const { kind, name, reason, actor, filter, plan, targets } = action;
  const row: BulkActionRow = {
    id,
    createdAt: now,
    kind,
    name: toTextOrNull(name),
    reason: toTextOrNull(reason),
    actor: {
      kind: toIdOrNull("actor.kind", actor.kind),
      id: toIdOrNull("actor.id", actor.id),
      version: toIdOrNull("actor.version", actor.version),
    },
    filter: toDocumentOrNull(filter),
    plan,
    status: "RUNNING",
    total: targets.length,
    done: 0,
    failed: 0,
    skipped: 0,
    succeeded: 0,
    failedAgain: 0,
    unclear: 0,
    stopReason: null,
    startedAt: null,
    finishedAt: null,
  };
  if (tables.bulkActions.get(id) !== undefined) return false;
  tables.bulkActions.put(row);
  targets.forEach(({ targetId, attempt }, position) => {
    tables.bulkItems.put({
      actionId: id,
      position,
      targetId: storableId("targetId", targetId),
      attempt,
      status: "PENDING",
      reason: null,
      finishedAt: null,
      outcome: null,
      outcomeReason: null,
    });
  });
  return true;
}

export function getBulkAction({ tables }: Moment, id: string): BulkAction | null {
  const row = tables.bulkActions.get(id);
  return row === undefined ? null : toBulkAction(row);
}

export const runningBulkActions = ({ tables }: Moment): BulkAction[] =>
  [...tables.bulkActions.all()]
    .filter(({ status }) => status === "RUNNING")
    .sort(oldestFirst)
    .map(toBulkAction);

/** Only one transaction is open at a time, so nobody else can hold a row. */
export function lockBulkItem({ tables }: Moment, actionId: string, position?: number): BulkItem | null {
  const isWanted = (row: BulkItemRow) =>
    row.status === "PENDING" && (position === undefined || row.position === position);
  const row = tables.bulkItems.in("action", actionId).find(isWanted);
  return row === undefined ? null : { position: row.position, targetId: row.targetId, attempt: row.attempt };
}

export function settleBulkItem(
  { tables, now }: Moment,
  actionId: string,
  position: number,
  { status, reason }: SettledBulkItem,
): boolean {
  const item = tables.bulkItems.get(keyOf(actionId, position));
  const action = tables.bulkActions.get(actionId);
  if (item?.status !== "PENDING" || action === undefined) return false;
  tables.bulkItems.put({
    ...item,
    status,
    reason: reason === null ? null : storableText(reason),
    finishedAt: now,
  });
  putCounted(tables, now, {
    ...action,
    done: action.done + (status === "DONE" ? 1 : 0),
    failed: action.failed + (status === "FAILED" ? 1 : 0),
    skipped: action.skipped + (status === "SKIPPED" ? 1 : 0),
    startedAt: action.startedAt ?? now,
  });
  return true;
}

/** Ends the action when that was the last that was to be known. */
function putCounted(tables: Tables, now: number, action: BulkActionRow): void {
  const { done, failed, skipped, succeeded, failedAgain, unclear, total, plan, status } = action;
  const isKnown = plan === null || done <= succeeded + failedAgain + unclear;
  const isOver = status === "RUNNING" && done + failed + skipped >= total && isKnown;
  tables.bulkActions.put({ ...action, ...(isOver ? { status: "DONE", finishedAt: now } : {}) });
}

export function countRecentBulkItems({ tables, now }: Moment, actionId: string, withinMs: number): number {
  return tables.bulkItems
    .in("action", actionId)
    .filter(
      ({ status, finishedAt }) =>
        (status === "DONE" || status === "FAILED") && finishedAt !== null && finishedAt > now - withinMs,
    ).length;
}

export function unjudgedBulkItems({ tables, now }: Moment, actionId: string, limit: number): UnjudgedItem[] {
  return tables.bulkItems
    .in("action", actionId)
    .filter(({ status, outcome }) => status === "DONE" && outcome === null)
    .slice(0, limit)
    .map(({ position, targetId, attempt, finishedAt }) => {
      const run = tables.runs.get(targetId);
      const event = tables.events.get(targetId);
      return {
        position,
        targetId,
        attempt,
        ageMs: now - (finishedAt ?? now),
        run: run ? { status: run.status, attempt: run.attempt, errorMessage: run.errorMessage } : null,
        event: event
          ? {
              isPublished: event.publishedAt !== null,
              isDiscarded: event.discardedAt !== null,
              wasTried: event.lastTriedAt !== null,
              lastError: event.lastError,
            }
          : null,
      };
    });
}

export function judgeBulkItems(
  { tables, now }: Moment,
  actionId: string,
  judged: readonly JudgedItem[],
): void {
  for (const { position, outcome, reason } of judged) {
    const item = tables.bulkItems.get(keyOf(actionId, position));
    const action = tables.bulkActions.get(actionId);
    if (item?.status !== "DONE" || item.outcome !== null || action === undefined) continue;
    tables.bulkItems.put({ ...item, outcome, outcomeReason: toTextOrNull(reason) });
    putCounted(tables, now, {
      ...action,
      succeeded: action.succeeded + (outcome === "SUCCEEDED" ? 1 : 0),
      failedAgain: action.failedAgain + (outcome === "FAILED" ? 1 : 0),
      unclear: action.unclear + (outcome === "UNCLEAR" ? 1 : 0),
    });
  }
}

export function stopBulkAction({ tables, now }: Moment, id: string, reason: string): boolean {
  const action = tables.bulkActions.get(id);
  if (action?.status !== "RUNNING") return false;
  tables.bulkActions.put({
    ...action,
    status: "STOPPED",
    stopReason: storableText(reason),
    finishedAt: now,
  });
  return true;
}

export function abortBulkAction({ tables, now }: Moment, id: string): boolean {
  const action = tables.bulkActions.get(id);
  if (action?.status !== "RUNNING") return false;
  tables.bulkActions.put({ ...action, status: "ABORTED", finishedAt: now });
  return true;
}

export function targetEvents({ tables }: Moment, ids: readonly string[]): BulkTarget[] {
  const wanted = [...new Set(ids)];
  const found = wanted.flatMap((id) => tables.events.get(id) ?? []).sort(inOrderOfRuns);
  const isFound = new Set(found.map(({ id }) => id));
  return [...found.map(({ id }) => id), ...wanted.filter((id) => !isFound.has(id))].map((targetId) => ({
    targetId,
    attempt: null,
  }));
}

export const inOrderOfRuns = by<EventRow>(
  byText(({ workflowRunId }) => workflowRunId),
  ascending(({ sequence }) => sequence),
);

export const targetRuns = ({ tables }: Moment, ids: readonly string[]): BulkTarget[] =>
  [...new Set(ids)].map((targetId) => ({ targetId, attempt: tables.runs.get(targetId)?.attempt ?? null }));

export const toBulkAction = (row: BulkActionRow): BulkAction => ({
  ...row,
  createdAt: dateOf(row.createdAt),
  filter: row.filter === null ? null : (decodeDocument(row.filter) as BulkAction["filter"]),
  startedAt: dateOrNull(row.startedAt),
  finishedAt: dateOrNull(row.finishedAt),
});
