/** Annotations of one run or of all, oldest first. */

import type { AnnotationViewFilter } from "../../../read/filters.js";
import {
  type AnnotationGroup,
  type AnnotationGroups,
  type AnnotationGroupsFilter,
  type LatestAnnotation,
  type LatestAnnotationsFilter,
  MAX_GROUPS,
  MAX_LATEST,
} from "../../../read/run-overviews.js";
import { type AnnotationView, COUNT_CAP, type Page, PREVIEW_CHARS } from "../../../read/views.js";
import { startsWith } from "../annotations.js";
import { dateOf } from "../columns.js";
import type { Moment } from "../database.js";
import { compareText, oldestFirst } from "../order.js";
import type { AnnotationRow } from "../rows.js";
import { grouped } from "./grouped.js";
import { charsIn, cut, pageOf } from "./page.js";

export function listAnnotationViews(moment: Moment, filter: AnnotationViewFilter): Page<AnnotationView> {
  return pageOf(found(moment, filter), filter, {
    newestFirst: false,
    toView: (row) => toAnnotationView(moment, row),
  });
}

export function groupAnnotations(moment: Moment, filter: AnnotationGroupsFilter): AnnotationGroups {
  const rows = found(moment, filter).slice(-COUNT_CAP - 1);
  const alike = (row: AnnotationRow) =>
    JSON.stringify([row.key, row.attempt, row.scope, row.actorKind, row.actorId, row.actorVersion]);
  const groups = grouped(rows, alike)
    .flatMap((its): AnnotationGroup[] => its.slice(0, 1).map((row) => toGroup(row, its.length)))
    .sort(
      (a, b) =>
        b.count - a.count ||
        compareText(a.key, b.key) ||
        a.attempt - b.attempt ||
        compareText(a.scope, b.scope),
    );
  const [oldest] = rows;
  return {
    groups: groups.slice(0, MAX_GROUPS),
    isCapped: groups.length > MAX_GROUPS || rows.length > COUNT_CAP,
    readFrom: oldest !== undefined && rows.length > COUNT_CAP ? dateOf(oldest.createdAt) : null,
  };
}

const toGroup = (row: AnnotationRow, count: number): AnnotationGroup => ({
  key: row.key,
  attempt: row.attempt,
  scope: row.scope,
  actorKind: row.actorKind,
  actorId: row.actorId,
  actorVersion: row.actorVersion,
  count,
});

export function latestAnnotations(moment: Moment, filter: LatestAnnotationsFilter): LatestAnnotation[] {
  const rows = found(moment, filter).slice(-COUNT_CAP);
  return grouped(rows, ({ key, attempt }) => JSON.stringify([key, attempt]))
    .flatMap((its) => its.slice(-1).map((row) => ({ ...toAnnotationView(moment, row), count: its.length })))
    .sort((a, b) => compareText(a.key, b.key) || a.attempt - b.attempt)
    .slice(0, MAX_LATEST);
}

/** Oldest first. */
function found({ tables }: Moment, filter: LatestAnnotationsFilter): AnnotationRow[] {
  const candidates =
    filter.runId === undefined
      ? [...tables.annotations.all()].sort(oldestFirst)
      : tables.annotations.in("run", filter.runId);
  return candidates.filter(matchingAnnotation(filter));
}

export function matchingAnnotation(filter: LatestAnnotationsFilter): (row: AnnotationRow) => boolean {
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

export const toAnnotationView = ({ tables }: Moment, row: AnnotationRow): AnnotationView => ({
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
