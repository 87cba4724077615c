/**
 * Connections to PostgreSQL.
 *
 * Every session speaks UTC: the driver adapter writes times without their offset and cuts offsets off the times it
 * reads, so in any other zone values would move. Statements are prepared under a name once per connection, which
 * saves parsing and planning them again.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { StoreWakeUps, WakeUpOptions } from "../../wake-ups/listeners.js";
import type { Row } from "../columns.js";
import { DatabaseError, failedAs, toDatabaseError } from "../database-error.js";
import type { Database, Db } from "../db.js";
import { postgresql } from "../dialect/postgresql.js";
import { PrismaClient } from "../generated/postgresql/client.js";
import type { Sql } from "../sql.js";
import { postgresqlWakeUps } from "../wake-ups/postgresql.js";
import type { PostgresqlAddress } from "./address.js";

export interface PostgresqlOptions {
  /** Connections at most. Default 10. */
  poolSize?: number;
  wakeUps?: WakeUpOptions;
  /** Milliseconds after which the server gives up on a statement. Default: what the server says. */
  statementTimeoutMs?: number;
}

/** More distinct texts than this are run without a name, so that a session's memory stays bounded. */
const MAX_NAMED_STATEMENTS = 500;

/** Prisma's own limits are 2 s and 5 s: far too short for a burst. Ours only end what hangs. */
const TRANSACTION_LIMITS = { maxWait: 60_000, timeout: 600_000 };

/** A deadlock's victim tries again this often; a statement alone has had no effect when it is one. */
const CONFLICT_RETRIES = 5;

type RawClient = Pick<PrismaClient, "$queryRaw" | "$executeRaw">;

export function openPostgresql(address: PostgresqlAddress, options: PostgresqlOptions = {}): Database {
  const limit = options.statementTimeoutMs;
  const settings = sessionOptions(address);
  const session = {
    connectionString: address.url,
    options: limit === undefined ? settings : `${settings} -c statement_timeout=${limit}`,
  };
  const pool = new pg.Pool({ ...session, max: options.poolSize ?? 10, connectionTimeoutMillis: 30_000 });
  const adapter = new PrismaPg(pool, {
    disposeExternalPool: true,
    ...(address.namedStatements ? { statementNameGenerator: statementNames() } : {}),
  });
  const wakeUps = postgresqlWakeUps({
    ...options.wakeUps,
    pool,
    client: { application_name: "stageline-wake-ups", ...session },
    canListen: address.namedStatements,
  });
  return new PostgresqlDatabase(
    new PrismaClient({ adapter }),
    address.shown,
    wakeUps,
    directOn(pool, address),
  );
}

/** Runs one statement without Prisma between, which costs as much as the statement itself where it gives many rows. */
type Direct = (statement: Sql) => Promise<Row[]>;

function directOn(pool: pg.Pool, { namedStatements, shown }: PostgresqlAddress): Direct {
  const nameOf = statementNames();
  return async ({ text, values }) => {
    const name = namedStatements ? nameOf({ sql: text, args: values }) : UNNAMED;
    try {
      const named = name === UNNAMED ? {} : { name };
      return (await pool.query<Row>({ ...named, text, values })).rows;
    } catch (error) {
      throw toDatabaseError(error, shown);
    }
  };
}

/**
 * Milliseconds a session may keep a transaction open without asking anything. None of ours waits for anything but the
 * database: one that does belongs to a process that is frozen or cut off, and holds rows that others need.
 */
const IDLE_IN_TRANSACTION_MS = 15_000;

/** Settings sent with the connection, which win over those of the server, the database and the role. */
export function sessionOptions({ url, schema }: PostgresqlAddress): string {
  const settings = [
    "TimeZone=UTC",
    "DateStyle=ISO",
    "default_transaction_isolation=read\\ committed",
    "jit=off",
    ...(schema === undefined ? [] : [`search_path=${schema.replaceAll(/[\\ ]/g, "\\$&")}`]),
  ].map((setting) => `-c ${setting}`);
  const given = new URL(url).searchParams.get("options");
  const limit = `-c idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_MS}`;
  return [limit, ...(given === null ? [] : [given]), ...settings].join(" ");
}

/** Without a name the driver prepares a statement for one use. */
const UNNAMED = "";

