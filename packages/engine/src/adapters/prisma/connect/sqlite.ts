/**
 * Connections to a SQLite file: one that reads and one that writes.
 *
 * Writing transactions begin with `begin immediate`, so they hold the file's write lock before they look at
 * anything: none of them can fail halfway because somebody else wrote. A lock held by another process is waited for
 * here, in small steps that leave the event loop free. Readers see the last commit and wait for nobody.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { StoreWakeUps, WakeUpOptions } from "../../wake-ups/listeners.js";
import type { Row } from "../columns.js";
import { failedAs, toDatabaseError } from "../database-error.js";
import type { Database, Db } from "../db.js";
import { sqlite } from "../dialect/sqlite.js";
import { PrismaClient } from "../generated/sqlite/client.js";
import { raw, type Sql } from "../sql.js";
import { sqliteWakeUps } from "../wake-ups/sqlite.js";
import type { SqliteAddress } from "./address.js";
import { giveOthersATurn, withFileLock } from "./file-lock.js";
import { transactionOver } from "./postgresql.js";
import { SqliteAdapter } from "./sqlite-client.js";

/** How long another process may hold the file before we give up (ms). */
const BUSY_DEADLINE_MS = 60_000;

export async function openSqlite(
  address: SqliteAddress,
  options: { wakeUps?: WakeUpOptions } = {},
): Promise<Database> {
  const [writer, reader] = await Promise.all([connect(address, "write"), connect(address, "read")]);
  const wakeUps = sqliteWakeUps({ ...options.wakeUps, versionByOthers: () => writer.versionByOthers() });
  return new SqliteDatabase(writer, reader, address, wakeUps);
}

/** No Prisma transaction is ever begun: the connection behind the client is this one for good. */
async function connect(address: SqliteAddress, access: "read" | "write"): Promise<SqliteConnection> {
  const adapter = new SqliteAdapter(address.path, access);
  const connection = new SqliteConnection(new PrismaClient({ adapter }), adapter, address.shown);
  await whenNotBusy(() => connection.open());
  return connection;
}

class SqliteConnection {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly adapter: SqliteAdapter,
    private readonly shown: string,
  ) {}

  async open(): Promise<void> {
    try {
      await this.prisma.$connect();
    } catch (error) {
      throw toDatabaseError(error, this.shown);
    }
  }

  async rows(statement: Sql): Promise<Row[]> {
    try {
      return await this.prisma.$queryRaw<Row[]>(statement);
    } catch (error) {
      throw toDatabaseError(error, this.shown);
    }
  }

  async count(statement: Sql): Promise<number> {
    try {
      return await this.prisma.$executeRaw(statement);
    } catch (error) {
      throw toDatabaseError(error, this.shown);
    }
  }

  versionByOthers(): number {
    return this.adapter.versionByOthers();
  }

  close(): Promise<void> {
    return this.prisma.$disconnect();
  }
}

class SqliteTransaction implements Db {
  readonly dialect = sqlite;
  readonly inTransaction = true;
  isOpen = true;

  constructor(private readonly writer: SqliteConnection) {}

  async read(statement: Sql): Promise<Row[]> {
    return this.open().rows(statement);
  }
  async write(statement: Sql): Promise<Row[]> {
    return this.open().rows(statement);
  }
  async execute(statement: Sql): Promise<number> {
    return this.open().count(statement);
  }
  async transaction<T>(fn: (tx: Db) => Promise<T>): Promise<T> {
    this.open();
    return fn(this);
  }

  private open(): SqliteConnection {
    if (!this.isOpen) throw transactionOver();
    return this.writer;
  }
}

class SqliteDatabase implements Database {
  readonly dialect = sqlite;
  private readonly current = new AsyncLocalStorage<SqliteTransaction>();

  constructor(
    private readonly writer: SqliteConnection,
    private readonly reader: SqliteConnection,
    private readonly address: SqliteAddress,
    readonly wakeUps: StoreWakeUps,
  ) {}

  async read(statement: Sql): Promise<Row[]> {
    await giveOthersATurn();
    return whenNotBusy(() => this.reader.rows(statement));
  }

  async write(statement: Sql): Promise<Row[]> {
    const surrounding = this.surrounding();
    if (surrounding) return surrounding.write(statement);
    return this.alone(() => whenNotBusy(() => this.writer.rows(statement)));
  }

  async execute(statement: Sql): Promise<number> {
    const surrounding = this.surrounding();
    if (surrounding) return surrounding.execute(statement);
    return this.alone(() => whenNotBusy(() => this.writer.count(statement)));
  }

  async transaction<T>(fn: (tx: Db) => Promise<T>): Promise<T> {
    const surrounding = this.surrounding();
    if (surrounding) return fn(surrounding);
    return this.alone(async () => {
      await whenNotBusy(() => this.writer.count(raw("begin immediate")));
      const tx = new SqliteTransaction(this.writer);
      try {
        const result = await this.current.run(tx, () => fn(tx));
        tx.isOpen = false;
        await whenNotBusy(() => this.writer.count(raw("commit")));
        return result;
      } catch (error) {
        tx.isOpen = false;
        await this.rollback();
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    await this.wakeUps.close();
    await this.alone(() => this.writer.close());
    await this.reader.close();
  }

  private alone<T>(fn: () => Promise<T>): Promise<T> {
    return withFileLock(this.address.path, fn);
  }

  /** SQLite has rolled back by itself after some errors (disk full, for one); there is nothing left to do then. */
  private async rollback(): Promise<void> {
    await this.writer.count(raw("rollback")).catch(() => undefined);
  }

  /** While the callback of a transaction is calling. */
  get inTransaction(): boolean {
    return this.surrounding() !== undefined;
  }

  /** The transaction whose callback is calling: writes through the outer store belong to it. */
  private surrounding(): SqliteTransaction | undefined {
    const tx = this.current.getStore();
    return tx?.isOpen ? tx : undefined;
  }
}

/** Tries until no other process is in the way. A busy statement has had no effect. */
async function whenNotBusy<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + BUSY_DEADLINE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!failedAs(error, "busy") || performance.now() > deadline) throw error;
      await delay(1 + Math.random() * 10);
    }
  }
}
