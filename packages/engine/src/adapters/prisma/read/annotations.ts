/** Annotations of one run or of all, oldest first. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { AnnotationViewFilter } from "../../../read/filters.js";
import { type AnnotationView, type Page, PREVIEW_CHARS } from "../../../read/views.js";
import { startsWith } from "../annotations.js";
import { flag, instant, type Row, text, textOrNull, whole } from "../columns.js";
import type { Db } from "../db.js";
import { raw, type Sql, sql } from "../sql.js";
import { readPage } from "./page.js";

/** Walks the index of run, key or actor, whichever is asked for. */
export async function listAnnotationViews(
  db: Db,
  filter: AnnotationViewFilter,
): Promise<Page<AnnotationView>> {
  const select = sql`
    select n.id, n.created_at, n.workflow_run_id, n.workflow_stage_record_id, s.stage_id, n.attempt, n.scope, n.scope_id,
      n.actor_kind, n.actor_id, n.actor_version, n.key, substr(n.value, 1, ${PREVIEW_CHARS}) as value_preview,
      case when length(n.value) > ${PREVIEW_CHARS} then 1 else 0 end as value_is_cut,
      case when n.payload is null then 0 else 1 end as has_payload
    from workflow_annotations n left join workflow_stages s on s.id = n.workflow_stage_record_id`;
  return readPage(
    db,
    { select, alias: "n", conditions: matching(db, filter), newestFirst: false },
    filter,
    toView,
  );
}

function matching({ dialect }: Db, filter: AnnotationViewFilter): Sql[] {
  const { key, keyPrefix, attempt, from, to } = filter;
  return [
    ...is("n.workflow_run_id", filter.runId),
    ...is("n.workflow_stage_record_id", filter.stageRecordId),
    ...(attempt === undefined ? [] : [sql`n.attempt = ${attempt}`]),
    ...is("n.key", key),
    ...(key === undefined && keyPrefix
      ? [canBeStoredId(keyPrefix) ? startsWith(raw("n.key"), keyPrefix) : raw("false")]
      : []),
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

const toView = (row: Row): AnnotationView => ({
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
