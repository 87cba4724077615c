/**
 * Where annotations of all runs are read from, newest first: ranges of an index that are each in the order of time.
 *
 * An actor is found under each of its versions, a kind under each of its actors, the beginning of a key under each key:
 * all of them few, and found by steps into the index. Their newest rows, merged, are those of all.
 */

import { canBeStoredId } from "../../../domain/storable.js";
import { type AnnotationSearchFilter, VALUE_CHARS } from "../../../read/annotation-search.js";
import { text, textOrNull } from "../columns.js";
import type { Db } from "../db.js";
import { and, join, raw, type Sql, sql } from "../sql.js";
import { beginning, is } from "./annotations.js";
import { steps } from "./distinct.js";
import { besidePlace } from "./page.js";
import type { Place } from "./windows.js";

/** Of more, all rows are looked at one by one. */
const MAX_SOURCES = 24;

export type AnnotationConditions = Omit<AnnotationSearchFilter, "cursor" | "direction" | "limit">;

interface Range {
  readonly condition: Sql;
  readonly index: "actor" | "key" | "time";
}

export interface AnnotationSources {
  /** None when nothing matches. */
  readonly ranges: readonly Range[];
  /** Looked at in every row of the ranges. */
  readonly looked: readonly Sql[];
}

export async function annotationSources(db: Db, filter: AnnotationConditions): Promise<AnnotationSources> {
  const { actorKind, actorId, actorVersion, key, attempt, value } = filter;
  const kind = is("n.actor_kind", actorKind);
  const id = is("n.actor_id", actorId);
  const version = is("n.actor_version", actorVersion);
  const named = [
    ...is("n.key", key),
    ...beginning("n.key", key === undefined ? filter.keyPrefix : undefined),
  ];
  const others = [
    ...is("n.scope", filter.scope),
    ...(attempt === undefined ? [] : [sql`n.attempt = ${attempt}`]),
    ...(value === undefined ? [] : [hasValue(value)]),
  ];
  const time = timeOf(db, filter);
  const from = (
    index: Range["index"],
    ranges: readonly Sql[],
    looked: readonly Sql[],
  ): AnnotationSources => ({
    ranges: ranges.map((range) => ({ index, condition: and([range, ...time]) })),
    looked: [...looked, ...others],
  });
  if (actorKind !== undefined && (actorId !== undefined || named.length === 0)) {
    const ranges = await actorRanges(db, { actorKind, actorId, actorVersion });
    if (ranges) return from("actor", ranges, named);
  }
  if (named.length > 0) {
    const ranges = key === undefined ? await keyRanges(db, filter.keyPrefix ?? "") : named;
    if (ranges) return from("key", ranges, [...kind, ...id, ...version]);
  }
  return from("time", [raw("true")], [...kind, ...id, ...version, ...named]);
}

const timeOf = ({ dialect }: Db, { from, to }: AnnotationConditions): Sql[] => [
  ...(from === undefined ? [] : [sql`n.created_at >= ${dialect.time(from)}`]),
  ...(to === undefined ? [] : [sql`n.created_at < ${dialect.time(to)}`]),
];

const hasValue = (value: string): Sql => (canBeStoredId(value) ? sql`n.stated = ${value}` : raw("false"));

/** Ranges of workflow_annotations_actor_idx; null when there are too many. */
async function actorRanges(
  db: Db,
  {
    actorKind,
    actorId,
    actorVersion,
  }: Pick<AnnotationConditions, "actorId" | "actorVersion"> & { actorKind: string },
): Promise<Sql[] | null> {
  if (!canBeStoredId(actorKind)) return [];
  const ofKind = sql`actor_kind = ${actorKind}`;
  const ids = actorId === undefined ? await actorIds(db, ofKind) : canBeStoredId(actorId) ? [actorId] : [];
  if (ids.length > MAX_SOURCES) return null;
  const ranges: Sql[] = [];
  for (const id of ids) {
    const actor = sql`n.actor_kind = ${actorKind} and ${id === null ? raw("n.actor_id is null") : sql`n.actor_id = ${id}`}`;
    const versions =
      actorVersion === undefined ? await actorVersions(db, ofKind, id) : is("n.actor_version", actorVersion);
    ranges.push(...versions.map((version) => sql`${actor} and ${version}`));
    if (ranges.length > MAX_SOURCES) return null;
  }
  return ranges;
}

