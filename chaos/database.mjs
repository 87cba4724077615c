/** The database under test: a PostgreSQL server of its own that syncs to disk and can be crashed, or a SQLite file. */

import path from "node:path";
import { migrate } from "@stageline/engine/store";
import { startEphemeralPostgres } from "../scripts/postgres/ephemeral.mjs";

/**
 * @typedef {object} ChaosDatabase
 * @property {string} url
 * @property {(() => Promise<void>) | undefined} crash ends the server as `pg_ctl stop -m immediate` does and starts it
 *   again on the same port
 * @property {() => Promise<void>} stop
 */

/** @param {"postgresql" | "sqlite"} kind @param {string} folder @returns {Promise<ChaosDatabase>} */
export async function openChaosDatabase(kind, folder) {
  const database =
    kind === "postgresql"
      ? await startEphemeralPostgres({ isDurable: true })
      : { url: `file:${path.join(folder, "chaos.db")}`, crash: undefined, stop: async () => {} };
  await migrate(database.url);
  return database;
}
