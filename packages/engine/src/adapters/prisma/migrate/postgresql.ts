/** Migrating PostgreSQL: one connection, and the advisory lock Prisma's own engine takes. */

import { randomUUID } from "node:crypto";
import pg from "pg";
import { describeAddress } from "./database-address.js";
import { DatabaseUnreachableError } from "./errors.js";
import type { MigrationDatabase, MigrationTransaction, RecordedMigration } from "./migration-database.js";

/** The key of Prisma's engine, so that it and we wait for each other. */
const LOCK_KEY = 72707369;

const HISTORY_TABLE = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

/**
 * Connects for migrating.
 *
 * @throws {DatabaseUnreachableError} naming host, port and reason, never the password
 */
export async function openPostgresql(url: string): Promise<MigrationDatabase> {
  const client = await connect(url);
  return {
    history: () => history(client),
    exclusively: (fn) => exclusively(client, fn),
    close: () => client.end(),
  };
}

async function connect(url: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      application_name: "stageline-migrate",
    });
    // A connection lost between two statements is reported by the next one; unheard it would end the process.
    client.on("error", () => {});
    await client.connect();
    return client;
  } catch (cause) {
    throw new DatabaseUnreachableError(describeAddress(url), connectFailure(cause), { cause });
  }
}

/** Why connecting failed, as a sentence's end. */
function connectFailure(cause: unknown): string {
  const { code = "", message = "" } = cause as { code?: string; message?: string };
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens there. Is the server running, and are host and port right?";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "the host name is not known";
    case "ETIMEDOUT":
      return "no answer";
    case "28P01":
    case "28000":
      return "it refuses this user or password";
    case "3D000":
      return "the server has no such database. Create it first";
    case "53300":
      return "it has no connection left";
    default:
      return message || code || String(cause);
  }
}

async function exclusively<T>(client: pg.Client, fn: (tx: MigrationTransaction) => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    // A lock of the transaction, not of the session: it also holds behind a pooler that shares sessions.
    await client.query("select pg_advisory_xact_lock($1)", [LOCK_KEY]);
    const result = await fn({
      prepareHistory: async () => void (await client.query(HISTORY_TABLE)),
      history: () => history(client),
      script: async (sql) => void (await client.query(sql)),
      record: (migration) => record(client, migration),
    });
    await client.query("commit");
    return result;
  } catch (error) {
    // The error that matters is the first; a lost connection rolls back by itself.
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

async function history(client: pg.Client): Promise<readonly RecordedMigration[]> {
  const found = await client.query<{ exists: boolean }>(
    "select to_regclass('_prisma_migrations') is not null as exists",
  );
  if (!found.rows[0]?.exists) return [];
  const { rows } = await client.query<{ name: string; checksum: string; isFinished: boolean }>(
    `select migration_name as name, checksum, finished_at is not null as "isFinished"
     from _prisma_migrations where rolled_back_at is null order by started_at, migration_name`,
  );
  return rows;
}

async function record(
  client: pg.Client,
  { name, checksum }: { name: string; checksum: string },
): Promise<void> {
  await client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     values ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksum, name],
  );
}
