/** Brings the database to the schema this version needs, through the engine's own runner. */

import { PlainError } from "../plain-error.mjs";

const ADVICE = /** @type {Record<string, string>} */ ({
  DATABASE_UNREACHABLE:
    "Start it or correct DATABASE_URL; without DATABASE_URL the embedded PostgreSQL is used.",
  DATABASE_NEWER: "Get the newer version (git pull), or point DATABASE_URL or STAGELINE_DATA_DIR elsewhere.",
});

/**
 * @param {string} url
 * @returns {Promise<readonly string[]>} the migrations that were applied
 */
export async function migrateDatabase(url) {
  const { migrate } = await import("@stageline/engine/store");
  try {
    return (await migrate(url)).applied;
  } catch (error) {
    const { code, message } = /** @type {{code?: string, message: string}} */ (error);
    if (code && /^(DATABASE|MIGRATION)/.test(code))
      throw new PlainError(/[.?]$/.test(message) ? message : `${message}.`, {
        advice: ADVICE[code],
        cause: error,
      });
    throw error;
  }
}
