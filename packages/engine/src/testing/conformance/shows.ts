/** Part of a record, compared. */

import assert from "node:assert/strict";

/** The record is there and has these fields, to the last bit; others may be anything. */
export function shows<Row extends object>(row: Row | null | undefined, fields: Partial<NoInfer<Row>>): void {
  assert.ok(row, `there is no row: ${row}`);
  const shown = Object.fromEntries(Object.keys(fields).map((name) => [name, row[name as keyof Row]]));
  assert.deepEqual(shown, { ...fields });
}
