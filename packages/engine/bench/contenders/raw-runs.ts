/** The reference for runs: plain `pg` and four batched statements, one of each under way at a time; no framework. */

import { uuidv7 } from "uuidv7";
import type { OpenRunSystem } from "../closed-loop.js";
import { pump } from "../raw/pump.js";
import { BEGIN_STAGES, CREATE_RUNS, SETTLE_STAGES, START_RUNS } from "../raw/run-statements.js";
import { openRaw } from "../raw/session.js";
import type { BenchDatabase } from "../server.js";
import type { Shape } from "../shape.js";

/** Small enough that a batch is begun while another is settled; larger ones were measured to be slower. */
const BATCH = 100;
const LEASE_MS = 30_000;
const DEFINITION_HASH = "0".repeat(64);

interface Ended {
  readonly id: string;
  readonly token: string;
  readonly runId: string;
  readonly group: number;
  readonly output: string;
}

export const rawRuns =
  (database: BenchDatabase, shape: Shape): OpenRunSystem =>
  async ({ onEnd, onError }) => {
    const pool = openRaw(database.url, 4);
    const run = async (name: string, text: string, values: unknown[]) =>
      (await pool.query<Record<string, string>>({ name, text, values })).rows;
    const created: { id: string; resolve(): void }[] = [];
    const ended: Ended[] = [];

    const create = pump(async () => {
      const batch = created.splice(0, BATCH);
      if (created.length > 0) create();
      await run("create", CREATE_RUNS, [batch.map(({ id }) => id), '{"n":0}', DEFINITION_HASH]);
      for (const { resolve } of batch) resolve();
      start();
    }, onError);
    const start = pump(async () => {
      const [row] = await run("start", START_RUNS, [BATCH, shape.width]);
      if (Number(row?.started) === BATCH) start();
      if (Number(row?.started) > 0) begin();
    }, onError);
    const begin = pump(async () => {
      const rows = await run("begin", BEGIN_STAGES, [BATCH, "raw", LEASE_MS]);
      if (rows.length === BATCH) begin();
      for (const row of rows) ended.push(bodyOf(row));
      if (rows.length > 0) settle();
    }, onError);
    const settle = pump(async () => {
      const batch = ended.splice(0, BATCH);
      if (ended.length > 0) settle();
      const rows = await pool.query<{ is_over: boolean; goes_on: boolean }>({
        name: "settle",
        text: SETTLE_STAGES,
        values: [
          batch.map(({ id }) => id),
          batch.map(({ token }) => token),
          batch.map(({ runId }) => runId),
          batch.map(({ group }) => group),
          batch.map(({ output }) => output),
          shape.groups,
          shape.width,
        ],
      });
      if (rows.rows.some(({ goes_on }) => goes_on)) begin();
      for (const { is_over } of rows.rows) if (is_over) onEnd();
    }, onError);

    return {
      create: () =>
        new Promise<void>((resolve) => {
          created.push({ id: uuidv7(), resolve });
          create();
        }),
      stop: () => pool.end(),
    };
  };

function bodyOf(row: Record<string, string>): Ended {
  const { n } = JSON.parse(row.input ?? "") as { n: number };
  return {
    id: row.id ?? "",
    token: row.lease_token ?? "",
    runId: row.run_id ?? "",
    group: Number(row.execution_group),
    output: JSON.stringify({ n: n + 1 }),
  };
}
