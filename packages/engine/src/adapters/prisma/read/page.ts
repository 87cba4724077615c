/** Keyset pages: a page is what lies next to a row already shown, so it costs the same wherever it lies. */

import type { Keyset } from "../../../read/filters.js";
import type { Page } from "../../../read/views.js";
import { instant, type Row, text } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";

export interface Paging {
  readonly cursor?: Keyset | undefined;
  readonly direction: "after" | "before";
  readonly limit: number;
}

export interface PagedQuery {
  /** What is selected, with `created_at` and `id` among it, up to before `where`. */
  readonly select: Sql;
  /** The alias under which the list's own table is selected. */
  readonly alias: string;
  readonly conditions: readonly Sql[];
  /** How the whole list runs. */
  readonly newestFirst: boolean;
}

/**
 * Rows on one side of a place. Their time alone says so too: beside another bound of the time PostgreSQL does not end a
 * walk at that of a pair, and goes through the index to the other bound.
 */
export function besidePlace(
  { dialect }: Db,
  alias: string,
  side: "<" | "<=" | ">" | ">=",
  { createdAt, id }: Keyset,
): Sql {
  const time = dialect.time(createdAt);
  const [at, place] = [raw(`${alias}.created_at`), raw(`(${alias}.created_at, ${alias}.id)`)];
  return sql`${at} ${raw(side.startsWith("<") ? "<=" : ">=")} ${time} and ${place} ${raw(side)} (${time}, ${id})`;
}

/** One page and whether there are more on either side, in one statement: it reads one row more than it shows. */
export async function readPage<View>(
  db: Db,
  { select, alias, conditions, newestFirst }: PagedQuery,
  { cursor, direction, limit }: Paging,
  toView: (row: Row) => View,
): Promise<Page<View>> {
  // Toward the start of the list rows are read backwards and turned round.
  const isBackward = direction === "before";
  const descending = newestFirst !== isBackward;
  const beyond = cursor === undefined ? [] : [besidePlace(db, alias, descending ? "<" : ">", cursor)];
  const way = raw(descending ? "desc" : "asc");
  const found = await db.read(sql`
    ${select} where ${and([...conditions, ...beyond])}
    order by ${raw(alias)}.created_at ${way}, ${raw(alias)}.id ${way} limit ${limit + 1}`);
  const hasMore = found.length > limit;
  const rows = found.slice(0, limit);
  if (isBackward) rows.reverse();
  const toStart = rows[0] ? keysetOf(rows[0]) : (cursor ?? null);
  const toEnd = rows.length > 0 ? keysetOf(rows[rows.length - 1] as Row) : (cursor ?? null);
  return {
    rows: rows.map(toView),
    // Behind a cursor lies the row it names, at least.
    next: (isBackward ? cursor !== undefined : hasMore) ? toEnd : null,
    previous: (isBackward ? hasMore : cursor !== undefined) ? toStart : null,
  };
}

const keysetOf = (row: Row): Keyset => ({ createdAt: instant(row.created_at), id: text(row.id) });

/** Rows up to a cap: a page says "more than", and never makes the database count a million. */
export const cappedCount = (from: Sql, cap: number): Sql =>
  sql`(select count(*) from (select 1 as counted from ${from} limit ${cap + 1}) as capped)`;
