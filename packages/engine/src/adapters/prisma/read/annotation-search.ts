/** Annotations across all runs, newest first. */

import { canBeStoredId } from "../../../domain/storable.js";
import {
  type ActorVersion,
  type ActorVersionsFilter,
  type AnnotationSearchFilter,
  type FoundAnnotation,
  type FoundAnnotationPage,
  MAX_VERSIONS,
} from "../../../read/annotation-search.js";
import { flag, instant, type Row, text } from "../columns.js";
import type { Db } from "../db.js";
import { sql } from "../sql.js";
import { annotationMatch } from "./annotation-match.js";
import { ANNOTATION_COLUMNS, STAGE_OF_ANNOTATION, toAnnotationView } from "./annotations.js";
import { readPage } from "./page.js";
import { searchWindows } from "./windows.js";

const select = sql`
  select ${ANNOTATION_COLUMNS}, r.workflow_id, r.workflow_name,
    case when s.superseded_at is null then 0 else 1 end as is_replaced
  from workflow_annotations n join workflow_runs r on r.id = n.workflow_run_id ${STAGE_OF_ANNOTATION}`;

/** Walks the index of actor, key or time; what no index answers is searched for. */
export async function searchAnnotations(
  db: Db,
  filter: AnnotationSearchFilter,
): Promise<FoundAnnotationPage> {
  const match = annotationMatch(db, filter);
  if (match.looked.length > 0) {
    const searched = { select, table: "workflow_annotations", alias: "n" };
    const { page, ...search } = await searchWindows(db, searched, match, filter, toFound);
    return { ...page, ...search };
  }
  return readPage(db, { select, alias: "n", conditions: match.indexed, newestFirst: true }, filter, toFound);
}

/** Steps through workflow_annotations_actor_idx, one version at a time; the one that stated something last comes first. */
export async function listActorVersions(
  db: Db,
  { actorKind, actorId }: ActorVersionsFilter,
): Promise<ActorVersion[]> {
  if (!canBeStoredId(actorKind) || !canBeStoredId(actorId)) return [];
  const of = sql`from workflow_annotations where actor_kind = ${actorKind} and actor_id = ${actorId} and actor_version`;
  const rows = await db.read(sql`
    with recursive step(version) as (
      select min(actor_version) ${of} is not null
      union all
      select (select min(actor_version) ${of} > step.version) from step where step.version is not null
    )
    select version, (select max(created_at) ${of} = step.version) as last_at from step
    where version is not null order by last_at desc, version limit ${MAX_VERSIONS}`);
  return rows.map((row) => ({ version: text(row.version), lastAt: instant(row.last_at) }));
}

const toFound = (row: Row): FoundAnnotation => ({
  ...toAnnotationView(row),
  workflowId: text(row.workflow_id),
  workflowName: text(row.workflow_name),
  isReplaced: flag(row.is_replaced),
});
