/** What a database consists of, as lines to compare: columns, constraints, indexes and settings of our tables. */

import type { FreshDatabase } from "./fresh-database.js";

export async function catalogue({ provider, query }: FreshDatabase): Promise<string[]> {
  const rows = await Promise.all(QUERIES[provider].map((sql) => query(sql)));
  return rows
    .flat()
    .map((row) => String(row.line))
    .filter((line) => !line.includes("_prisma_migrations"))
    .sort();
}

const QUERIES = {
  postgresql: [
    `select concat_ws(' ', 'column', table_name, column_name, data_type, datetime_precision, is_nullable, column_default) as line
     from information_schema.columns where table_schema = 'public'`,
    `select concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line
     from pg_constraint where connamespace = 'public'::regnamespace`,
    `select concat_ws(' ', 'index', indexdef) as line from pg_indexes where schemaname = 'public'`,
    `select concat_ws(' ', 'table', relname, reloptions::text) as line
     from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  ],
  sqlite: [
    `select concat_ws(' ', 'column', t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk) as line
     from sqlite_master t join pragma_table_info(t.name) c where t.type = 'table'`,
    `select concat_ws(' ', 'reference', t.name, f."from", f."table", f."to", f.on_update, f.on_delete) as line
     from sqlite_master t join pragma_foreign_key_list(t.name) f where t.type = 'table'`,
    `select concat_ws(' ', 'index', name, tbl_name, sql) as line from sqlite_master where type = 'index'`,
  ],
} as const;
