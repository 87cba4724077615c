/** What the two databases say differently. Everything else is shared SQL. */

import type { Sql } from "../sql.js";

export type ColumnType = "text" | "integer" | "bigint" | "real" | "boolean" | "time";

export type CellValue = string | number | boolean | Date | null | undefined;

export interface Dialect {
  readonly kind: "postgresql" | "sqlite";
  /** The database's clock in whole milliseconds, fixed within a statement. */
  readonly now: Sql;
  /** A time to compare with or to write. */
  time(at: Date | null): Sql;
  /** `at` moved by so many milliseconds (a fragment or a bound number; negative moves back). */
  shift(at: Sql, ms: Sql | number): Sql;
  /** Milliseconds from `from` to `to`. */
  millisBetween(from: Sql, to: Sql): Sql;
  /** Two to the power of a whole number, capped so that it cannot overflow. */
  powerOfTwo(exponent: Sql): Sql;
  least(left: Sql, right: Sql): Sql;
  greatest(left: Sql, right: Sql): Sql;
  /** Behind a table's name: take this index, where the planner would not know better. */
  walk(index: string): Sql;
  /** Behind a select: lock the rows, pass over those that others have locked. */
  readonly skipLocked: Sql;
  /** Behind a select: lock the rows against writers, not against foreign keys that point at them. */
  readonly forNoKeyUpdate: Sql;
  /** Something nobody can guess, new for every row. */
  readonly randomToken: Sql;
  /** `column` is one of the values, bound as one parameter however many there are. */
  among(column: Sql, values: readonly string[]): Sql;
  /** `column` is one of what the subselect gives, which is evaluated once and may lock. */
  amongSelected(column: Sql, subselect: Sql): Sql;
  /**
   * Condition of an update of several rows: these ids. The rows are locked one by one in the order of their ids before
   * the first is written, so that two callers cannot wait for each other.
   */
  lockedInOrder(table: string, ids: readonly string[]): Sql;
  /** A table made of bound rows, in their order, under this alias; the text does not depend on how many there are. */
  rows<Name extends string>(
    alias: string,
    columns: Readonly<Record<Name, ColumnType>>,
    rows: readonly Readonly<Record<NoInfer<Name>, CellValue>>[],
  ): Sql;
  /** A sum of US dollars without the drift of adding binary fractions. */
  sumDollars(column: Sql): Sql;
  /** The sum of two amounts in US dollars, to 12 decimals. */
  addDollars(left: Sql, right: Sql): Sql;
  /** Whether `column` has this text in it, literally, upper and lower case alike. */
  contains(column: Sql, needle: string): Sql;
  /** Whether `column` begins with this text, literally, upper and lower case alike. */
  beginsWith(column: Sql, prefix: string): Sql;
  /** The UTC day of a time, as `2026-01-31`. */
  day(at: Sql): Sql;
  /** Whether a statement that changes rows may stand inside `with`. */
  readonly changesInsideWith: boolean;
}
