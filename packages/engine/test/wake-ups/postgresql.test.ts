import { execFile } from "node:child_process";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { postgresqlWakeUps } from "../../src/adapters/prisma/wake-ups/postgresql.js";
import type { WorkKind } from "../../src/index.js";
import { openStore } from "../../src/store.js";
import { freshPostgresql, onServer } from "../prisma/databases.js";
import { stallableProxy } from "./stallable-proxy.js";
import { type TwoStores, twoStores } from "./two-stores.js";

const runFile = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../../../..");

/** On a busy machine soon may be seconds away. */
const SOON = { timeout: 20_000 };

let stores: TwoStores;
let url: string;
let database: string;
let troubles: unknown[];

beforeEach(async () => {
  troubles = [];
  stores = await twoStores("postgresql", { wakeUps: { onTrouble: (error) => troubles.push(error) } });
  url = stores.url ?? "";
  database = new URL(url).pathname.slice(1);
});
afterEach(() => stores.discard());

/** Sessions of the database that have asked for notifications, by process id. */
async function sessionsThatListen(): Promise<number[]> {
  return withClient(async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = $1 and application_name = 'stageline-wake-ups'",
      [database],
    );
    return rows.map(({ pid }) => pid);
  });
}

async function withClient<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const listenThere = async () => {
  const heard: WorkKind[] = [];
  return { heard, listener: await stores.there.wakeUps.listen((kind) => heard.push(kind)) };
};

test("many hints become few messages, and none is lost", async () => {
  const payloads: string[] = [];
  await withClient(async (client) => {
    const { rows } = await client.query("select 'stageline_' || 'workflow_runs'::regclass::oid as channel");
    client.on("notification", ({ payload = "" }) => payloads.push(payload));
    await client.query(`listen ${rows[0].channel}`);
    const start = performance.now();

    while (performance.now() - start < 300) {
      stores.here.wakeUps.send("jobs");
      stores.here.wakeUps.send("events");
      await nextTurn();
    }
    stores.here.wakeUps.send("runs");
    await stores.here.close();
    const tookMs = performance.now() - start;

    await expect.poll(() => payloads.at(-1), SOON).toContain("runs");
    expect(payloads.length).toBeGreaterThan(1);
    expect(payloads.length).toBeLessThanOrEqual(tookMs / 15 + 2);
  });
});

test("a session that the server ends is replaced, and every kind is woken", async () => {
  const { heard, listener } = await listenThere();
  const [pid] = await sessionsThatListen();

  await onServer(`select pg_terminate_backend(${pid})`);

  await expect.poll(() => [...heard].sort(), SOON).toEqual(["events", "jobs", "limits", "runs"]);
  expect(listener.isLive).toBe(true);
  expect(await sessionsThatListen()).not.toContain(pid);
  expect(String(troubles[0])).toMatch(/terminating connection/);
  stores.here.wakeUps.send("jobs");
  await expect.poll(() => heard.filter((kind) => kind === "jobs"), SOON).toHaveLength(2);
});

test("is not live while the server refuses new sessions, and is again when it takes them", async () => {
  const { heard, listener } = await listenThere();
  await onServer(`alter database ${database} with allow_connections false`);
  await onServer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`);
  await expect.poll(() => listener.isLive, SOON).toBe(false);
  stores.here.wakeUps.send("jobs");

  await onServer(`alter database ${database} with allow_connections true`);

  await expect.poll(() => listener.isLive, SOON).toBe(true);
  expect(new Set(heard)).toEqual(new Set(["runs", "jobs", "events", "limits"]));
});

test("one session serves all who listen on a store, and is gone when the last has stopped", async () => {
  for (let round = 0; round < 10; round++) {
    const listeners = await Promise.all(
      Array.from({ length: 5 }, () => stores.there.wakeUps.listen(() => undefined)),
    );
    if (round === 0) expect(await sessionsThatListen()).toHaveLength(1);
    await Promise.all(listeners.map((listener) => listener.stop()));
  }

  await expect.poll(sessionsThatListen, SOON).toEqual([]);
});

test("closing the store ends its session", async () => {
  const { listener } = await listenThere();

  await stores.there.close();

  expect(listener.isLive).toBe(false);
  await expect.poll(sessionsThatListen, SOON).toEqual([]);
});

test("stores meet by the tables they use, whatever their search path", async () => {
  const withSchema = Object.assign(new URL(url), { search: "?schema=public" }).href;
  const { heard } = await listenThere();
  const store = await openStore(withSchema);
  try {
    store.wakeUps.send("runs");

    await expect.poll(() => heard, SOON).toContain("runs");
  } finally {
    await store.close();
  }
});

test("behind a pooler nothing is heard and everything is sent", async () => {
  const pooled = Object.assign(new URL(url), { search: "?pgbouncer=true" }).href;
  const { heard } = await listenThere();
  const store = await openStore(pooled);
  try {
    const listener = await store.wakeUps.listen(() => undefined);
    store.wakeUps.send("runs");

    expect(listener.isLive).toBe(false);
    expect(await sessionsThatListen()).toHaveLength(1);
    await expect.poll(() => heard, SOON).toContain("runs");
  } finally {
    await store.close();
  }
});

test("a session on which nothing arrives does not count as listening", async () => {
  const elsewhere = await freshPostgresql();
  const pool = new pg.Pool({ connectionString: elsewhere.url });
  const said: string[] = [];
  const wakeUps = postgresqlWakeUps({
    pool,
    client: { connectionString: url },
    canListen: true,
    onTrouble: (error) => said.push(String(error)),
  });

  const listener = await wakeUps.listen(() => undefined);

  expect(listener.isLive).toBe(false);
  expect(said[0]).toContain("pooler");
  await wakeUps.close();
  await pool.end();
  await elsewhere.drop();
});

test("a session whose network went silent is found and replaced", async () => {
  const proxy = await stallableProxy(new URL(url));
  const pool = new pg.Pool({ connectionString: url });
  const heard: WorkKind[] = [];
  const wakeUps = postgresqlWakeUps({
    pool,
    client: { connectionString: Object.assign(new URL(url), { port: String(proxy.port) }).href },
    canListen: true,
    keepAliveMs: 50,
    answerMs: 1_000,
  });
  const listener = await wakeUps.listen((kind) => heard.push(kind));
  expect(listener.isLive).toBe(true);

  proxy.stall();

  await expect.poll(() => new Set(heard), SOON).toEqual(new Set(["runs", "jobs", "events", "limits"]));
  expect(listener.isLive).toBe(true);
  await wakeUps.close();
  await pool.end();
  await proxy.close();
});

test("sending to a server that is away says so and throws nothing", async () => {
  const said: unknown[] = [];
  const pool = new pg.Pool({ connectionString: "postgresql://nobody@127.0.0.1:1/nowhere" });
  const wakeUps = postgresqlWakeUps({
    pool,
    client: {},
    canListen: false,
    onTrouble: (error) => said.push(error),
  });

  wakeUps.send("jobs");
  await wakeUps.close();

  expect(said).toMatchObject([{ code: "ECONNREFUSED" }]);
  await pool.end();
});

test("a process that listens ends by itself when it has nothing else to do", async () => {
  const { stdout } = await runFile(process.execPath, [
    path.join(root, "scripts/run-typescript.mjs"),
    path.join(import.meta.dirname, "listen-and-leave.ts"),
    url,
  ]);

  expect(stdout).toBe("live\n");
});
