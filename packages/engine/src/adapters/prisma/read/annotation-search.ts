/** Annotations across all runs, newest first. */

import { canBeStoredId } from "../../../domain/storable.js";
import {
  type ActorVersion,
  type ActorVersionsFilter,
  ANNOTATION_SEARCH_ROWS,
  type AnnotationSearchFilter,
  type FoundAnnotation,
  type FoundAnnotationPage,
  MAX_VERSIONS,
} from "../../../read/annotation-search.js";
import type { Page } from "../../../read/views.js";
import { flag, instant, type Row, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, sql } from "../sql.js";
import { type AnnotationSources, annotationSources, newestRows } from "./annotation-sources.js";
import { ANNOTATION_COLUMNS, STAGE_OF_ANNOTATION, toAnnotationView } from "./annotations.js";
import { type Paging, readPage } from "./page.js";
import { type Place, searchWindows, type Window } from "./windows.js";

/** Walks the index of actor, key or time; what no index answers is searched for. */
export async function searchAnnotations(
  db: Db,
  filter: AnnotationSearchFilter,
): Promise<FoundAnnotationPage> {
  const sources = await annotationSources(db, filter);
  if (sources.looked.length === 0) return find(db, sources, filter, null);
  const isBackward = filter.direction === "before";
  const { page, ...search } = await searchWindows(
    {
      next: (cursor) => nextWindow(db, sources, cursor, isBackward),
      find: (paging, end) => find(db, sources, paging, end),
    },
    filter,
  );
  return { ...page, ...search };
}

/** The places are found first; what is shown is read only there. */
function find(
  db: Db,
  sources: AnnotationSources,
  paging: Paging,
  end: Place | null,
): Promise<Page<FoundAnnotation>> {
  const isBackward = paging.direction === "before";
  const isSearch = sources.looked.length > 0;
  const { cursor, limit } = paging;
  const way = raw(isBackward ? "asc" : "desc");
  const rows = newestRows(db, sources, {
    isBackward,
    cursor,
    end,
    withColumns: isSearch,
    limit: isSearch ? undefined : limit + 1,
  });
  const select = sql`
    select ${ANNOTATION_COLUMNS}, r.workflow_id, r.workflow_name,
      case when s.superseded_at is null then 0 else 1 end as is_replaced
    from (
      select n.id from ${rows} as n where ${and(sources.looked)}
      order by n.created_at ${way}, n.id ${way} limit ${limit + 1}
    ) as place join workflow_annotations n on n.id = place.id
    join workflow_runs r on r.id = n.workflow_run_id ${STAGE_OF_ANNOTATION}`;
  return readPage(db, { select, alias: "n", conditions: [], newestFirst: true }, paging, toFound);
}

/** Reads the index only. */
async function nextWindow(
  db: Db,
  sources: AnnotationSources,
  cursor: Place | undefined,
  isBackward: boolean,
): Promise<Window> {
  const size = Math.ceil(ANNOTATION_SEARCH_ROWS / Math.max(1, sources.ranges.length));
  const way = raw(isBackward ? "desc" : "asc");
  const [last] = await db.read(sql`
    select n.created_at, n.id, count(*) over () as passed
    from ${newestRows(db, sources, { isBackward, cursor, limit: size })} as n
    order by n.created_at ${way}, n.id ${way} limit 1`);
  const rows = whole(last?.passed ?? 0);
  return last === undefined || rows < size
    ? { rows, end: null }
    : { rows, end: { createdAt: instant(last.created_at), id: text(last.id) } };
}

/** Steps through workflow_annotations_actor_idx, one version at a time. */
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
