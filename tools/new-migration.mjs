/**
 * `npm run db:new <name>`: writes a migration for both databases from what changed in the schemas since the last one.
 *
 * The schema as of the last migration is read from git: the commit that last touched the migrations also holds the schema
 * they lead to, which a test makes sure of.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEphemeralPostgres } from "../scripts/postgres/ephemeral.mjs";
import { prisma, providers } from "./prisma-command.mjs";
import { schemaDiff } from "./schema-diff.mjs";

const root = path.resolve(import.meta.dirname, "..");

/** A reason to stop that needs no stack trace. */
class Refusal extends Error {}

try {
  await main(process.argv[2]);
} catch (error) {
  console.error(error instanceof Refusal ? `✗ ${error.message}` : error);
  process.exitCode = 1;
}

/** @param {string | undefined} name */
async function main(name) {
  if (!name || !/^[a-z0-9_]+$/.test(name))
    throw new Refusal("Name the migration in lower case: npm run db:new add_run_labels");
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-migration-"));
  const postgres = await startEphemeralPostgres();
  try {
    const migrations = [];
    for (const provider of providers) {
      await prisma(provider, ["validate"], { isQuiet: true, databaseUrl: "postgresql://unused" });
      const from = path.join(folder, `${provider}.prisma`);
      writeFileSync(from, schemaOfLastMigration(provider));
      const to = `prisma/${provider}/schema.prisma`;
      const databaseUrl = provider === "postgresql" ? postgres.url : `file:${path.join(folder, "empty.db")}`;
      migrations.push({ provider, sql: await schemaDiff(provider, { from, to, databaseUrl }) });
    }
    write(name, migrations);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} name
 * @param {{provider: string, sql: string}[]} migrations
 */
function write(name, migrations) {
  const changed = migrations.filter(({ sql }) => sql !== "");
  if (changed.length === 0) throw new Refusal("Neither schema changed since the last migration");
  if (changed.length < migrations.length)
    throw new Refusal(`Only the ${changed[0]?.provider} schema changed: change the other one the same way`);
  const time = new Date()
    .toISOString()
    .replaceAll(/[^0-9]/g, "")
    .slice(0, 14);
  for (const { provider, sql } of migrations) {
    const file = path.join("prisma", provider, "migrations", `${time}_${name}`, "migration.sql");
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), sql);
    console.log(`wrote ${file}`);
  }
  console.log("Read both, then commit them together with the schemas.");
}

/** @param {string} provider */
function schemaOfLastMigration(provider) {
  const migrations = `prisma/${provider}/migrations`;
  if (git("status", "--porcelain", "--", migrations) !== "")
    throw new Refusal(
      `${migrations} has changes that are not committed: commit them with their schema, or remove them`,
    );
  const commit = git("log", "-1", "--format=%H", "--", migrations).trim();
  return git("show", `${commit}:prisma/${provider}/schema.prisma`);
}

/** @param {string[]} args */
function git(...args) {
  try {
    return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    throw new Refusal(`git ${args[0]} failed: ${/** @type {{stderr?: string}} */ (error).stderr ?? error}`);
  }
}
