/**
 * What `npm start` and `npm run dev` share: the data folder is claimed, the database brought up and migrated, and all of
 * it stopped again in the reverse order.
 */

import { report } from "../plain-error.mjs";
import { note, step } from "../progress.mjs";
import { dataFolder } from "../project.mjs";
import { openDatabase } from "./database.mjs";
import { claimDataFolder } from "./leftovers.mjs";
import { migrateDatabase } from "./migrations.mjs";
import { stopOnSignals } from "./shutdown.mjs";

/**
 * @typedef {object} Session
 * @property {string} databaseUrl
 * @property {(name: string, pid: number) => void} onProcess
 * @property {(parts: {stop: () => Promise<void>, kill: () => void}) => void} owns has something stopped before the database
 */

/**
 * Claims the data, runs `prepare`, opens the database, then runs `launch`, which starts what shall run until somebody stops it.
 *
 * @param {{prepare: () => Promise<void>, launch: (session: Session) => Promise<void>}} program
 */
export async function runSession({ prepare, launch }) {
  /** @type {{stop: () => Promise<void>, kill: () => void}[]} */
  const owned = [];
  let stopping = /** @type {Promise<void> | undefined} */ (undefined);
  const stop = () => {
    stopping ??= (async () => {
      for (const part of owned.toReversed()) await part.stop();
    })();
    return stopping;
  };
  const kill = () => {
    for (const part of owned.toReversed()) part.kill();
  };
  try {
    const claim = await claimDataFolder(dataFolder);
    owned.push({ stop: async () => claim.release(), kill: () => {} });
    if (claim.stopped.length > 0)
      note(`  Stopped what an earlier start left running: ${claim.stopped.join(", ")}`);
    const isStopping = stopOnSignals({ stop, kill });
    await prepare();
    if (isStopping()) return;
    const database = await step("Database", async ({ say, now }) => {
      now("starting");
      const opened = await openDatabase({ data: dataFolder, url: process.env.DATABASE_URL });
      owned.push(opened);
      say(opened.what);
      return opened;
    });
    if (database.why) note(`  ${database.why}`);
    await step("Migrations", async ({ say }) => {
      const applied = await migrateDatabase(database.url);
      say(applied.length === 0 ? "none needed" : `${applied.length} applied`);
    });
    if (isStopping()) return;
    await launch({ databaseUrl: database.url, onProcess: claim.add, owns: (part) => owned.push(part) });
  } catch (error) {
    report(error);
    await stop();
    process.exit(1);
  }
}
