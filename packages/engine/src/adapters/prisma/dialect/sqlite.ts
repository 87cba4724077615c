/**
 * SQLite: times are whole milliseconds since 1970, lists are JSON, and nothing needs row locks because a writing
 * transaction holds the whole file.
 */

import { empty, join, raw, type Sql, sql } from "../sql.js";
import type { CellValue, ColumnType, Dialect } from "./dialect.js";

/** More rows than this are bound as one JSON text: SQLite nests the rows of `values`, and not deeply. */
const MAX_BOUND_ROWS = 50;

export const sqlite: Dialect = {
  kind: "sqlite",
  // SQLite's clock is milliseconds inside; rounding undoes the detour over a fraction of seconds.
  now: raw("cast(round(unixepoch('subsec') * 1000) as integer)"),
  time: (at) => sql`cast(${at === null ? null : BigInt(at.getTime())} as integer)`,
  shift: (at, ms) => sql`cast(${at} + ${ms} as integer)`,
  millisBetween: (from, to) => sql`(${to} - ${from})`,
  powerOfTwo: (exponent) => sql`power(2, min(${exponent}, 50))`,
  least: (left, right) => sql`min(${left}, ${right})`,
  greatest: (left, right) => sql`max(${left}, ${right})`,
  // Without statistics SQLite prefers any index with an equality, and would sort all that wait to take one of them.
  walk: (index) => raw(`indexed by ${index}`),
  skipLocked: empty,
  forNoKeyUpdate: empty,
  randomToken: raw("lower(hex(randomblob(16)))"),
  among: (column, values) => sql`${column} in (select value from json_each(${JSON.stringify(values)}))`,
  amongSelected: (column, subselect) => sql`${column} in (${subselect})`,
  // A condition on ids would make the update look through all bound rows for each of them.
  lockedInOrder: () => raw("true"),
  rows: (alias, columns, rows) => {
    const names = Object.keys(columns) as (keyof typeof columns)[];
    const isBindable = rows.length > 0 && rows.length <= MAX_BOUND_ROWS;
    const select = isBindable ? boundRows(names, columns, rows) : jsonRows(names, rows);
    return sql`(${select}) as ${raw(alias)}`;
  },
  sumDollars: (column) => sql`coalesce(sum(${column}), 0.0)`,
  addDollars: (left, right) => sql`round(${left} + ${right}, 12)`,
  contains: (column, needle) => sql`instr(${folded(column, needle)}, ${needle.toLowerCase()}) > 0`,
  beginsWith: (column, prefix) => sql`instr(${folded(column, prefix)}, ${prefix.toLowerCase()}) = 1`,
  day: (at) => sql`strftime('%Y-%m-%d', ${at} / 1000, 'unixepoch')`,
  changesInsideWith: false,
};

/** Lower case as far as `needle` can tell: SQLite folds ASCII letters only, so the needle's others are replaced one by one. */
function folded(column: Sql, needle: string): Sql {
  const letters = new Set(needle.toLowerCase().match(/[^\0-\x7f]/gu));
  return [...letters]
    .filter((letter) => letter.toUpperCase() !== letter)
    .reduce(
      (text, letter) => sql`replace(${text}, ${letter.toUpperCase()}, ${letter})`,
      sql`lower(${column})`,
    );
}

type Cells<Name extends string> = readonly Readonly<Record<Name, CellValue>>[];

/** Bound one by one: fractions stay to the last bit, and big texts are not parsed again for every column. */
function boundRows<Name extends string>(
  names: readonly Name[],
  columns: Readonly<Record<Name, ColumnType>>,
  rows: Cells<Name>,
): Sql {
  const cells = names.map((name, index) => raw(`column${index + 1} as ${name}`));
  const tuples = rows.map((row) => sql`(${join(names.map((name) => bound(row[name], columns[name])))})`);
  return sql`select ${join(cells)} from (values ${join(tuples)})`;
}

/** JavaScript's numbers would all be bound as fractions. */
function bound(value: CellValue, type: ColumnType): string | number | bigint | null {
  const plain = plainCell(value);
  return typeof plain === "number" && type !== "real" ? BigInt(plain) : plain;
}

function jsonRows<Name extends string>(names: readonly Name[], rows: Cells<Name>): Sql {
  const cells = names.map((name, index) => raw(`value ->> ${index} as ${name}`));
  const json = JSON.stringify(rows.map((row) => names.map((name) => plainCell(row[name]))));
  return sql`select ${join(cells)} from json_each(${json})`;
}

function plainCell(value: CellValue): string | number | null {
  if (value instanceof Date) return value.getTime();
  if (typeof value === "boolean") return value ? 1 : 0;
  return value ?? null;
}
