/** Migrating SQLite: the file's write lock keeps other processes out. */

import { randomUUID } from "node:crypto";
import { type Client, createClient, type Transaction } from "@libsql/client";
import { describeAddress } from "./database-address.js";
import { DatabaseUnreachableError } from "./errors.js";
import type { MigrationDatabase, MigrationTransaction, RecordedMigration } from "./migration-database.js";

/** How long to wait for another process that migrates. */
const BUSY_TIMEOUT_MS = 60_000;

const HISTORY_TABLE = `create table if not exists _prisma_migrations (
  id text primary key not null,
  checksum text not null,
  finished_at datetime,
  migration_name text not null,
  logs text,
  rolled_back_at datetime,
  started_at datetime not null default current_timestamp,
  applied_steps_count integer unsigned not null default 0
)`;

/**
 * Opens, or creates, the file and makes it write-ahead logged, which is a property of the file from then on.
 *
 * @throws {DatabaseUnreachableError} if the file cannot be opened, or is no database
 */
export async function openSqlite(url: string): Promise<MigrationDatabase> {
  let client: Client | undefined;
  try {
    client = createClient({ url, timeout: BUSY_TIMEOUT_MS, intMode: "number" });
    const { rows } = await client.execute("pragma journal_mode");
    if (rows[0]?.journal_mode !== "wal") await switchToWriteAheadLog(client);
  } catch (cause) {
    client?.close();
    throw new DatabaseUnreachableError(describeAddress(url), openFailure(cause), { cause });
  }
  const opened = client;
  return {
    history: () => history(opened),
    exclusively: (fn) => exclusively(opened, fn),
    close: async () => opened.close(),
  };
}

/** SQLite does not wait for other users of the file here, whatever the timeout says: it asks again until they are gone. */
async function switchToWriteAheadLog(client: Client): Promise<void> {
  for (const deadline = Date.now() + BUSY_TIMEOUT_MS; ; ) {
    try {
      await client.execute("pragma journal_mode = wal");
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

const isBusy = (error: unknown): boolean =>
  String((error as { code?: string }).code).startsWith("SQLITE_BUSY");

function openFailure(cause: unknown): string {
  const { code = "", message = "" } = cause as { code?: string; message?: string };
  if (code.startsWith("SQLITE_CANTOPEN") || /unable to open database file/i.test(message))
    return "the file cannot be opened. Does its folder exist, and may it be written?";
  if (code.startsWith("SQLITE_NOTADB")) return "the file is not a SQLite database";
  if (code.startsWith("SQLITE_READONLY")) return "the file may not be written";
  return message || code || String(cause);
}

/**
 * Foreign keys are off while a migration runs: rebuilding a table drops the old one, which would delete the rows
 * that point at it. They are checked as a whole before the commit.
 */
async function exclusively<T>(client: Client, fn: (tx: MigrationTransaction) => Promise<T>): Promise<T> {
  // Inside a transaction the pragma does nothing. The transaction takes this very connection.
  await client.execute("pragma foreign_keys = off");
  const tx = await client.transaction("write");
  try {
    const result = await fn({
      prepareHistory: async () => void (await tx.execute(HISTORY_TABLE)),
      history: () => history(tx),
      script: async (sql) => {
        await tx.executeMultiple(sql);
        await checkForeignKeys(tx);
      },
      record: (migration) => record(tx, migration),
    });
    await tx.commit();
    return result;
  } finally {
    tx.close();
  }
}

async function checkForeignKeys(tx: Transaction): Promise<void> {
  const { rows } = await tx.execute("pragma foreign_key_check");
  if (rows.length === 0) return;
  const tables = [...new Set(rows.map((row) => `${row.table} → ${row.parent}`))];
  throw new Error(`${rows.length} rows point at rows that do not exist (${tables.join(", ")})`);
}

async function history(db: Client | Transaction): Promise<readonly RecordedMigration[]> {
  const found = await db.execute(
    "select 1 from sqlite_master where type = 'table' and name = '_prisma_migrations'",
  );
  if (found.rows.length === 0) return [];
  const { rows } = await db.execute(
    `select migration_name, checksum, finished_at is not null as is_finished
     from _prisma_migrations where rolled_back_at is null order by started_at, migration_name`,
  );
  return rows.map((row) => ({
    name: String(row.migration_name),
    checksum: String(row.checksum),
    isFinished: row.is_finished === 1,
  }));
}

async function record(
  tx: Transaction,
  { name, checksum }: { name: string; checksum: string },
): Promise<void> {
  const now = Date.now();
  await tx.execute({
    sql: `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
          values (?, ?, ?, ?, ?, 1)`,
    args: [randomUUID(), checksum, name, now, now],
  });
}
