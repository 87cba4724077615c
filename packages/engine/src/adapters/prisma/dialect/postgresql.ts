/** PostgreSQL: times are `timestamptz`, lists are arrays, claims skip locked rows. */

import { empty, join, raw, type Sql, sql } from "../sql.js";
import type { CellValue, ColumnType, Dialect } from "./dialect.js";

const ARRAY_TYPE: Readonly<Record<ColumnType, string>> = {
  text: "text[]",
  integer: "integer[]",
  bigint: "bigint[]",
  real: "double precision[]",
  boolean: "boolean[]",
  time: "timestamptz[]",
};

/** With its offset spelled out, a time means the same in every session. */
const cell = (value: CellValue) => (value instanceof Date ? value.toISOString() : (value ?? null));

/** Our columns compare bytes, which knows no letters beyond ASCII; the database's own collation may. */
const folded = (value: Sql): Sql => sql`lower(cast(${value} as text) collate "default")`;

export const postgresql: Dialect = {
  kind: "postgresql",
  now: raw("date_trunc('milliseconds', statement_timestamp())"),
  time: (at) => sql`cast(${at === null ? null : at.toISOString()} as timestamptz)`,
  shift: (at, ms) => sql`${at} + cast(${ms} as double precision) * interval '1 millisecond'`,
  millisBetween: (from, to) => sql`cast(round(extract(epoch from ${to} - ${from}) * 1000) as bigint)`,
  powerOfTwo: (exponent) => sql`power(2, least(${exponent}, 50))`,
  least: (left, right) => sql`least(${left}, ${right})`,
  greatest: (left, right) => sql`greatest(${left}, ${right})`,
  walk: () => empty,
  skipLocked: raw("for update skip locked"),
  forNoKeyUpdate: raw("for no key update"),
  randomToken: raw("cast(gen_random_uuid() as text)"),
  among: (column, values) => sql`${column} = any(cast(${[...values]} as text[]))`,
  // An array is evaluated once: `in (subselect)` may be joined, run again after a lock wait, and take too many.
  amongSelected: (column, subselect) => sql`${column} = any(array(${subselect}))`,
  lockedInOrder: (table, ids) => sql`${raw(`${table}.id`)} = any(array(
    select id from ${raw(table)} where id = any(cast(${[...ids]} as text[])) order by id for no key update))`,
  rows: (alias, columns, rows) => {
    const names = Object.keys(columns) as (keyof typeof columns)[];
    const arrays = names.map(
      (name) => sql`cast(${rows.map((row) => cell(row[name]))} as ${raw(ARRAY_TYPE[columns[name]])})`,
    );
    return sql`unnest(${join(arrays)}) as ${raw(`${alias}(${names.join(", ")})`)}`;
  },
  sumDollars: (column) => sql`coalesce(sum(cast(${column} as numeric)), 0)`,
  addDollars: (left, right) =>
    sql`cast(round(cast(${left} as numeric) + cast(${right} as numeric), 12) as double precision)`,
  contains: (column, needle) => sql`strpos(${folded(column)}, ${folded(sql`${needle}`)}) > 0`,
  beginsWith: (column, prefix) => sql`starts_with(${folded(column)}, ${folded(sql`${prefix}`)})`,
  day: (at) => sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD')`,
  changesInsideWith: true,
};
