/** Everything a store has kept, as text, and a search for secrets in it. */

import { inspect } from "node:util";
import { createClient } from "@libsql/client";
import pg from "pg";
import type { RedactionOptions } from "../../src/redaction/redactor.js";
import { MemoryDatabase, openMemoryStore, type Store } from "../../src/store.js";
import { openTestStore } from "../stores.js";
import type { PlantedSecret } from "./secrets.js";

/** By table and column, `workflow_runs.input`. */
export type Haystack = ReadonlyMap<string, string>;

export interface Searchable {
  readonly store: Store;
  /** Every column of every table, whatever its name and type. */
  contents(): Promise<Haystack>;
  discard(): Promise<void>;
}

export const SEARCHABLE = ["memory", "sqlite", "postgresql", "postgresql statement by statement"] as const;

export async function openSearchable(
  kind: (typeof SEARCHABLE)[number],
  redaction: RedactionOptions,
): Promise<Searchable> {
  if (kind === "memory") return searchableMemory(redaction);
  const isSqlite = kind === "sqlite";
  const { store, url, discard } = await openTestStore(isSqlite ? "sqlite" : "postgresql", {
    redaction,
    hotPath: kind === "postgresql",
  });
  if (url === undefined) throw new Error("A database has an address");
  return { store, contents: () => (isSqlite ? sqliteContents(url) : postgresqlContents(url)), discard };
}

function searchableMemory(redaction: RedactionOptions): Searchable {
  const database = new MemoryDatabase();
  const store = openMemoryStore({ database, redaction });
  const all = {
    depth: Number.POSITIVE_INFINITY,
    maxStringLength: null,
    maxArrayLength: null,
    breakLength: 200,
  };
  return {
    store,
    contents: async () =>
      database.read(({ tables }) => {
        const contents = new Map<string, string>();
        for (const [table, rows] of Object.entries(tables)) {
          for (const row of rowsOf(rows)) {
            if (typeof row !== "object" || row === null) continue;
            for (const [column, value] of Object.entries(row))
              add(contents, `${table}.${column}`, inspect(value, all));
          }
        }
        return contents;
      }),
    discard: () => store.close(),
  };
}

/** Of whatever a table is made, its rows are values of one of its maps. */
const rowsOf = (table: unknown): unknown[] =>
  Object.values(table as object).flatMap((part: unknown) => (part instanceof Map ? [...part.values()] : []));

async function sqliteContents(url: string): Promise<Haystack> {
  const client = createClient({ url });
  const contents = new Map<string, string>();
  const { rows: tables } = await client.execute("select name from sqlite_master where type = 'table'");
  for (const { name } of tables) {
    const { rows } = await client.execute(`select * from "${String(name)}"`);
    for (const row of rows)
      for (const [column, value] of Object.entries(row)) add(contents, `${String(name)}.${column}`, value);
  }
  client.close();
  return contents;
}

async function postgresqlContents(url: string): Promise<Haystack> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const contents = new Map<string, string>();
  const { rows: columns } = await client.query<{ table: string; column: string }>(
    `select c.table_name as table, c.column_name as column from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')`,
  );
  for (const { table, column } of columns) {
    const { rows } = await client.query<{ value: string | null }>(
      `select "${column}"::text as value from "${table}"`,
    );
    for (const { value } of rows) add(contents, `${table}.${column}`, value);
  }
  await client.end();
  return contents;
}

function add(contents: Map<string, string>, column: string, value: unknown): void {
  if (value === null || value === undefined) return;
  contents.set(column, `${contents.get(column) ?? ""}\n${String(value)}`);
}

/** Characters of a secret that are enough to count as found. */
const PART = 12;

/** Which secrets are in the text, whole or in part: their beginnings and ends are looked for. */
export function foundIn(text: string, secrets: readonly PlantedSecret[]): Set<PlantedSecret> {
  const parts = new Map<string, PlantedSecret>();
  for (const secret of secrets) {
    parts.set(secret.needle.slice(0, PART), secret);
    parts.set(secret.needle.slice(-PART), secret);
  }
  const found = new Set<PlantedSecret>();
  for (let at = 0; at + PART <= text.length; at++) {
    const secret = parts.get(text.slice(at, at + PART));
    if (secret !== undefined) found.add(secret);
  }
  return found;
}
