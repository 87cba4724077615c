/** A database as the statements see it. */

import type { StoreWakeUps } from "../wake-ups/listeners.js";
import type { Row } from "./columns.js";
import type { Dialect } from "./dialect/dialect.js";
import { join, raw, type Sql, sql } from "./sql.js";

export interface Db {
  readonly dialect: Dialect;
  /** Whether what is written here waits for a surrounding transaction to commit. */
  readonly inTransaction: boolean;
  /** The rows of a statement that changes nothing. */
  read(statement: Sql): Promise<Row[]>;
  /** Runs a statement that changes rows and returns some. */
  write(statement: Sql): Promise<Row[]>;
  /** Runs a statement that changes rows. Returns how many. */
  execute(statement: Sql): Promise<number>;
  /** Several statements, all or nothing. Inside a transaction it joins that one. */
  transaction<T>(fn: (tx: Db) => Promise<T>): Promise<T>;
}

/** An open database: the connections behind a {@link Db}. */
export interface Database extends Db {
  readonly wakeUps: StoreWakeUps;
  close(): Promise<void>;
}

/** Statements that belong together: one round trip where the database allows it, else one transaction. */
export async function executeTogether(db: Db, first: Sql, ...others: Sql[]): Promise<void> {
  const last = others.pop();
  if (last === undefined) {
    await db.execute(first);
  } else if (db.dialect.changesInsideWith) {
    const before = [first, ...others].map((statement, index) => sql`${raw(`s${index}`)} as (${statement})`);
    await db.execute(sql`with ${join(before)} ${last}`);
  } else {
    await db.transaction(async (tx) => {
      for (const statement of [first, ...others, last]) await tx.execute(statement);
    });
  }
}
