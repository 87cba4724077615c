/**
 * One connection to a SQLite file, in the place of the client that Prisma's adapter would make.
 *
 * That client prepares every statement anew, and a statement that SQLite refuses as busy stays unfinished until the
 * garbage collector finds it: until then its connection cannot commit. Here statements are prepared once, and a
 * writing connection takes the file's lock before it runs anything, in the one way that leaves nothing behind.
 */

import type { Client, InStatement } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import Database from "libsql";

/** SQLite itself waits this long for a lock, with the event loop stopped (ms). */
const BLOCKING_WAIT_MS = 5;

/** Statements kept prepared, at most. */
const MAX_PREPARED = 300;

/** Statements keep what was last bound to them; those that held more characters than this are not kept. */
const MAX_KEPT_CHARS = 100_000;

type Prepared = Database.Statement & { readonly columnsOf: { names: string[]; types: string[] } | undefined };

/** What the adapter calls; transactions are begun as statements instead. */
type UsedByAdapter = Pick<Client, "execute" | "executeMultiple" | "close">;

export class SqliteAdapter extends PrismaLibSql {
  private client: SqliteClient | undefined;

  constructor(
    private readonly path: string,
    private readonly access: "read" | "write",
  ) {
    super({ url: `file:${path}` }, { timestampFormat: "unixepoch-ms" });
  }

  override createClient(): Client {
    this.client = new SqliteClient(this.path, this.access);
    // The adapter uses no more of a client than this one has.
    return this.client as UsedByAdapter as Client;
  }

  /**
   * Another number after another connection has committed: unlike a statement it takes no lock, not even here.
   *
   * @throws {Error} when the connection is closed or the file cannot be read
   */
  versionByOthers(): number {
    if (this.client === undefined) throw new Error("The connection is not open");
    return this.client.versionByOthers();
  }
}

class SqliteClient implements UsedByAdapter {
  private readonly database: Database.Database;
  private readonly prepared = new Map<string, Prepared>();
  private dataVersion: Database.Statement | undefined;

  constructor(
    path: string,
    private readonly access: "read" | "write",
  ) {
    this.database = new Database(path, { timeout: BLOCKING_WAIT_MS });
    try {
      this.database.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on");
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  async execute(statement: InStatement) {
    const { sql, args = [] } = typeof statement === "string" ? { sql: statement } : statement;
    if (/^(begin|commit|rollback)\b/.test(sql)) {
      this.database.exec(sql);
      return NOTHING;
    }
    const values = (args as unknown[]).map(toBindable);
    if (this.access === "read" || this.database.inTransaction) return this.run(sql, values);
    this.database.exec("begin immediate");
    try {
      const result = this.run(sql, values);
      this.database.exec("commit");
      return result;
    } catch (error) {
      if (this.database.inTransaction) this.database.exec("rollback");
      throw error;
    }
  }

  async executeMultiple(sql: string): Promise<void> {
    this.database.exec(sql);
  }

  versionByOthers(): number {
    this.dataVersion ??= this.database.prepare("pragma data_version").raw(true);
    const [version] = this.dataVersion.get() as [number];
    return version;
  }

  close(): void {
    this.dataVersion = undefined;
    this.prepared.clear();
    this.database.close();
  }

  private run(sql: string, values: unknown[]) {
    const statement = this.prepare(sql);
    if (values.some((value) => typeof value === "string" && value.length > MAX_KEPT_CHARS))
      this.prepared.delete(sql);
    if (statement.columnsOf === undefined) {
      const { changes } = statement.run(values);
      return { ...NOTHING, rowsAffected: changes };
    }
    const { names, types } = statement.columnsOf;
    return { ...NOTHING, columns: names, columnTypes: types, rows: statement.all(values) as never[] };
  }

  private prepare(sql: string): Prepared {
    const known = this.prepared.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql).safeIntegers(true);
    const columns = statement.reader ? statement.raw(true).columns() : undefined;
    const prepared = Object.assign(statement, {
      columnsOf: columns && {
        names: columns.map(({ name }) => name),
        types: columns.map(({ type }) => type ?? ""),
      },
    });
    if (this.prepared.size >= MAX_PREPARED) this.prepared.clear();
    this.prepared.set(sql, prepared);
    return prepared;
  }
}

const NOTHING = {
  columns: [] as string[],
  columnTypes: [] as string[],
  rows: [] as never[],
  rowsAffected: 0,
  lastInsertRowid: undefined,
  toJSON: () => ({}),
};

function toBindable(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return value instanceof Date ? BigInt(value.getTime()) : value;
}
