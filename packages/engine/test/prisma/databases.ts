/** Databases for tests: real ones, one of its own for every caller, gone afterwards. */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { dropDatabase } from "../../../../scripts/postgres/drop-database.mjs";
import { migrate } from "../../src/adapters/prisma/migrate/index.js";

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A migrated database on the server that STAGELINE_TEST_POSTGRES_URL names (any database of it will do). */
export async function freshPostgresql(
  options: { migrated?: boolean; settings?: readonly string[] } = {},
): Promise<TestDatabase> {
  const name = `stageline_test_${randomBytes(6).toString("hex")}`;
  await onServer(`create database ${name}`);
  for (const setting of options.settings ?? []) await onServer(`alter database ${name} set ${setting}`);
  const url = urlOf(name);
  if (options.migrated ?? true) await migrate(url);
  return { url, drop: () => dropDatabase(onServer, name) };
}

export async function freshSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), "stageline-test-"));
  const url = `file:${path.join(folder, "store.db")}`;
  await migrate(url);
  return { url, drop: () => rm(folder, { recursive: true, force: true }) };
}

export const FRESH = { postgresql: freshPostgresql, sqlite: freshSqlite } as const;
export type Kind = keyof typeof FRESH;

/** Runs SQL on the test server, outside the databases of the tests. */
export async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env.STAGELINE_TEST_POSTGRES_URL;
  if (!url) throw new Error("Set STAGELINE_TEST_POSTGRES_URL to a PostgreSQL server for tests");
  return url;
}
