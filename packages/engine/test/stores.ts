/** The three stores, each opened empty for a test file and thrown away after it. */

import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { dropDatabase } from "../../../scripts/postgres/drop-database.mjs";
import { migrate, type OpenStoreOptions, openMemoryStore, openStore, type Store } from "../src/store.js";

export interface TestStore {
  readonly store: Store;
  /** The address, for tests that open it again or from another process; undefined for memory. */
  readonly url: string | undefined;
  discard(): Promise<void>;
}

export const STORE_KINDS = ["memory", "sqlite", "postgresql"] as const;
export type StoreKind = (typeof STORE_KINDS)[number];

export function openTestStore(kind: StoreKind, options: OpenStoreOptions = {}): Promise<TestStore> {
  return { memory: openMemory, sqlite: openSqlite, postgresql: openPostgres }[kind](options);
}

async function openMemory(): Promise<TestStore> {
  const store = openMemoryStore();
  return { store, url: undefined, discard: () => store.close() };
}

async function openSqlite(options: OpenStoreOptions): Promise<TestStore> {
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-test-"));
  const url = `file:${path.join(folder, "test.db")}`;
  const store = await openStore(url, { ...options, migrate: true });
  return {
    store,
    url,
    async discard() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Databases are made on the server that the test run brought up, as copies of one that was migrated once. */
async function openPostgres(options: OpenStoreOptions): Promise<TestStore> {
  const admin = process.env.STAGELINE_TEST_POSTGRES_URL;
  if (admin === undefined) {
    throw new Error("STAGELINE_TEST_POSTGRES_URL is not set: run the tests with `npm test -- unit`");
  }
  const template = await migratedTemplate(admin);
  const name = `test_${randomBytes(8).toString("hex")}`;
  await administer(admin, (client) => client.query(`create database ${name} template ${template}`));
  const url = onDatabase(admin, name);
  const store = await openStore(url, options);
  return {
    store,
    url,
    async discard() {
      await store.close();
      await administer(admin, (client) => dropDatabase((sql) => client.query(sql), name));
    },
  };
}

const onDatabase = (url: string, name: string): string =>
  Object.assign(new URL(url), { pathname: `/${name}` }).href;

/** Named after what the migrations say, so that a changed migration gets a template of its own. */
async function migratedTemplate(admin: string): Promise<string> {
  const folder = path.resolve(import.meta.dirname, "../../../prisma/postgresql/migrations");
  const hash = createHash("sha256");
  for (const migration of readdirSync(folder).sort()) {
    const file = path.join(folder, migration, "migration.sql");
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  const name = `template_${hash.digest("hex").slice(0, 16)}`;
  await administer(admin, async (client) => {
    // Test files run side by side: the first one makes the template, the others wait for it.
    await client.query("select pg_advisory_lock(550155)");
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount !== 0) return;
    const half = `${name}_half`;
    await client.query(`drop database if exists ${half} with (force)`);
    await client.query(`create database ${half}`);
    await migrate(onDatabase(admin, half));
    await client.query(`alter database ${half} rename to ${name}`);
  });
  return name;
}

async function administer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
