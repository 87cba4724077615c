/** The values that occur in an indexed column, each found by one step into the index: rows are not counted through. */

import { MAX_WORDS } from "../../../read/run-words.js";
import { text } from "../columns.js";
import type { Db } from "../db.js";
import { raw, sql } from "../sql.js";

/** Sorted; at most MAX_WORDS. The column must lead an index. */
export async function distinct(db: Db, table: string, column: string): Promise<string[]> {
  const from = raw(`from ${table} where ${column}`);
  const rows = await db.read(sql`
    with recursive step(word) as (
      select min(${raw(column)}) from ${raw(table)}
      union all
      select (select min(${raw(column)}) ${from} > step.word) from step where step.word is not null
    )
    select word from step where word is not null limit ${MAX_WORDS}`);
  return rows.map(({ word }) => text(word));
}
