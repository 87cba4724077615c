/** Folders of migrations that a test writes itself. */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** Writes `{name: sql}` in Prisma's layout and returns the folder. */
export async function migrationsOnDisk(migrations: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "stageline-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await addMigrations(folder, migrations);
  return folder;
}

/** Adds migrations to a folder, or replaces their text. */
export async function addMigrations(folder: string, migrations: Record<string, string>): Promise<void> {
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, "migration.sql"), sql);
  }
}
