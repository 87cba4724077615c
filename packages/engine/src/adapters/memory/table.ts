/** Rows by their key, kept in order by what they are asked for. */

import type { Compare } from "./order.js";

/** One row that came, changed or went. Undone by putting `before` back. */
export interface Change {
  readonly table: Restorable;
  readonly key: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
}

export interface Restorable {
  /** Puts a row back as it was, or takes it out, without this being a change. */
  restore(key: string, row: object | undefined): void;
}

/** Takes note of changes while something is written; throws when nothing may be. */
export type NoteChange = (change: Change) => void;

/** Groups of rows, each in order. Rows without a group are not in it. */
export class Index<Row extends object> {
  private readonly groups = new Map<string, Row[]>();

  constructor(
    private readonly groupOf: (row: Row) => string | undefined,
    private readonly compare: Compare<Row>,
  ) {}

  in(group: string): readonly Row[] {
    return this.groups.get(group) ?? [];
  }

  add(row: Row): void {
    const group = this.groupOf(row);
    if (group === undefined) return;
    const rows = this.groups.get(group);
    if (rows) rows.splice(this.placeOf(row, rows), 0, row);
    else this.groups.set(group, [row]);
  }

  remove(row: Row): void {
    const group = this.groupOf(row);
    const rows = group === undefined ? undefined : this.groups.get(group);
    if (group === undefined || rows === undefined) return;
    if (rows.length === 1) this.groups.delete(group);
    else rows.splice(this.placeOf(row, rows), 1);
  }

  /** Where the row stands, or would stand. Most rows are added at the end. */
  private placeOf(row: Row, rows: readonly Row[]): number {
    let [low, high] = [0, rows.length];
    const last = rows[high - 1];
    if (last !== undefined && this.compare(last, row) < 0) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(rows[middle] as Row, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Rows are never changed in place: a change puts another row in. */
export class Table<Row extends object, Name extends string = never> implements Restorable {
  private readonly rows = new Map<string, Row>();
  private readonly listed: readonly Index<Row>[];

  constructor(
    private readonly keyOf: (row: Row) => string,
    private readonly indexes: Readonly<Record<Name, Index<Row>>>,
    private readonly note: NoteChange,
  ) {
    this.listed = Object.values(indexes);
  }

  get(key: string): Row | undefined {
    return this.rows.get(key);
  }

  /** In no order. */
  all(): Iterable<Row> {
    return this.rows.values();
  }

  /** The rows of one group of an index, in its order. */
  in(index: Name, group: string): readonly Row[] {
    return this.indexes[index].in(group);
  }

  put(row: Row): Row {
    const key = this.keyOf(row);
    this.note({ table: this, key, before: this.rows.get(key), after: row });
    this.restore(key, row);
    return row;
  }

  delete(key: string): void {
    const before = this.rows.get(key);
    if (before === undefined) return;
    this.note({ table: this, key, before, after: undefined });
    this.restore(key, undefined);
  }

  restore(key: string, row: object | undefined): void {
    const before = this.rows.get(key);
    if (before) for (const index of this.listed) index.remove(before);
    if (row === undefined) {
      this.rows.delete(key);
      return;
    }
    // Only rows of this table are handed to it by `put` and by changes that name it.
    const added = row as Row;
    this.rows.set(key, added);
    for (const index of this.listed) index.add(added);
  }
}
