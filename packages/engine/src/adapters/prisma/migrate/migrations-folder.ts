/**
 * The migrations on disk, in Prisma's layout: one folder each, named `<time>_<what>`, holding `migration.sql`.
 *
 * In the repository they are in `prisma/<provider>/migrations`, in the built package in `migrations/<provider>`.
 */

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Provider } from "./database-address.js";
import { MigrationsMissingError } from "./errors.js";

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file in hex, as Prisma records it. */
  readonly checksum: string;
}

/** Where this installation keeps its migrations for a provider. */
export function migrationsFolder(provider: Provider): string {
  // Not `new URL("../", import.meta.url)`: bundlers take that for a file to bundle.
  const here = path.dirname(fileURLToPath(import.meta.url));
  const engine = path.resolve(here, "../../../..");
  const isBuilt = path.relative(engine, here).startsWith("dist");
  return isBuilt
    ? path.join(engine, "migrations", provider)
    : path.join(engine, "../../prisma", provider, "migrations");
}

/**
 * Every migration of a folder, oldest first.
 *
 * @throws {MigrationsMissingError} if the folder is missing or empty
 */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw new MigrationsMissingError(folder, { cause });
  });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  if (names.length === 0) throw new MigrationsMissingError(folder);
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}
