/** A copy of what the engine's tests need, in a folder where it can be broken. */

import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const REPOSITORY = path.resolve(import.meta.dirname, "../../..");

const COPIED = [
  "chaos",
  "prisma",
  "scripts",
  "packages/engine/mutants",
  "packages/engine/src",
  "packages/engine/test",
  "package.json",
  "packages/engine/package.json",
  "tsconfig.base.json",
  "packages/engine/tsconfig.json",
  "packages/engine/test/tsconfig.json",
  "vitest.config.ts",
];
const LINKED = ["node_modules", "packages/engine/node_modules"];

export interface Copy {
  readonly folder: string;
  discard(): void;
}

export function copyOfEngine(): Copy {
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-mutants-"));
  for (const name of COPIED)
    cpSync(path.join(REPOSITORY, name), path.join(folder, name), { recursive: true });
  for (const name of LINKED) symlinkSync(path.join(REPOSITORY, name), path.join(folder, name));
  return { folder, discard: () => rmSync(folder, { recursive: true, force: true }) };
}
