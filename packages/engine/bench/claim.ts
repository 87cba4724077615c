/**
 * How long a claim takes with few and with many jobs waiting.
 *
 *   node scripts/run-typescript.mjs packages/engine/bench/claim.ts <url of a server, or file:> [pending …]
 *
 * Makes one database for each number of pending jobs (default 1,000 and 1,000,000) and claims from them in turn, so
 * that whatever else the machine does slows all of them alike. Prints medians and, for PostgreSQL, the claim's plan.
 */

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { dropDatabase } from "../../../scripts/postgres/drop-database.mjs";
import { raw } from "../src/adapters/prisma/sql.js";
import { type Database, migrate, openDatabase, PrismaJobQueue } from "../src/store.js";

const [server = "file:", ...sizes] = process.argv.slice(2);
const counts = sizes.length > 0 ? sizes.map(Number) : [1_000, 1_000_000];
const isPostgresql = server.startsWith("postgres");
const CLAIMS = 300;
const WARM_UP = 30;

interface Bench {
  readonly count: number;
  readonly url: string;
  readonly database: Database;
  readonly jobs: PrismaJobQueue;
  readonly tookMs: Record<1 | 10, number[]>;
}

const benches: Bench[] = [];
for (const count of counts) benches.push(await prepare(count));
for (const limit of [1, 10] as const) {
  for (let claim = 0; claim < WARM_UP + CLAIMS / limit; claim++) {
    for (const { jobs, tookMs } of benches) {
      const start = performance.now();
      await jobs.claim({ workerId: "bench", limit, leaseMs: 60_000 });
      if (claim >= WARM_UP) tookMs[limit].push(performance.now() - start);
    }
  }
}
for (const { count, tookMs, url } of benches) {
  console.log(`${count.toLocaleString("en")} pending: one ${ms(tookMs[1])}, ten ${ms(tookMs[10])}`);
  if (isPostgresql) console.log(await plan(url));
}
const [first, last] = [benches[0], benches.at(-1)];
if (first && last && first !== last) {
  const ratio = (limit: 1 | 10) => (median(last.tookMs[limit]) / median(first.tookMs[limit])).toFixed(2);
  console.log(`ratio: one ${ratio(1)}, ten ${ratio(10)}`);
}
for (const bench of benches) await discard(bench);

/** Jobs of ten priorities, with statistics as a busy database has them. */
async function prepare(count: number): Promise<Bench> {
  const url = await empty(count);
  await migrate(url);
  const database = await openDatabase(url, { poolSize: 1 });
  const series = isPostgresql
    ? `generate_series(1, ${count}) as n`
    : `(with recursive s(n) as (select 1 union all select n + 1 from s where n < ${count}) select n from s)`;
  const now = isPostgresql ? "now()" : "cast(unixepoch() * 1000 as integer)";
  await database.execute(
    raw(`insert into job_queue (id, created_at, updated_at, workflow_run_id, workflow_id, stage_id, priority, run_at, payload)
      select 'job-' || n, ${now}, ${now}, 'run-' || n, 'workflow', 'stage', n % 10, ${now}, '{}' from ${series}`),
  );
  if (isPostgresql) {
    await database.execute(raw("vacuum analyze job_queue"));
    await database.execute(raw("checkpoint"));
  }
  const jobs = new PrismaJobQueue(database, { workerId: "bench" });
  return { count, url, database, jobs, tookMs: { 1: [], 10: [] } };
}

async function empty(count: number): Promise<string> {
  const name = `stageline_bench_${process.pid}_${count}`;
  if (!isPostgresql) return `file:${path.join(tmpdir(), `${name}.db`)}`;
  await onServer(`create database ${name}`);
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

async function discard({ url, database }: Bench): Promise<void> {
  await database.close();
  if (isPostgresql) await dropDatabase(onServer, new URL(url).pathname.slice(1));
  else for (const suffix of ["", "-wal", "-shm"]) rmSync(url.slice("file:".length) + suffix, { force: true });
}

async function onServer(sql: string, url = server): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows.map((row: Record<string, unknown>) => String(Object.values(row)[0]));
  } finally {
    await client.end();
  }
}

/** The claim as src/adapters/prisma/jobs/claim.ts writes it; it changes a few rows of a database that is thrown away. */
async function plan(url: string): Promise<string> {
  const lines = await onServer(
    `explain (analyze, buffers, costs off, summary off, timing off)
    update job_queue set status = 'RUNNING', attempt = attempt + 1
    where id = any(array(select id from job_queue
      where status = 'PENDING' and held_at is null and run_at <= date_trunc('milliseconds', statement_timestamp())
      order by priority desc, created_at, id limit 10 for update skip locked))
    returning id`,
    url,
  );
  return lines.map((line) => `    ${line}`).join("\n");
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function ms(values: readonly number[]): string {
  return `${median(values).toFixed(3)} ms`;
}
