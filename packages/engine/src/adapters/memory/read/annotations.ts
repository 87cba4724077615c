/** Annotations of one run or of all, oldest first. */

import type { AnnotationViewFilter } from "../../../read/filters.js";
import { type AnnotationView, type Page, PREVIEW_CHARS } from "../../../read/views.js";
import { startsWith } from "../annotations.js";
import { dateOf } from "../columns.js";
import type { Moment } from "../database.js";
import { oldestFirst } from "../order.js";
import type { AnnotationRow } from "../rows.js";
import { charsIn, cut, pageOf } from "./page.js";

export function listAnnotationViews(moment: Moment, filter: AnnotationViewFilter): Page<AnnotationView> {
  const { tables } = moment;
  const candidates =
    filter.runId === undefined
      ? [...tables.annotations.all()].sort(oldestFirst)
      : tables.annotations.in("run", filter.runId);
  return pageOf(candidates.filter(matching(filter)), filter, {
    newestFirst: false,
    toView: (row) => toView(moment, row),
  });
}

function matching(filter: AnnotationViewFilter): (row: AnnotationRow) => boolean {
  const { stageRecordId, attempt, key, keyPrefix, scope, actorKind, actorId, actorVersion, from, to } =
    filter;
  return (row) =>
    (stageRecordId === undefined || row.workflowStageRecordId === stageRecordId) &&
    (attempt === undefined || row.attempt === attempt) &&
    (key === undefined ? startsWith(row.key, keyPrefix) : row.key === key) &&
    (scope === undefined || row.scope === scope) &&
    (actorKind === undefined || row.actorKind === actorKind) &&
    (actorId === undefined || row.actorId === actorId) &&
    (actorVersion === undefined || row.actorVersion === actorVersion) &&
    (from === undefined || row.createdAt >= from.getTime()) &&
    (to === undefined || row.createdAt < to.getTime());
}

const toView = ({ tables }: Moment, row: AnnotationRow): AnnotationView => ({
  id: row.id,
  createdAt: dateOf(row.createdAt),
  workflowRunId: row.workflowRunId,
  stageRecordId: row.workflowStageRecordId,
  stageId: tables.stages.get(row.workflowStageRecordId ?? "")?.stageId ?? null,
  attempt: row.attempt,
  scope: row.scope,
  scopeId: row.scopeId,
  actorKind: row.actorKind,
  actorId: row.actorId,
  actorVersion: row.actorVersion,
  key: row.key,
  valuePreview: cut(row.value, PREVIEW_CHARS),
  valueIsCut: charsIn(row.value) > PREVIEW_CHARS,
  hasPayload: row.payload !== null,
});
