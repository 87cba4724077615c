/**
 * Applies what a database lacks of our migrations.
 *
 * One transaction per migration, its record included: a crash or an error leaves the migrations before it and
 * nothing of the one that failed. The record is Prisma's own, so `prisma migrate status` and `deploy` agree with us.
 * Processes that start together wait for each other and each migration is applied once. No part of it needs Prisma.
 */

import { providerOf } from "./database-address.js";
import {
  DatabaseNewerError,
  MigrationEditedError,
  MigrationFailedError,
  MigrationUnfinishedError,
} from "./errors.js";
import type { MigrationDatabase, RecordedMigration } from "./migration-database.js";
import { type Migration, migrationsFolder, readMigrations } from "./migrations-folder.js";
import { openPostgresql } from "./postgresql.js";
import { openSqlite } from "./sqlite.js";

export interface MigrateOptions {
  /** Folder with one folder per migration; this installation's own by default. */
  readonly folder?: string;
}

/** How far a database is. Ready when everything but `applied` is empty. */
export interface MigrationState {
  readonly applied: readonly string[];
  /** Known here and missing there, in the order they will be applied. */
  readonly pending: readonly string[];
  /** Recorded there and unknown here: a newer version made them. */
  readonly unknown: readonly string[];
  /** Applied there with another text than the file has here. */
  readonly edited: readonly string[];
  /** Begun there and never finished. */
  readonly unfinished: readonly string[];
}

/**
 * Brings the database at `url` up to date.
 *
 * @returns the migrations this call applied, oldest first; none when there was nothing to do
 * @throws {DatabaseUnreachableError} if it does not let us in
 * @throws {DatabaseNewerError | MigrationEditedError | MigrationUnfinishedError} without changing anything
 * @throws {MigrationFailedError} if the database rejects one; those before it stay applied
 */
export async function migrate(
  url: string,
  options: MigrateOptions = {},
): Promise<{ readonly applied: readonly string[] }> {
  return withDatabase(url, options, async (db, migrations) => {
    const applied: string[] = [];
    if (nextMigration(migrations, await db.history()) === undefined) return { applied };
    for (;;) {
      const name = await applyNext(db, migrations);
      if (name === undefined) return { applied };
      applied.push(name);
    }
  });
}

/** How far the database at `url` is; changes nothing and refuses nothing. */
export async function migrationState(url: string, options: MigrateOptions = {}): Promise<MigrationState> {
  return withDatabase(url, options, async (db, migrations) => compare(migrations, await db.history()));
}

async function withDatabase<T>(
  url: string,
  { folder }: MigrateOptions,
  fn: (db: MigrationDatabase, migrations: readonly Migration[]) => Promise<T>,
): Promise<T> {
  const provider = providerOf(url);
  const migrations = await readMigrations(folder ?? migrationsFolder(provider));
  const db = await (provider === "postgresql" ? openPostgresql(url) : openSqlite(url));
  try {
    return await fn(db, migrations);
  } finally {
    await db.close();
  }
}

/** Applies the oldest missing migration, having read the record again under the lock. */
async function applyNext(
  db: MigrationDatabase,
  migrations: readonly Migration[],
): Promise<string | undefined> {
  return db.exclusively(async (tx) => {
    await tx.prepareHistory();
    const next = nextMigration(migrations, await tx.history());
    if (next === undefined) return undefined;
    try {
      await tx.script(next.sql);
    } catch (cause) {
      throw new MigrationFailedError(next.name, (cause as Error).message, { cause });
    }
    await tx.record(next);
    return next.name;
  });
}

/** The migration to apply now, or `undefined` if the database is up to date; throws if it must not be touched. */
function nextMigration(
  migrations: readonly Migration[],
  history: readonly RecordedMigration[],
): Migration | undefined {
  const { pending, unknown, edited, unfinished } = compare(migrations, history);
  if (unfinished.length > 0) throw new MigrationUnfinishedError(unfinished);
  if (unknown.length > 0) throw new DatabaseNewerError(unknown);
  if (edited.length > 0) throw new MigrationEditedError(edited);
  return migrations.find(({ name }) => name === pending[0]);
}

function compare(migrations: readonly Migration[], history: readonly RecordedMigration[]): MigrationState {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const finished = history.filter(({ isFinished }) => isFinished);
  const recorded = new Set(history.map(({ name }) => name));
  const namesOf = (rows: readonly { readonly name: string }[]) => [...new Set(rows.map(({ name }) => name))];
  return {
    applied: namesOf(finished.filter(({ name }) => known.has(name))),
    pending: namesOf(migrations.filter(({ name }) => !recorded.has(name))),
    unknown: namesOf(finished.filter(({ name }) => !known.has(name))),
    edited: namesOf(
      finished.filter(({ name, checksum }) => known.get(name)?.checksum !== checksum && known.has(name)),
    ),
    unfinished: namesOf(history.filter(({ isFinished }) => !isFinished)),
  };
}
