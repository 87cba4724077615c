/** An empty store for every sequence: a new one in memory, the same one emptied on a database. */

import Database from "libsql";
import pg from "pg";
import { openMemoryStore, type Store } from "../../src/store.js";
import { openTestStore, type StoreKind } from "../stores.js";

export interface EmptyStores {
  /** What the last one held is gone. Nothing may be under way in it. */
  next(): Promise<Store>;
  discard(): Promise<void>;
}

export async function emptyStores(kind: StoreKind): Promise<EmptyStores> {
  if (kind === "memory") return { next: async () => openMemoryStore(), discard: async () => undefined };
  const { store, url = "", discard } = await openTestStore(kind);
  const script = await connect[kind](url);
  return {
    async next() {
      await script.run(EMPTY);
      return store;
    },
    async discard() {
      await script.close();
      await discard();
    },
  };
}

/** One script on a connection of its own costs a tenth of as many statements through the store. */
interface Script {
  run(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** The tables that the model knows. Stages go with their runs, and so does what belongs to either. */
const EMPTY = `begin; ${[
  "job_queue",
  "outbox_events",
  "outbox_streams",
  "idempotency_keys",
  "workflow_logs",
  "workflow_artifacts",
  "workflow_annotations",
  "workflow_stages",
  "workflow_runs",
]
  .map((table) => `delete from ${table};`)
  .join(" ")} commit;`;

const connect = {
  async postgresql(url: string): Promise<Script> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return {
      run: async (sql) => {
        await client.query(sql);
      },
      close: () => client.end(),
    };
  },
  async sqlite(url: string): Promise<Script> {
    const database = new Database(url.slice("file:".length), { timeout: 10_000 });
    return {
      run: async (sql) => {
        database.exec(sql);
      },
      close: async () => {
        database.close();
      },
    };
  },
} as const;