async function actorIds(db: Db, ofKind: Sql): Promise<readonly (string | null)[]> {
  const ids = await steps(db, { table: "workflow_annotations", column: "actor_id", within: ofKind });
  const [nameless] = await db.read(
    sql`select id from workflow_annotations where ${ofKind} and actor_id is null limit 1`,
  );
  return nameless === undefined ? ids : [...ids, null];
}

async function actorVersions(db: Db, ofKind: Sql, id: string | null): Promise<Sql[]> {
  const ofActor = sql`${ofKind} and ${id === null ? raw("actor_id is null") : sql`actor_id = ${id}`}`;
  const versions = await steps(db, {
    table: "workflow_annotations",
    column: "actor_version",
    within: ofActor,
  });
  return [raw("n.actor_version is null"), ...versions.map((version) => sql`n.actor_version = ${version}`)];
}

/** Ranges of workflow_annotations_name_idx; null when there are too many. */
async function keyRanges(db: Db, prefix: string): Promise<Sql[] | null> {
  if (!canBeStoredId(prefix)) return [];
  const keys: string[] = [];
  let after = sql`key >= ${prefix}`;
  while (keys.length <= MAX_SOURCES) {
    const [next] = await db.read(sql`select min(key) as key from workflow_annotations where ${after}`);
    const key = textOrNull(next?.key);
    if (key === null || !key.startsWith(prefix)) return keys.map((each) => sql`n.key = ${each}`);
    keys.push(text(key));
    after = sql`key > ${key}`;
  }
  return null;
}

/** Columns that conditions look at; the value up to where values are told apart. */
const LOOKED_AT = sql`n.id, n.created_at, n.key, n.scope, n.attempt, n.actor_kind, n.actor_id, n.actor_version,
  substr(n.value, 1, ${VALUE_CHARS}) as stated`;

const MERGED = raw(
  "n.id, n.created_at, n.key, n.scope, n.attempt, n.actor_kind, n.actor_id, n.actor_version, n.stated",
);
const PLACE = raw("n.id, n.created_at");

export interface Newest {
  readonly isBackward?: boolean;
  readonly cursor?: Place | undefined;
  readonly end?: Place | null;
  /** Rows at most; of each range and of all. */
  readonly limit?: number | undefined;
  /** What conditions look at is selected, too. Default: id and time only, which the index has. */
  readonly withColumns?: boolean;
}

/** The newest rows of all ranges behind a place, or toward newer ones the oldest, as a table to select from. */
export function newestRows(
  db: Db,
  { ranges }: AnnotationSources,
  { isBackward = false, cursor, end, limit, withColumns = false }: Newest,
): Sql {
  const way = raw(isBackward ? "asc" : "desc");
  const conditions = [
    ...(cursor ? [besidePlace(db, "n", isBackward ? ">" : "<", cursor)] : []),
    ...(end ? [besidePlace(db, "n", isBackward ? "<=" : ">=", end)] : []),
  ];
  const capped = limit === undefined ? raw("") : sql`limit ${limit}`;
  const columns = withColumns ? LOOKED_AT : PLACE;
  const merged = withColumns ? MERGED : PLACE;
  const of = (condition: Sql) =>
    sql`select ${columns} from workflow_annotations n where ${and([condition, ...conditions])}`;
  const [only, second] = ranges;
  if (only === undefined) return sql`(${of(raw("false"))})`;
  const byTime = sql`order by n.created_at ${way}, n.id ${way} ${capped}`;
  // PostgreSQL takes a column for settled if it is compared with =, not if it is null: an actor's version is ordered by, too.
  const byActor = sql`order by n.actor_version ${way}, n.created_at ${way}, n.id ${way} ${capped}`;
  const ordered = ({ index, condition }: Range) =>
    sql`${of(condition)} ${index === "actor" ? byActor : byTime}`;
  if (second === undefined) return sql`(${ordered(only)})`;
  const each = ranges.map((range) => sql`select ${merged} from (${ordered(range)}) as n`);
  return sql`(select ${merged} from (${join(each, " union all ")}) as n ${byTime})`;
}