function statementNames(): (query: { sql: string; args: unknown[] }) => string {
  const names = new Map<string, string>();
  return ({ sql, args }) => {
    if (args.length === 0) return UNNAMED;
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MAX_NAMED_STATEMENTS) return UNNAMED;
    const name = createHash("sha1").update(sql).digest("base64url");
    names.set(sql, name);
    return name;
  };
}

/** One connection's statements, outside or inside a transaction. */
class PostgresqlSession {
  readonly dialect = postgresql;

  constructor(
    private readonly client: RawClient,
    private readonly shown: string,
  ) {}

  async rows(statement: Sql): Promise<Row[]> {
    try {
      return await this.client.$queryRaw<Row[]>(statement);
    } catch (error) {
      throw toDatabaseError(error, this.shown);
    }
  }

  async count(statement: Sql): Promise<number> {
    try {
      return await this.client.$executeRaw(statement);
    } catch (error) {
      throw toDatabaseError(error, this.shown);
    }
  }
}

class PostgresqlTransaction implements Db {
  readonly dialect = postgresql;
  readonly inTransaction = true;
  isOpen = true;
  /** Of the first statement that failed. PostgreSQL has given the transaction up then and turns `commit` into a rollback. */
  failure: { error: unknown } | undefined;

  constructor(private readonly session: PostgresqlSession) {}

  read(statement: Sql): Promise<Row[]> {
    return this.noting(() => this.open().rows(statement));
  }
  write(statement: Sql): Promise<Row[]> {
    return this.noting(() => this.open().rows(statement));
  }
  execute(statement: Sql): Promise<number> {
    return this.noting(() => this.open().count(statement));
  }
  async transaction<T>(fn: (tx: Db) => Promise<T>): Promise<T> {
    this.open();
    return fn(this);
  }

  private open(): PostgresqlSession {
    if (!this.isOpen) throw transactionOver();
    return this.session;
  }

  private async noting<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      this.failure ??= { error };
      throw error;
    }
  }
}

class PostgresqlDatabase implements Database {
  readonly dialect = postgresql;
  private readonly session: PostgresqlSession;
  private readonly current = new AsyncLocalStorage<PostgresqlTransaction>();

  constructor(
    private readonly prisma: PrismaClient,
    private readonly shown: string,
    readonly wakeUps: StoreWakeUps,
    private readonly direct: Direct,
  ) {
    this.session = new PostgresqlSession(prisma, shown);
  }

  read(statement: Sql): Promise<Row[]> {
    return this.session.rows(statement);
  }

  write(statement: Sql): Promise<Row[]> {
    return this.surrounding()?.write(statement) ?? againAfterConflict(() => this.direct(statement));
  }

  execute(statement: Sql): Promise<number> {
    return this.surrounding()?.execute(statement) ?? againAfterConflict(() => this.session.count(statement));
  }

  async transaction<T>(fn: (tx: Db) => Promise<T>): Promise<T> {
    const surrounding = this.surrounding();
    if (surrounding) return fn(surrounding);
    // What `fn` throws must come out as it is, and only what the database throws be translated.
    let thrown: { error: unknown } | undefined;
    try {
      return await this.prisma.$transaction(async (client) => {
        const tx = new PostgresqlTransaction(new PostgresqlSession(client, this.shown));
        try {
          const result = await this.current.run(tx, () => fn(tx));
          if (tx.failure) throw tx.failure.error;
          return result;
        } catch (error) {
          thrown = { error };
          throw error;
        } finally {
          tx.isOpen = false;
        }
      }, TRANSACTION_LIMITS);
    } catch (error) {
      if (thrown) throw thrown.error;
      throw toDatabaseError(error, this.shown);
    }
  }

  async close(): Promise<void> {
    await this.wakeUps.close();
    await this.prisma.$disconnect();
  }

  /** While the callback of a transaction is calling. */
  get inTransaction(): boolean {
    return this.surrounding() !== undefined;
  }

  /** The transaction whose callback is calling: writes through the outer store belong to it. */
  private surrounding(): PostgresqlTransaction | undefined {
    const tx = this.current.getStore();
    return tx?.isOpen ? tx : undefined;
  }
}

/** Runs a statement again that had no effect because it was a deadlock's victim. */
export async function againAfterConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!failedAs(error, "conflict") || retries === CONFLICT_RETRIES) throw error;
      await delay(5 * 2 ** retries * (0.5 + Math.random()));
    }
  }
}

export const transactionOver = () =>
  new DatabaseError("TRANSACTION_OVER", "The transaction is over: await everything inside its callback");
