/** Annotations across all runs, newest first. */

import {
  type ActorVersion,
  type ActorVersionsFilter,
  type AnnotationSearchFilter,
  type FoundAnnotationPage,
  MAX_VERSIONS,
  VALUE_CHARS,
} from "../../../read/annotation-search.js";
import {
  type AnnotationValues,
  type AnnotationValuesFilter,
  VALUE_ROWS,
  valueBucketMs,
  valuesOf,
} from "../../../read/annotation-values.js";
import { dateOf } from "../columns.js";
import type { Moment } from "../database.js";
import { compareText, oldestFirst } from "../order.js";
import type { AnnotationRow } from "../rows.js";
import { matchingAnnotation, toAnnotationView } from "./annotations.js";
import { grouped } from "./grouped.js";
import { cut, pageOf, placeFrom } from "./page.js";

type Conditions = Omit<AnnotationSearchFilter, "cursor" | "direction" | "limit">;

export function searchAnnotations(moment: Moment, filter: AnnotationSearchFilter): FoundAnnotationPage {
  const { tables } = moment;
  const page = pageOf(found(moment, filter), filter, {
    newestFirst: true,
    toView: (row: AnnotationRow) => {
      const run = tables.runs.get(row.workflowRunId);
      const stage = tables.stages.get(row.workflowStageRecordId ?? "");
      return {
        ...toAnnotationView(moment, row),
        workflowId: run?.workflowId ?? "",
        workflowName: run?.workflowName ?? "",
        isReplaced: (stage?.supersededAt ?? null) !== null,
      };
    },
  });
  const isFull = (filter.direction === "before" ? page.previous : page.next) !== null;
  const indexed = indexedOf(filter);
  const isSearch = Object.entries(filter).some(
    ([name, value]) => LOOKED_AT.has(name) && value !== undefined && !(name in indexed),
  );
  return isSearch && !isFull
    ? { ...page, search: { rows: passed(moment, indexed, filter).length, until: null } }
    : page;
}

const LOOKED_AT = new Set([
  "key",
  "keyPrefix",
  "scope",
  "attempt",
  "value",
  "actorKind",
  "actorId",
  "actorVersion",
]);

/** What the databases walk an index for. */
function indexedOf({ actorKind, actorId, actorVersion, key, keyPrefix, from, to }: Conditions): Conditions {
  const time = { ...(from && { from }), ...(to && { to }) };
  if (actorKind !== undefined && actorId !== undefined) return { ...time, actorKind, actorId, actorVersion };
  if (key !== undefined) return { ...time, key, keyPrefix };
  if (keyPrefix) return { ...time, keyPrefix };
  return { ...time, ...(actorKind !== undefined && { actorKind }) };
}

function passed(
  moment: Moment,
  indexed: Conditions,
  { cursor, direction }: AnnotationSearchFilter,
): readonly AnnotationRow[] {
  const side = direction === "before" ? 1 : -1;
  return found(moment, indexed).filter(
    (row) => cursor === undefined || Math.sign(placeFrom(row, cursor)) === side,
  );
}

/** Newest first. */
function found({ tables }: Moment, { value, ...filter }: Conditions): readonly AnnotationRow[] {
  const matches = matchingAnnotation(filter);
  return [...tables.annotations.all()]
    .filter((row) => matches(row) && (value === undefined || cut(row.value, VALUE_CHARS) === value))
    .sort((a, b) => oldestFirst(b, a));
}

export function annotationValues(moment: Moment, filter: AnnotationValuesFilter): AnnotationValues {
  const { buckets: _, ...conditions } = filter;
  const newest = found(moment, indexedOf(conditions)).slice(0, VALUE_ROWS);
  const last = newest[VALUE_ROWS - 1];
  const matches = matchingAnnotation(conditions);
  const bucketMs = valueBucketMs(filter);
  const cells = newest.filter(matches).map((row) => ({
    valuePreview: cut(row.value, VALUE_CHARS),
    bucket: Math.floor((row.createdAt - filter.from.getTime()) / bucketMs),
    count: 1,
  }));
  return valuesOf(filter, cells, last === undefined ? null : dateOf(last.createdAt));
}

export function listActorVersions(
  { tables }: Moment,
  { actorKind, actorId }: ActorVersionsFilter,
): ActorVersion[] {
  const rows = [...tables.annotations.all()].filter(
    (row) => row.actorKind === actorKind && row.actorId === actorId && row.actorVersion !== null,
  );
  return grouped(rows, ({ actorVersion }) => actorVersion ?? "")
    .map((its) => ({
      version: its[0]?.actorVersion ?? "",
      lastAt: dateOf(Math.max(...its.map(({ createdAt }) => createdAt))),
    }))
    .sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime() || compareText(a.version, b.version))
    .slice(0, MAX_VERSIONS);
}
