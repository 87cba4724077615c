/** Synthetic history into a SQLite file: prepared inserts, one transaction per batch. */

import { createClient, type InStatement } from "@libsql/client";
import { DAY_KEY, type DailyCost } from "./daily-costs.js";
import { type Cell, cellsOf, columnsOf, type Rows, TABLE_NAMES, type Table } from "./tables.js";
import { OWNED_BY_RUN, type SeedTarget } from "./target.js";
import { SYNTHETIC } from "./workflows.js";

/** SQLite takes so many values in one statement, whatever it was built with. */
const MAX_VALUES = 900;

export function sqliteTarget(url: string): SeedTarget {
  const client = createClient({ url });
  const ofSynthetic = `workflow_id like '${SYNTHETIC}%'`;
  return {
    lanes: 1,
    async write(rows, costs) {
      const statements = [
        ...TABLE_NAMES.flatMap((table) => inserts(table, rows)),
        ...costs.map(costStatement),
      ];
      await client.batch(statements, "write");
    },
    async removeSome(limit) {
      const { rows } = await client.execute({
        sql: `select id from workflow_runs where ${ofSynthetic} order by created_at, id limit ?`,
        args: [limit],
      });
      if (rows.length === 0) return 0;
      const args = [JSON.stringify(rows.map(({ id }) => id))];
      const named = "(select value from json_each(?))";
      await client.batch(
        [
          ...OWNED_BY_RUN.map((table) => ({
            sql: `delete from ${table} where workflow_run_id in ${named}`,
            args,
          })),
          { sql: `delete from workflow_runs where id in ${named}`, args },
        ],
        "write",
      );
      return rows.length;
    },
    async removeRest() {
      await client.batch(
        [
          `delete from ai_cost_daily where ${ofSynthetic}`,
          `delete from workflow_definitions where ${ofSynthetic}`,
        ],
        "write",
      );
    },
    async analyze() {
      await client.execute("pragma optimize");
    },
    async close() {
      client.close();
    },
  };
}

function inserts(table: Table, rows: Rows): InStatement[] {
  const columns = columnsOf(table);
  const perStatement = Math.floor(MAX_VALUES / columns.length);
  const placeholders = `(${columns.map(() => "?").join(", ")})`;
  const all = cellsOf(rows, table);
  return Array.from({ length: Math.ceil(all.length / perStatement) }, (_, index) => {
    const some = all.slice(index * perStatement, (index + 1) * perStatement);
    return {
      sql: `insert into ${table} (${columns.join(", ")}) values ${some.map(() => placeholders).join(", ")}`,
      args: some.flatMap((cells) => cells.map(bindable)),
    };
  });
}

/** Times are kept as milliseconds. */
const bindable = (cell: Cell): string | number | null => {
  if (cell instanceof Date) return cell.getTime();
  return typeof cell === "boolean" ? Number(cell) : cell;
};

function costStatement({ key, calls, inputTokens, outputTokens, costUsd }: DailyCost): InStatement {
  const sums = ["calls", "input_tokens", "output_tokens", "cost"];
  const columns = [...DAY_KEY, ...sums];
  return {
    sql: `insert into ai_cost_daily (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})
      on conflict (${DAY_KEY.join(", ")}) do update set ${sums
        .map((sum) => `${sum} = ai_cost_daily.${sum} + excluded.${sum}`)
        .join(", ")}`,
    args: [...key, calls, inputTokens, outputTokens, costUsd],
  };
}
