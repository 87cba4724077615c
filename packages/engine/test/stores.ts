/** The three stores, each opened empty for a test file and thrown away after it. */

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { openMemoryStore, openStore, type Store } from "../src/store.js";

export interface TestStore {
  readonly store: Store;
  /** The address, for tests that open it again or from another process; undefined for memory. */
  readonly url: string | undefined;
  discard(): Promise<void>;
}

export const STORE_KINDS = ["memory", "sqlite", "postgresql"] as const;
export type StoreKind = (typeof STORE_KINDS)[number];

export function openTestStore(kind: StoreKind): Promise<TestStore> {
  return { memory: openMemory, sqlite: openSqlite, postgresql: openPostgres }[kind]();
}

async function openMemory(): Promise<TestStore> {
  const store = openMemoryStore();
  return { store, url: undefined, discard: () => store.close() };
}

async function openSqlite(): Promise<TestStore> {
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-test-"));
  const url = `file:${path.join(folder, "test.db")}`;
  const store = await openStore(url, { migrate: true });
  return {
    store,
    url,
    async discard() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Databases are made on the server that the test run brought up. */
async function openPostgres(): Promise<TestStore> {
  const admin = process.env.STAGELINE_TEST_POSTGRES_URL;
  if (admin === undefined)
    throw new Error("STAGELINE_TEST_POSTGRES_URL is not set: run the tests with `npm test -- unit`");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await administer(admin, `create database ${name}`);
  const url = Object.assign(new URL(admin), { pathname: `/${name}` }).href;
  const store = await openStore(url, { migrate: true });
  return {
    store,
    url,
    async discard() {
      await store.close();
      await administer(admin, `drop database ${name} with (force)`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
