/**
 * Changes to the columns of rows: which columns a change may name, and compare-and-set for many rows in one statement.
 *
 * The rows of a call may name different columns. The statement then has all of them, and a flag per row for those that
 * only some rows name: one round trip, and few distinct texts.
 */

import type { Status } from "../../domain/status.js";
import { canBeStoredId } from "../../domain/storable.js";
import { text } from "./columns.js";
import type { Db } from "./db.js";
import type { CellValue, ColumnType, Dialect } from "./dialect/dialect.js";
import { list, raw, type Sql, sql } from "./sql.js";

/** One column that a change may name. */
export interface Field<Value> {
  readonly column: string;
  readonly type: ColumnType;
  /** @throws {UnstorableValueError} */
  toCell(value: Value): CellValue;
  /** A column that is made of this one and changes with it. */
  readonly derived?: Omit<Field<Value>, "derived">;
}

export type Fields<Change> = {
  readonly [Name in Exclude<keyof Change, "expectedVersion">]-?: Field<Exclude<Change[Name], undefined>>;
};

export interface ChangeableTable<Change> {
  readonly name: string;
  readonly fields: Fields<Change>;
}

interface Cell {
  readonly column: string;
  readonly type: ColumnType;
  readonly value: CellValue;
}

/** What a change names: `undefined` leaves a column alone. */
function cellsOf<Change extends object>(fields: Fields<Change>, change: Change): Cell[] {
  return Object.entries<Field<unknown>>(fields).flatMap(([name, { derived, ...field }]) => {
    const value = (change as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) return [];
    return (derived === undefined ? [field] : [field, derived]).map(({ column, type, toCell }) => ({
      column,
      type,
      value: toCell(value) ?? null,
    }));
  });
}

/** Qualified for `on conflict`, where the row that was to be inserted has a version too. */
const nextVersion = (table: string, { now }: Dialect): Sql =>
  sql`version = ${raw(table)}.version + 1, updated_at = ${now}`;

/** The `set` list of an update of one row. */
export function assignments<Change extends object>(
  dialect: Dialect,
  { name, fields }: ChangeableTable<Change>,
  change: Change,
): Sql {
  const changed = cellsOf(fields, change).map(
    ({ column, value }) =>
      sql`${raw(column)} = ${value instanceof Date ? dialect.time(value) : sql`${value}`}`,
  );
  return list([nextVersion(name, dialect), ...changed]);
}

export interface Move<Change> {
  readonly id: string;
  readonly from: readonly Status[];
  readonly data: Change;
}

interface MovedRow {
  readonly id: string;
  readonly statuses: string;
  readonly cells: readonly Cell[];
}

/**
 * Writes each change while its row has one of the `from` statuses. An id named again is moved again, from where the
 * move before it led. Returns the ids of those written, in input order.
 */
export async function moveRows<Change extends object>(
  db: Db,
  table: ChangeableTable<Change>,
  moves: readonly Move<Change>[],
): Promise<string[]> {
  const rows = moves
    .map(({ id, from, data }) => ({ id, statuses: from.join(","), cells: cellsOf(table.fields, data) }))
    .filter(({ id }) => canBeStoredId(id));
  const [first, ...later] = rounds(rows);
  if (first === undefined) return [];
  const written =
    later.length === 0
      ? await moveOnce(db, table.name, first)
      : await db.transaction(async (tx) => {
          const ids: string[] = [];
          for (const round of [first, ...later]) ids.push(...(await moveOnce(tx, table.name, round)));
          return ids;
        });
  const isWritten = new Set(written);
  return [...new Set(rows.map(({ id }) => id))].filter((id) => isWritten.has(id));
}

/** Every id once per round: a statement changes a row only once. */
function rounds(rows: readonly MovedRow[]): MovedRow[][] {
  const timesSeen = new Map<string, number>();
  const all: MovedRow[][] = [];
  for (const row of rows) {
    const round = timesSeen.get(row.id) ?? 0;
    timesSeen.set(row.id, round + 1);
    const members = all[round];
    if (members === undefined) all.push([row]);
    else members.push(row);
  }
  return all;
}

async function moveOnce(db: Db, name: string, rows: readonly MovedRow[]): Promise<string[]> {
  const { dialect } = db;
  const { columns, namedByAll } = columnsOf(rows);
  const table = raw(name);
  const types: Record<string, ColumnType> = { row_id: "text", statuses: "text" };
  const sets = [nextVersion(name, dialect)];
  for (const [column, type] of columns) {
    types[column] = type;
    const [current, given] = [raw(`${name}.${column}`), raw(`m.${column}`)];
    if (namedByAll(column)) {
      sets.push(sql`${raw(column)} = ${given}`);
    } else {
      types[flagOf(column)] = "boolean";
      sets.push(
        sql`${raw(column)} = case when ${raw(`m.${flagOf(column)}`)} then ${given} else ${current} end`,
      );
    }
  }
  const changed = await db.write(sql`
    update ${table} set ${list(sets)}
    from ${dialect.rows("m", types, rows.map(toCells))}
    where ${table}.id = m.row_id and ',' || m.statuses || ',' like '%,' || ${table}.status || ',%'
      and ${dialect.lockedInOrder(
        name,
        rows.map(({ id }) => id),
      )}
    returning id`);
  return changed.map((row) => text(row.id));
}

function columnsOf(rows: readonly MovedRow[]) {
  const columns = new Map<string, ColumnType>();
  const timesNamed = new Map<string, number>();
  for (const { column, type } of rows.flatMap(({ cells }) => cells)) {
    columns.set(column, type);
    timesNamed.set(column, (timesNamed.get(column) ?? 0) + 1);
  }
  // Sorted, so that the text does not depend on which row came first.
  const sorted = [...columns].sort(([a], [b]) => (a < b ? -1 : 1));
  return { columns: sorted, namedByAll: (column: string) => timesNamed.get(column) === rows.length };
}

const flagOf = (column: string): string => `has_${column}`;

const toCells = ({ id, statuses, cells }: MovedRow): Record<string, CellValue> => ({
  row_id: id,
  statuses,
  ...Object.fromEntries(
    cells.flatMap(({ column, value }) => [
      [column, value],
      [flagOf(column), true],
    ]),
  ),
});
