/** The SQL that leads from one schema to another, as Prisma writes it. */

import { prisma } from "./prisma-command.mjs";

/**
 * @param {import("./prisma-command.mjs").Provider} provider
 * @param {{from?: string, to: string, databaseUrl: string}} options files of schemas; without `from`, from nothing.
 *   The database is only connected to, which the engine insists on for PostgreSQL
 * @returns {Promise<string>} empty if the schemas are the same
 */
export async function schemaDiff(provider, { from, to, databaseUrl }) {
  const source = from ? ["--from-schema", from] : ["--from-empty"];
  const sql = await prisma(provider, ["migrate", "diff", ...source, "--to-schema", to, "--script"], {
    databaseUrl,
    isQuiet: true,
  });
  return sql.includes("-- This is an empty migration")
    ? ""
    : `${sql.slice(Math.max(0, sql.indexOf("-- "))).trimEnd()}\n`;
}
