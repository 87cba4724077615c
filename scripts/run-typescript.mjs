/**
 * Runs a TypeScript file in a process of its own, as tests and benchmarks do that need more than one process:
 * `node scripts/run-typescript.mjs file.ts [arguments]`. Nothing has to be built first.
 *
 * The file sees its arguments from `process.argv[2]` on. It is loaded by the Vite that Vitest brings.
 */

import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const vitest = createRequire(import.meta.url).resolve("vitest/package.json");
const vite = createRequire(vitest).resolve("vite");
const { runnerImport } = await import(pathToFileURL(vite).href);

const [node = process.execPath, , file = "", ...rest] = process.argv;
process.argv = [node, path.resolve(file), ...rest];
await runnerImport(path.resolve(file), {
  root: path.resolve(import.meta.dirname, ".."),
  configFile: false,
  logLevel: "error",
});
