/** What is asked of annotations across runs as SQL: what an index answers, and what is looked for row by row. */

import { canBeStoredId } from "../../../domain/storable.js";
import { type AnnotationSearchFilter, VALUE_CHARS } from "../../../read/annotation-search.js";
import { SEARCH_ROWS } from "../../../read/run-conditions.js";
import type { Db } from "../db.js";
import { raw, type Sql, sql } from "../sql.js";
import { beginning, is } from "./annotations.js";
import type { Match } from "./windows.js";

export type AnnotationConditions = Omit<AnnotationSearchFilter, "cursor" | "direction" | "limit">;

/**
 * Of `workflow_annotations n`. One index is walked: that of the actor if one is named, else of the key, else of the
 * actor's kind. The conditions on the others, and on what has no index, are looked at in every row.
 */
export function annotationMatch({ dialect }: Db, filter: AnnotationConditions): Match {
  const { key, attempt, value, from, to } = filter;
  const time = [
    ...(from === undefined ? [] : [sql`n.created_at >= ${dialect.time(from)}`]),
    ...(to === undefined ? [] : [sql`n.created_at < ${dialect.time(to)}`]),
  ];
  const kind = is("n.actor_kind", filter.actorKind);
  const id = is("n.actor_id", filter.actorId);
  const version = is("n.actor_version", filter.actorVersion);
  const named = [
    ...is("n.key", key),
    ...beginning("n.key", key === undefined ? filter.keyPrefix : undefined),
  ];
  const others = [
    ...is("n.scope", filter.scope),
    ...(attempt === undefined ? [] : [sql`n.attempt = ${attempt}`]),
    ...(value === undefined ? [] : [hasValue(value)]),
  ];
  const match = (indexed: readonly Sql[], looked: readonly Sql[]): Match => ({
    indexed: [...indexed, ...time],
    looked: [...looked, ...others],
    window: SEARCH_ROWS,
  });
  if (kind.length > 0 && id.length > 0) return match([...kind, ...id, ...version], named);
  if (named.length > 0) return match(named, [...kind, ...id, ...version]);
  return match(kind, [...id, ...version]);
}

const hasValue = (value: string): Sql =>
  canBeStoredId(value) ? sql`substr(n.value, 1, ${VALUE_CHARS}) = ${value}` : raw("false");
