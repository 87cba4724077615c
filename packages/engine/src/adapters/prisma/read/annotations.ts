/** Annotations of one run or of all, oldest first. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { AnnotationViewFilter } from "../../../read/filters.js";
import {
  type AnnotationGroups,
  type AnnotationGroupsFilter,
  type LatestAnnotation,
  type LatestAnnotationsFilter,
  MAX_GROUPS,
  MAX_LATEST,
} from "../../../read/run-overviews.js";
import { type AnnotationView, COUNT_CAP, type Page, PREVIEW_CHARS } from "../../../read/views.js";
import { startsWith } from "../annotations.js";
import { flag, instant, type Row, text, textOrNull, whole } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";
import { readPage } from "./page.js";

/** Walks the index of run, key or actor, whichever is asked for. */
export async function listAnnotationViews(
  db: Db,
  filter: AnnotationViewFilter,
): Promise<Page<AnnotationView>> {
  return readPage(
    db,
    { select: selectAnnotations, alias: "n", conditions: matching(db, filter), newestFirst: false },
    filter,
    toAnnotationView,
  );
}

export const ANNOTATION_COLUMNS = sql`n.id, n.created_at, n.workflow_run_id, n.workflow_stage_record_id, s.stage_id, n.attempt, n.scope, n.scope_id,
      n.actor_kind, n.actor_id, n.actor_version, n.key, substr(n.value, 1, ${PREVIEW_CHARS}) as value_preview,
      case when length(n.value) > ${PREVIEW_CHARS} then 1 else 0 end as value_is_cut,
      case when n.payload is null then 0 else 1 end as has_payload`;
export const STAGE_OF_ANNOTATION = raw("left join workflow_stages s on s.id = n.workflow_stage_record_id");
const selectAnnotations = sql`select ${ANNOTATION_COLUMNS} from workflow_annotations n ${STAGE_OF_ANNOTATION}`;

/** Counts in the newest annotations. Walks workflow_annotations_run_idx backwards, of all runs workflow_annotations_created_idx. */
export async function groupAnnotations(db: Db, filter: AnnotationGroupsFilter): Promise<AnnotationGroups> {
  const alike = raw("key, attempt, scope, actor_kind, actor_id, actor_version");
  const rows = await db.read(sql`
    select ${alike}, count(*) as stated, sum(count(*)) over () as total,
      min(min(created_at)) over () as oldest from (
      select ${alike}, created_at from workflow_annotations n where ${and(matching(db, filter))}
      order by n.created_at desc, n.id desc limit ${COUNT_CAP + 1}
    ) as counted
    group by ${alike} order by stated desc, key, attempt, scope limit ${MAX_GROUPS + 1}`);
  return {
    groups: rows.slice(0, MAX_GROUPS).map((row) => ({
      key: text(row.key),
      attempt: whole(row.attempt),
      scope: text(row.scope),
      actorKind: textOrNull(row.actor_kind),
      actorId: textOrNull(row.actor_id),
      actorVersion: textOrNull(row.actor_version),
      count: whole(row.stated),
    })),
    isCapped: rows.length > MAX_GROUPS || whole(rows[0]?.total ?? 0) > COUNT_CAP,
    readFrom: whole(rows[0]?.total ?? 0) > COUNT_CAP ? instant(rows[0]?.oldest) : null,
  };
}

/** Finds the places first, in the newest annotations, and reads values only there. */
export async function latestAnnotations(
  db: Db,
  filter: LatestAnnotationsFilter,
): Promise<LatestAnnotation[]> {
  const rows = await db.read(sql`
    select ${ANNOTATION_COLUMNS}, last.stated from (
      select id, count(*) over (partition by key, attempt) as stated,
        row_number() over (partition by key, attempt order by created_at desc, id desc) as place
      from (
        select n.id, n.key, n.attempt, n.created_at from workflow_annotations n where ${and(matching(db, filter))}
        order by n.created_at desc, n.id desc limit ${COUNT_CAP}
      ) as newest
    ) as last join workflow_annotations n on n.id = last.id ${STAGE_OF_ANNOTATION}
    where last.place = 1 order by n.key, n.attempt limit ${MAX_LATEST}`);
  return rows.map((row) => ({ ...toAnnotationView(row), count: whole(row.stated) }));
}

function matching({ dialect }: Db, filter: LatestAnnotationsFilter): Sql[] {
  const { key, keyPrefix, attempt, from, to } = filter;
  return [
    ...is("n.workflow_run_id", filter.runId),
    ...is("n.workflow_stage_record_id", filter.stageRecordId),
    ...(attempt === undefined ? [] : [sql`n.attempt = ${attempt}`]),
    ...is("n.key", key),
    ...beginning("n.key", key === undefined ? keyPrefix : undefined),
    ...is("n.scope", filter.scope),
    ...is("n.actor_kind", filter.actorKind),
    ...is("n.actor_id", filter.actorId),
    ...is("n.actor_version", filter.actorVersion),
    ...(from === undefined ? [] : [sql`n.created_at >= ${dialect.time(from)}`]),
    ...(to === undefined ? [] : [sql`n.created_at < ${dialect.time(to)}`]),
  ];
}

/** The column has this value; nothing has a value that cannot be stored. */
export const is = (column: string, value: string | undefined): Sql[] => {
  if (value === undefined) return [];
  return [canBeStoredId(value) ? sql`${raw(column)} = ${value}` : raw("false")];
};

/** The column begins with this text; every one does with none. */
export const beginning = (column: string, prefix: string | undefined): Sql[] => {
  if (!prefix) return [];
  return [canBeStoredId(prefix) ? startsWith(raw(column), prefix) : raw("false")];
};

export const toAnnotationView = (row: Row): AnnotationView => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  workflowRunId: text(row.workflow_run_id),
  stageRecordId: textOrNull(row.workflow_stage_record_id),
  stageId: textOrNull(row.stage_id),
  attempt: whole(row.attempt),
  scope: text(row.scope),
  scopeId: textOrNull(row.scope_id),
  actorKind: textOrNull(row.actor_kind),
  actorId: textOrNull(row.actor_id),
  actorVersion: textOrNull(row.actor_version),
  key: text(row.key),
  valuePreview: text(row.value_preview),
  valueIsCut: flag(row.value_is_cut),
  hasPayload: flag(row.has_payload),
});
