/** The values that occur in an indexed column, each found by one step into the index: rows are not counted through. */

import { MAX_WORDS } from "../../../read/run-words.js";
import { text } from "../columns.js";
import type { Db } from "../db.js";
import { raw, type Sql, sql } from "../sql.js";

/** Sorted; at most MAX_WORDS. The column must lead an index. */
export const distinct = (db: Db, table: string, column: string): Promise<string[]> =>
  steps(db, { table, column, within: raw("true") });

/** Sorted; at most MAX_WORDS. An index must begin with the columns that `within` compares, and go on with this one. */
export async function steps(
  db: Db,
  { table, column, within }: { readonly table: string; readonly column: string; readonly within: Sql },
): Promise<string[]> {
  const [name, from] = [raw(column), raw(`from ${table}`)];
  const rows = await db.read(sql`
    with recursive step(word) as (
      select min(${name}) ${from} where ${within}
      union all
      select (select min(${name}) ${from} where ${within} and ${name} > step.word) from step
      where step.word is not null
    )
    select word from step where word is not null limit ${MAX_WORDS}`);
  return rows.map(({ word }) => text(word));
}
