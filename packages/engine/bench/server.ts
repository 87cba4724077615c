/** Where the measurements find their databases: each gets an empty one of its own, thrown away afterwards. */

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "@libsql/client";
import { migrate } from "@stageline/engine/store";
import pg from "pg";
import { dropDatabase } from "../../../scripts/postgres/drop-database.mjs";
import { startEphemeralPostgres } from "../../../scripts/postgres/ephemeral.mjs";

export interface BenchDatabase {
  readonly url: string;
  /** One statement of whoever checks the work, over a connection of its own. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

export interface BenchServer {
  /** With our tables, as a migration leaves them. */
  migrated(): Promise<BenchDatabase>;
  /** Without tables, for those who bring their own. */
  blank(): Promise<BenchDatabase>;
  /** Version, and whether a commit waits for the disk. */
  facts(): Promise<{ version: string; fsync: string }>;
  stop(): Promise<void>;
}

/** @param given address of a server; without it, one is started that is as safe from a power cut as in production */
export async function openServer(given: string | undefined): Promise<BenchServer> {
  const own = given === undefined ? await startEphemeralPostgres({ isDurable: true }) : undefined;
  const url = given ?? own?.url ?? "";
  const template = `stageline_bench_${process.pid}_${randomBytes(4).toString("hex")}`;
  await ask(url, `create database ${template}`);
  await migrate(onDatabase(url, template));
  const make = async (from: string): Promise<BenchDatabase> => {
    const name = `stageline_bench_${randomBytes(8).toString("hex")}`;
    await ask(url, `create database ${name} template ${from}`);
    // The disk is quiet when the measurement begins. A server that is not ours decides for itself.
    if (own !== undefined) await ask(url, "checkpoint");
    const address = onDatabase(url, name);
    return {
      url: address,
      query: (sql) => ask(address, sql),
      drop: () => dropDatabase((sql) => ask(url, sql), name),
    };
  };
  return {
    migrated: () => make(template),
    blank: () => make("template0"),
    async facts() {
      const [row] = await ask(
        url,
        "select current_setting('server_version') as version, current_setting('fsync') as fsync",
      );
      return { version: String(row?.version), fsync: String(row?.fsync) };
    },
    async stop() {
      await dropDatabase((sql) => ask(url, sql), template);
      await own?.stop();
    },
  };
}

/** A SQLite file with our tables. */
export async function openFile(): Promise<BenchDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-bench-"));
  const url = `file:${path.join(folder, "bench.db")}`;
  await migrate(url);
  return {
    url,
    async query(sql) {
      const client = createClient({ url });
      try {
        return (await client.execute(sql)).rows.map((row) => ({ ...row }));
      } finally {
        client.close();
      }
    },
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

const onDatabase = (url: string, name: string): string =>
  Object.assign(new URL(url), { pathname: `/${name}` }).href;

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
