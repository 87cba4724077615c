/** The embedded PostgreSQL through everything that can happen to it between two starts. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { becomesTrue, isAlive } from "../process-identity.mjs";
import { embeddedBinaries } from "./binaries.mjs";
import { ensureCluster } from "./cluster.mjs";
import { startServer } from "./server.mjs";
import { unprivileged } from "./unprivileged.mjs";

const template = mkdtempSync(path.join(tmpdir(), "stageline-server-"));

/** Making a cluster is slow; all but the test of that start from a copy of this one. */
beforeAll(() =>
  ensureCluster(path.join(template, "postgres"), { binaries: embeddedBinaries(), wrap: unprivileged() }),
);
afterAll(() => rmSync(template, { recursive: true, force: true }));

function place({ isNew = false } = {}) {
  const parent = mkdtempSync(path.join(tmpdir(), "stageline-server-"));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = path.join(parent, "postgres");
  if (!isNew) cpSync(path.join(template, "postgres"), folder, { recursive: true });
  const options = {
    binaries: embeddedBinaries(),
    wrap: unprivileged(),
    logFile: path.join(parent, "postgres.log"),
  };
  const start = async () => {
    const server = await startServer(folder, options);
    onTestFinished(() => server.stop());
    return server;
  };
  return { folder, start };
}

async function query(url, sql) {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("keeps its data over a stop and a start", async () => {
  const { start } = place();
  const first = await start();
  await query(first.url, "create table kept as select 42 as value");
  await first.stop();

  const second = await start();

  expect(isAlive(first.pid)).toBe(false);
  expect(await query(second.url, "select value from kept")).toEqual([{ value: 42 }]);
});

test("asks for a password that only the owner of the data folder can read", async () => {
  const { folder, start } = place();
  const { url } = await start();
  const password = path.join(folder, "stageline.password");

  const withoutPassword = new URL(url);
  withoutPassword.password = "guessed";

  await expect(query(withoutPassword.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  expect(statSync(password).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test("takes over a server whose launcher was killed", async () => {
  const { start } = place();
  const first = await start();

  const second = await start();

  expect(second).toMatchObject({ isAdopted: true, pid: first.pid, url: first.url });
  await second.stop();
  expect(isAlive(first.pid)).toBe(false);
});

test("recovers what was committed before the server was killed", async () => {
  const { start } = place();
  const first = await start();
  await query(first.url, "create table kept as select 42 as value");
  process.kill(first.pid, "SIGKILL");
  await becomesTrue(() => !isAlive(first.pid), 5_000);

  const second = await start();

  expect(await query(second.url, "select value from kept")).toEqual([{ value: 42 }]);
});

test("is not fooled by a lock file whose process id belongs to another program by now", async () => {
  const { folder, start } = place();
  const first = await start();
  await first.stop();
  const stranger = spawn(process.execPath, ["--eval", "process.stdin.resume()"]);
  onTestFinished(() => void stranger.kill());
  await once(stranger, "spawn");
  writeFileSync(path.join(folder, "postmaster.pid"), `${stranger.pid}\n${folder}\n1\n5432\n`);

  const second = await start();

  expect(second.isAdopted).toBe(false);
  expect(isAlive(stranger.pid)).toBe(true);
});

test("begins anew when making the data folder was interrupted", async () => {
  const { folder, start } = place({ isNew: true });
  mkdirSync(`${folder}.new/base`, { recursive: true });
  writeFileSync(`${folder}.new/PG_VERSION`, "18\n");

  const { url } = await start();

  expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(existsSync(`${folder}.new`)).toBe(false);
});

test("says so when the data was made by another version", async () => {
  const { folder, start } = place();
  const server = await start();
  await server.stop();
  writeFileSync(path.join(folder, "PG_VERSION"), "15\n");

  const starting = start();

  await expect(starting).rejects.toMatchObject({
    name: "PlainError",
    message: expect.stringMatching(/made by PostgreSQL 15; this is PostgreSQL \d+/),
  });
});

test("says what the server said when it does not start", async () => {
  const { folder, start } = place();
  const server = await start();
  await server.stop();
  writeFileSync(path.join(folder, "postgresql.conf"), "no_such_setting = 1\n");

  const starting = start();

  await expect(starting).rejects.toMatchObject({ details: expect.stringContaining("no_such_setting") });
  expect(readFileSync(path.join(folder, "PG_VERSION"), "utf8")).toMatch(/^\d+/);
});
