/** Opens a database by its address. */

import { parseAddress } from "./connect/address.js";
import { openPostgresql, type PostgresqlOptions } from "./connect/postgresql.js";
import { openSqlite } from "./connect/sqlite.js";
import type { Database } from "./db.js";
import { raw } from "./sql.js";

/**
 * Connects and makes sure that the database answers and has our tables.
 *
 * @param url `postgres://`, `postgresql://` or `file:`
 * @throws {DatabaseError} saying what is wrong with the address, the server, the user or the tables
 */
export async function openDatabase(url: string, options: PostgresqlOptions = {}): Promise<Database> {
  const address = parseAddress(url);
  const database =
    address.kind === "sqlite" ? await openSqlite(address, options) : openPostgresql(address, options);
  try {
    await database.read(raw("select id from workflow_runs limit 0"));
    return database;
  } catch (error) {
    await database.close().catch(() => undefined);
    throw error;
  }
}
