/** The two schemas say the same, and the migrations lead to what they say. */

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { schemaDiff } from "../../../../tools/schema-diff.mjs";
import type { Provider } from "../../src/adapters/prisma/migrate/database-address.js";
import { migrate } from "../../src/adapters/prisma/migrate/index.js";
import { migrationsFolder } from "../../src/adapters/prisma/migrate/migrations-folder.js";
import { catalogue } from "./catalogue.js";
import { type FreshDatabase, freshDatabase } from "./fresh-database.js";
import { migrationsOnDisk } from "./migrations-on-disk.js";

const root = path.resolve(import.meta.dirname, "../../../..");
const schemaFile = (provider: Provider) => path.join(root, "prisma", provider, "schema.prisma");

test("the two schemas are the same but for header and column types", () => {
  const models = (provider: Provider) =>
    readFileSync(schemaFile(provider), "utf8")
      .replace(/^[\s\S]*?datasource db \{[\s\S]*?\n\}/, "")
      .replaceAll(/ +@db\.\w+(\([^)]*\))?/g, "")
      .replaceAll(/ +$/gm, "");

  expect(models("postgresql")).toContain("model WorkflowRun");
  expect(models("postgresql")).toBe(models("sqlite"));
});

test("the schemas' migrations have the same names", () => {
  const names = (provider: Provider) => readdirSync(migrationsFolder(provider)).sort();

  expect(names("postgresql")).toEqual(names("sqlite"));
});

describe.each<Provider>(["postgresql", "sqlite"])("%s", (provider) => {
  test("the migrations lead to what the schema and the migrations written by hand say", async () => {
    const migrated = await freshDatabase(provider);
    const declared = await freshDatabase(provider);

    await migrate(migrated.url);
    await applySchema(declared);

    const found = await catalogue(migrated);
    expect(found.length).toBeGreaterThan(100);
    expect(found).toEqual(await catalogue(declared));
  });
});

/** Makes what Prisma's schema says, then what only SQL can say. */
async function applySchema(database: FreshDatabase): Promise<void> {
  const { provider, url } = database;
  const declared = await schemaDiff(provider, { to: schemaFile(provider), databaseUrl: url });
  const folder = await migrationsOnDisk({ "0_schema": declared, ...writtenByHand(provider) });
  await migrate(url, { folder });
}

function writtenByHand(provider: Provider): Record<string, string> {
  const folder = migrationsFolder(provider);
  return Object.fromEntries(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => [name, readFileSync(path.join(folder, name, "migration.sql"), "utf8")] as const)
      .filter(([, sql]) => sql.startsWith("-- Written by hand")),
  );
}
