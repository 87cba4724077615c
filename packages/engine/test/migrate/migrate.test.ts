/** The migration runner on real databases: what it applies, what it refuses, what a failure leaves. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Provider } from "../../src/adapters/prisma/migrate/database-address.js";
import { migrate, migrationState } from "../../src/adapters/prisma/migrate/index.js";
import { migrationsFolder } from "../../src/adapters/prisma/migrate/migrations-folder.js";
import { freshDatabase } from "./fresh-database.js";
import { addMigrations, migrationsOnDisk } from "./migrations-on-disk.js";

const FRUIT = {
  "20260101000000_fruit": "create table fruit (id integer primary key); create table leaf (id integer);",
};
const NUTS = { "20260102000000_nuts": "create table nuts (id integer primary key);" };

const ours = async (provider: Provider): Promise<string[]> =>
  (await readdir(migrationsFolder(provider), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

describe.each<Provider>(["postgresql", "sqlite"])("%s", (provider) => {
  test("brings a fresh database to our schema and says which migrations that took", async () => {
    const db = await freshDatabase(provider);

    const { applied } = await migrate(db.url);

    expect(applied).toEqual(await ours(provider));
    expect(await db.query("select count(*) as runs from workflow_runs")).toHaveLength(1);
    expect(await migrationState(db.url)).toEqual({
      applied: await ours(provider),
      pending: [],
      unknown: [],
      edited: [],
      unfinished: [],
    });
  });

  test("does nothing the second time", async () => {
    const db = await freshDatabase(provider);
    await migrate(db.url);

    const { applied } = await migrate(db.url);

    expect(applied).toEqual([]);
  });

  test("applies only what is new", async () => {
    const db = await freshDatabase(provider);
    const folder = await migrationsOnDisk(FRUIT);
    await migrate(db.url, { folder });
    await addMigrations(folder, NUTS);

    const { applied } = await migrate(db.url, { folder });

    expect(applied).toEqual(["20260102000000_nuts"]);
    expect(await db.query("select * from nuts")).toEqual([]);
  });

  test("says how far a database is without touching it", async () => {
    const db = await freshDatabase(provider);
    const folder = await migrationsOnDisk({ ...FRUIT, ...NUTS });

    const state = await migrationState(db.url, { folder });

    expect(state.pending).toEqual(["20260101000000_fruit", "20260102000000_nuts"]);
    await expect(db.query("select * from _prisma_migrations")).rejects.toThrow(/_prisma_migrations/);
  });

  test("refuses a database whose migration was edited after it was applied", async () => {
    const db = await freshDatabase(provider);
    const folder = await migrationsOnDisk(FRUIT);
    await migrate(db.url, { folder });
    await addMigrations(folder, { ...NUTS, "20260101000000_fruit": "create table fruit (id bigint);" });

    const migrating = migrate(db.url, { folder });

    await expect(migrating).rejects.toMatchObject({
      code: "MIGRATION_EDITED",
      migrations: ["20260101000000_fruit"],
    });
    await expect(db.query("select * from nuts")).rejects.toThrow(/nuts/);
  });

  test("refuses a database on which another tool left a migration half-applied", async () => {
    const db = await freshDatabase(provider);
    const folder = await migrationsOnDisk(FRUIT);
    await migrate(db.url, { folder });
    await db.query("update _prisma_migrations set finished_at = null");
    await addMigrations(folder, NUTS);

    const migrating = migrate(db.url, { folder });

    await expect(migrating).rejects.toMatchObject({
      code: "MIGRATION_UNFINISHED",
      migrations: ["20260101000000_fruit"],
    });
  });

  test("goes on when a half-applied migration was recorded as rolled back", async () => {
    const db = await freshDatabase(provider);
    const folder = await migrationsOnDisk(FRUIT);
    await migrate(db.url, { folder });
    await db.query("update _prisma_migrations set finished_at = null, rolled_back_at = started_at");
    await db.query("drop table fruit");
    await db.query("drop table leaf");

    const { applied } = await migrate(db.url, { folder });

    expect(applied).toEqual(["20260101000000_fruit"]);
  });

  test("refuses a database that a newer version has migrated", async () => {
    const db = await freshDatabase(provider);
    await migrate(db.url, { folder: await migrationsOnDisk({ ...FRUIT, ...NUTS }) });

    const migrating = migrate(db.url, { folder: await migrationsOnDisk(FRUIT) });

    await expect(migrating).rejects.toMatchObject({
      code: "DATABASE_NEWER",
      unknownMigrations: ["20260102000000_nuts"],
    });
  });

  test("leaves nothing of a migration that fails, and everything before it", async () => {
    const db = await freshDatabase(provider);
    const folder = await migrationsOnDisk({
      ...FRUIT,
      "20260102000000_broken": "create table nuts (id integer); insert into no_such_table values (1);",
    });

    const migrating = migrate(db.url, { folder });

    await expect(migrating).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      migration: "20260102000000_broken",
      message: expect.stringContaining("no_such_table"),
    });
    await expect(db.query("select * from nuts")).rejects.toThrow(/nuts/);
    expect(await migrationState(db.url, { folder })).toMatchObject({
      applied: ["20260101000000_fruit"],
      pending: ["20260102000000_broken"],
      unfinished: [],
    });
  });

  test("applies each migration once when processes start together", async () => {
    const db = await freshDatabase(provider);

    const processes = await Promise.all([1, 2, 3, 4].map(() => migratingProcess(db.url)));
    const outcomes = await Promise.all(processes.map((start) => start()));

    expect(outcomes.flat().sort()).toEqual(await ours(provider));
    const recorded = await db.query("select migration_name from _prisma_migrations");
    expect(recorded).toHaveLength((await ours(provider)).length);
  });

  test("says when an installation has no migrations", async () => {
    const db = await freshDatabase(provider);

    const migrating = migrate(db.url, { folder: "/no/such/folder" });

    await expect(migrating).rejects.toMatchObject({ code: "MIGRATIONS_MISSING" });
  });
});

test("names host, port and database of a server that does not answer, and keeps its password", async () => {
  const migrating = migrate("postgresql://me:secret@127.0.0.1:9/stageline");

  await expect(migrating).rejects.toMatchObject({
    code: "DATABASE_UNREACHABLE",
    message: expect.stringContaining("127.0.0.1:9/stageline"),
  });
  await expect(migrating).rejects.not.toMatchObject({ message: expect.stringContaining("secret") });
});

test("names a SQLite file that cannot be opened", async () => {
  const migrating = migrate("file:/no/such/folder/stageline.db");

  await expect(migrating).rejects.toMatchObject({
    code: "DATABASE_UNREACHABLE",
    message: expect.stringContaining("/no/such/folder/stageline.db"),
  });
});

test("keeps the rows that point at a SQLite table while a migration rebuilds it", async () => {
  const db = await freshDatabase("sqlite");
  const folder = await migrationsOnDisk({
    "1_tables": `create table parent (id text primary key);
      create table child (id text primary key, parent text references parent (id) on delete cascade);
      insert into parent values ('p'); insert into child values ('c', 'p');`,
  });
  await migrate(db.url, { folder });
  await addMigrations(folder, {
    "2_rebuild": `create table new_parent (id text primary key, name text not null default '');
      insert into new_parent (id) select id from parent;
      drop table parent;
      alter table new_parent rename to parent;`,
  });

  await migrate(db.url, { folder });

  expect(await db.query("select id, parent from child")).toEqual([{ id: "c", parent: "p" }]);
});

test("rolls a SQLite migration back that leaves rows pointing nowhere", async () => {
  const db = await freshDatabase("sqlite");
  const folder = await migrationsOnDisk({
    "1_tables": `create table parent (id text primary key);
      create table child (id text primary key, parent text references parent (id));
      insert into parent values ('p'); insert into child values ('c', 'p');`,
  });
  await migrate(db.url, { folder });
  await addMigrations(folder, { "2_forget": "delete from parent;" });

  const migrating = migrate(db.url, { folder });

  await expect(migrating).rejects.toMatchObject({
    code: "MIGRATION_FAILED",
    message: expect.stringContaining("child → parent"),
  });
  expect(await db.query("select id from parent")).toEqual([{ id: "p" }]);
});

test("makes a SQLite file write-ahead logged", async () => {
  const db = await freshDatabase("sqlite");

  await migrate(db.url);

  expect(await db.query("pragma journal_mode")).toEqual([{ journal_mode: "wal" }]);
});

/** A process that is loaded and waits; the function returned lets it migrate and resolves to what it applied. */
async function migratingProcess(url: string): Promise<() => Promise<string[]>> {
  const runner = fileURLToPath(new URL("../../../../scripts/run-typescript.mjs", import.meta.url));
  const program = fileURLToPath(new URL("migrate-process.ts", import.meta.url));
  const child = spawn(process.execPath, [runner, program, url], { stdio: "pipe" });
  const exited = once(child, "exit");
  const stderr = text(child.stderr);
  await once(child.stdout, "data");
  return async () => {
    const stdout = text(child.stdout);
    child.stdin.end();
    const [exitCode] = await exited;
    if (exitCode !== 0) throw new Error(await stderr);
    return JSON.parse(await stdout);
  };
}
