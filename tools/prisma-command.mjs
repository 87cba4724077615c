/** Runs Prisma's own command line without the engine it would download: `schema-engine.mjs` stands in for that. */

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";

const root = path.resolve(import.meta.dirname, "..");

/** The databases we serve: one schema and one list of migrations each. */
export const providers = /** @type {const} */ (["postgresql", "sqlite"]);

/** @typedef {(typeof providers)[number]} Provider */

/**
 * Runs `prisma <args>` for one of our databases.
 *
 * @param {Provider} provider
 * @param {readonly string[]} args
 * @param {{databaseUrl?: string, isQuiet?: boolean}} [options] `isQuiet`: its output is returned, not shown
 * @returns {Promise<string>} what it printed, when quiet
 * @throws {Error} if it fails
 */
export async function prisma(provider, args, { databaseUrl, isQuiet = false } = {}) {
  const cli = createRequire(import.meta.url).resolve("prisma/build/index.js");
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: root,
    stdio: isQuiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      DB_PROVIDER: provider,
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
      PRISMA_SCHEMA_ENGINE_BINARY: path.join(import.meta.dirname, "schema-engine.mjs"),
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    child.stdout ? text(child.stdout) : "",
    child.stderr ? text(child.stderr) : "",
    new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    }),
  ]);
  if (exitCode !== 0) throw new Error(`prisma ${args.join(" ")} failed for ${provider}\n${stdout}${stderr}`);
  return stdout;
}
