/** Synthetic history into PostgreSQL: COPY per table, one transaction per batch. */

import { once } from "node:events";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { DAY_KEY, type DailyCost } from "./daily-costs.js";
import { type Cell, cellsOf, columnsOf, type Rows, TABLE_NAMES, type Table } from "./tables.js";
import { OWNED_BY_RUN, type SeedTarget } from "./target.js";
import { SYNTHETIC } from "./workflows.js";

const LANES = 2;

export async function postgresqlTarget(url: string): Promise<SeedTarget> {
  const schema = new URL(url).searchParams.get("schema");
  const pool = new pg.Pool({ connectionString: url, max: LANES });
  const settings = ["set synchronous_commit = off", "set timezone = 'UTC'"];
  if (schema !== null) settings.push(`set search_path to ${pg.escapeIdentifier(schema)}`);
  // Every reference is to a row of the same batch: a superuser may leave the checks out.
  const { rows } = await pool.query<{ may: string }>("select current_setting('is_superuser') as may");
  if (rows[0]?.may === "on") settings.push("set session_replication_role = replica");
  pool.on("connect", (client) => void client.query(settings.join("; ")));

  const inTransaction = async <Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> => {
    const client = await pool.connect();
    try {
      await client.query(settings.join("; "));
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  };
  return {
    lanes: LANES,
    write: (rows, costs) =>
      inTransaction(async (client) => {
        for (const table of TABLE_NAMES) await copy(client, table, rows);
        await addCosts(client, costs);
      }),
    removeSome: (limit) =>
      inTransaction(async (client) => {
        const found = await client.query<{ id: string }>(
          "select id from workflow_runs where workflow_id like $1 order by created_at, id limit $2",
          [`${SYNTHETIC}%`, limit],
        );
        const ids = found.rows.map(({ id }) => id);
        if (ids.length === 0) return 0;
        for (const table of OWNED_BY_RUN)
          await client.query(`delete from ${table} where workflow_run_id = any($1)`, [ids]);
        await client.query("delete from workflow_runs where id = any($1)", [ids]);
        return ids.length;
      }),
    removeRest: () =>
      inTransaction(async (client) => {
        await client.query("delete from ai_cost_daily where workflow_id like $1", [`${SYNTHETIC}%`]);
        await client.query("delete from workflow_definitions where workflow_id like $1", [`${SYNTHETIC}%`]);
      }),
    async analyze() {
      for (const table of [...TABLE_NAMES, "ai_cost_daily"]) await pool.query(`vacuum (analyze) ${table}`);
    },
    close: () => pool.end(),
  };
}

async function copy(client: pg.PoolClient, table: Table, rows: Rows): Promise<void> {
  const columns = columnsOf(table);
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(", ")}) from stdin`));
  const text = cellsOf(rows, table)
    .map(
      (cells) => `${cells.map(shown).join("	")}
`,
    )
    .join("");
  stream.end(text);
  await once(stream, "finish");
}

/** A cell in COPY's text format. */
function shown(cell: Cell): string {
  if (cell === null) return "\\N";
  if (typeof cell === "string") return /[\\\t\n\r]/.test(cell) ? escaped(cell) : cell;
  if (cell instanceof Date) return cell.toISOString();
  return String(cell);
}

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");

/** Rows in the order of the key, so that two lanes cannot wait for each other. */
async function addCosts(client: pg.PoolClient, costs: readonly DailyCost[]): Promise<void> {
  const cells = costs.map(({ key, calls, inputTokens, outputTokens, costUsd }) => [
    ...key,
    calls,
    inputTokens,
    outputTokens,
    costUsd,
  ]);
  const sums = ["calls", "input_tokens", "output_tokens", "cost"] as const;
  const types = [...DAY_KEY.map(() => "text"), "bigint", "bigint", "bigint", "float8"];
  const columns = [...DAY_KEY, ...sums];
  await client.query(
    `insert into ai_cost_daily (${columns.join(", ")})
     select * from unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(", ")})
     on conflict (${DAY_KEY.join(", ")}) do update set
       ${sums.map((sum) => `${sum} = ai_cost_daily.${sum} + excluded.${sum}`).join(", ")}`,
    columns.map((_, column) => cells.map((row) => row[column])),
  );
}
