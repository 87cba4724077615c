/**
 * Compiles the package and lays the migrations beside it, so that an installed package can migrate without the repository.
 */

import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const here = import.meta.dirname;
const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
const { bin } = JSON.parse(readFileSync(compiler, "utf8"));
const tsc = path.join(path.dirname(compiler), bin.tsc);

rmSync(path.join(here, "dist"), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.json"], { cwd: here, stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

for (const provider of ["postgresql", "sqlite"]) {
  const target = path.join(here, "migrations", provider);
  rmSync(target, { recursive: true, force: true });
  cpSync(path.join(here, "../../prisma", provider, "migrations"), target, { recursive: true });
}
