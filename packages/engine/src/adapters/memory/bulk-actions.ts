/** Actions on many rows, and their items. */

import type { BulkAction } from "../../domain/bulk-action.js";
import { decodeDocument } from "../../domain/json-document.js";
import { storableId, storableText } from "../../domain/storable.js";
import type { BulkItem, BulkTarget, NewBulkAction, SettledBulkItem } from "../../ports/bulk-actions.js";
import { dateOf, dateOrNull, toDocumentOrNull, toIdOrNull, toTextOrNull } from "./columns.js";
import type { Moment } from "./database.js";
import { oldestFirst } from "./order.js";
import type { BulkActionRow, BulkItemRow } from "./rows.js";
import { keyOf } from "./tables.js";

export function createBulkAction({ tables, now }: Moment, action: NewBulkAction): boolean {
  const id = storableId("id", action.id);
  const { kind, name, reason, actor, filter, targets } = action;
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
    status: "RUNNING",
    total: targets.length,
    done: 0,
    failed: 0,
    skipped: 0,
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
  const isLast =
    action.status === "RUNNING" && action.done + action.failed + action.skipped + 1 >= action.total;
  tables.bulkActions.put({
    ...action,
    done: action.done + (status === "DONE" ? 1 : 0),
    failed: action.failed + (status === "FAILED" ? 1 : 0),
    skipped: action.skipped + (status === "SKIPPED" ? 1 : 0),
    startedAt: action.startedAt ?? now,
    ...(isLast ? { status: "DONE", finishedAt: now } : {}),
  });
  return true;
}

export function abortBulkAction({ tables, now }: Moment, id: string): boolean {
  const action = tables.bulkActions.get(id);
  if (action?.status !== "RUNNING") return false;
  tables.bulkActions.put({ ...action, status: "ABORTED", finishedAt: now });
  return true;
}

export const targetRuns = ({ tables }: Moment, ids: readonly string[]): BulkTarget[] =>
  [...new Set(ids)].map((targetId) => ({ targetId, attempt: tables.runs.get(targetId)?.attempt ?? null }));

export const toBulkAction = (row: BulkActionRow): BulkAction => ({
  ...row,
  createdAt: dateOf(row.createdAt),
  filter: row.filter === null ? null : (decodeDocument(row.filter) as BulkAction["filter"]),
  startedAt: dateOrNull(row.startedAt),
  finishedAt: dateOrNull(row.finishedAt),
});
