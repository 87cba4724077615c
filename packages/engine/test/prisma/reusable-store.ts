/** One database for many tests: emptying its tables costs milliseconds, making another one does not. */

import { raw } from "../../src/adapters/prisma/sql.js";
import { openDatabase, type Store } from "../../src/store.js";
import { openTestStore } from "../stores.js";

export interface ReusableStore {
  readonly store: Store;
  /** Deletes every row. Nothing may be under way. */
  empty(): Promise<void>;
  discard(): Promise<void>;
}

const TABLES = {
  postgresql: `select tablename as name from pg_tables where schemaname = 'public' and tablename not like '\\_prisma%'`,
  sqlite: `select name from sqlite_master where type = 'table' and name not like '\\_prisma%' escape '\\'
    and name not like 'sqlite%'`,
} as const;

/** Lets the audit log be emptied, too. */
const FORGETFUL = {
  postgresql: ["alter table audit_log disable trigger user"],
  sqlite: ["drop trigger audit_log_no_delete"],
} as const;

export async function openReusableStore(kind: keyof typeof TABLES): Promise<ReusableStore> {
  const { store, url, discard } = await openTestStore(kind);
  const database = await openDatabase(url as string); // only a store in memory has none
  for (const statement of FORGETFUL[kind]) await database.execute(raw(statement));
  const tables = (await database.read(raw(TABLES[kind]))).map((row) => String(row.name));
  return {
    store,
    async empty() {
      await store.aiCalls.flush();
      if (kind === "postgresql") {
        // One round trip; `truncate` would make new files for every table and index.
        const deletions = tables.map((table) => `"deleted_${table}" as (delete from "${table}")`);
        await database.execute(raw(`with ${deletions.join(", ")} select 1`));
        return;
      }
      await database.transaction(async (tx) => {
        for (const table of tables) await tx.execute(raw(`delete from "${table}"`));
      });
    },
    async discard() {
      await database.close();
      await discard();
    },
  };
}
