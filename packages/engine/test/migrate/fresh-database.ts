/** Databases for one test each: real, empty, and gone afterwards. */

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "@libsql/client";
import pg from "pg";
import { onTestFinished } from "vitest";
import { dropDatabase } from "../../../../scripts/postgres/drop-database.mjs";
import type { Provider } from "../../src/adapters/prisma/migrate/database-address.js";

export interface FreshDatabase {
  readonly provider: Provider;
  readonly url: string;
  /** Rows as objects; text is bound by nobody: for statements the test itself writes. */
  query(sql: string): Promise<Record<string, unknown>[]>;
}

export async function freshDatabase(provider: Provider): Promise<FreshDatabase> {
  return provider === "postgresql" ? freshPostgresql() : freshSqlite();
}

/** Address of a PostgreSQL in which tests may create databases; set by the global setup. */
export function serverUrl(): string {
  const url = process.env.STAGELINE_TEST_POSTGRES_URL;
  if (!url) throw new Error("STAGELINE_TEST_POSTGRES_URL is not set: run the tests through vitest.config.ts");
  return url;
}

async function freshPostgresql(): Promise<FreshDatabase> {
  const name = `migrate_${randomUUID().replaceAll("-", "")}`;
  await onServer(`create database ${name}`);
  onTestFinished(() => dropDatabase(onServer, name));
  const url = new URL(serverUrl());
  url.pathname = name;
  return {
    provider: "postgresql",
    url: url.href,
    query: async (sql) => {
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      try {
        return (await client.query(sql)).rows ?? [];
      } finally {
        await client.end();
      }
    },
  };
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function freshSqlite(): Promise<FreshDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), "stageline-migrate-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const url = `file:${path.join(folder, "test.db")}`;
  return {
    provider: "sqlite",
    url,
    query: async (sql) => {
      const client = createClient({ url, timeout: 10_000 });
      try {
        return (await client.execute(sql)).rows.map((row) => ({ ...row }));
      } finally {
        client.close();
      }
    },
  };
}
