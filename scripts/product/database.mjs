/** Which database to use, and bringing it up: the one of `DATABASE_URL`, else the embedded PostgreSQL, else a SQLite file. */

import { mkdirSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { noSpace, PlainError } from "../plain-error.mjs";
import { embeddedBinaries, PostgresUnavailable } from "../postgres/binaries.mjs";
import { startServer } from "../postgres/server.mjs";
import { unprivileged } from "../postgres/unprivileged.mjs";
import { isAlive } from "../process-identity.mjs";
import { note } from "../progress.mjs";
import { root, shown } from "../project.mjs";

/** A new data folder of PostgreSQL takes 40 MB, and its log of changes some more. */
const SPACE_FOR_POSTGRES = 150e6;

/**
 * @typedef {object} Database
 * @property {string} url
 * @property {string} what for people, without password
 * @property {string} [why] why it is not the one people would expect
 * @property {() => Promise<void>} stop
 * @property {() => void} kill at once; nothing committed is lost
 */

/**
 * @param {{data: string, url?: string}} options `url`: what `DATABASE_URL` says, if anything
 * @returns {Promise<Database>}
 */
export async function openDatabase({ data, url }) {
  if (url) return namedDatabase(url);
  try {
    return await embeddedDatabase(data);
  } catch (error) {
    if (!(error instanceof PostgresUnavailable)) throw error;
    const file = sqliteDatabase(path.join(data, "stageline.db"));
    return { ...file, why: `${error.message} Using a SQLite file instead.` };
  }
}

/** @param {string} url @returns {Database} */
function namedDatabase(url) {
  if (/^postgres(ql)?:\/\//.test(url)) {
    if (!URL.canParse(url))
      throw new PlainError("DATABASE_URL is not an address.", {
        advice:
          "It looks like postgres://user:password@host:5432/database; special characters are %-encoded.",
      });
    return { url, what: `PostgreSQL of DATABASE_URL`, stop: async () => {}, kill: () => {} };
  }
  if (url.startsWith("file:")) return sqliteDatabase(path.resolve(root, url.replace(/^file:(\/\/)?/, "")));
  throw new PlainError("DATABASE_URL names neither PostgreSQL nor a SQLite file.", {
    advice: "Give postgres://user:password@host:5432/database, or file:./stageline.db, or nothing.",
  });
}

/** @param {string} file @returns {Database} */
function sqliteDatabase(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  return { url: `file:${file}`, what: `SQLite in ${shown(file)}`, stop: async () => {}, kill: () => {} };
}

/** @param {string} data @returns {Promise<Database>} */
async function embeddedDatabase(data) {
  const folder = path.join(data, "postgres");
  const options = {
    wrap: unprivileged(),
    binaries: embeddedBinaries(),
    logFile: path.join(data, "logs/postgres.log"),
  };
  mkdirSync(data, { recursive: true });
  const { bavail, bsize } = statfsSync(data);
  if (bavail * bsize < SPACE_FOR_POSTGRES) throw noSpace(shown(data));
  let server = await startServer(folder, options);
  writeFileSync(path.join(data, "database-url"), `${server.url}\n`, { mode: 0o600 });

  let isStopping = false;
  let isRestarting = false;
  const watch = setInterval(async () => {
    if (isStopping || isRestarting || isAlive(server.pid)) return;
    isRestarting = true;
    note(`\n✗ PostgreSQL stopped; starting it again. Its log: ${shown(options.logFile)}`);
    try {
      // On its old port, which is where everybody looks for it.
      server = await startServer(folder, { ...options, port: server.port });
    } catch (error) {
      note(`  ${/** @type {Error} */ (error).message} Trying again.`);
    } finally {
      isRestarting = false;
    }
  }, 1_000);
  watch.unref();
  return {
    url: server.url,
    what: `PostgreSQL ${options.binaries.major} in ${shown(folder)}${server.isAdopted ? ", still running" : ""}`,
    stop: async () => {
      isStopping = true;
      clearInterval(watch);
      await server.stop();
    },
    kill: () => {
      isStopping = true;
      server.kill();
    },
  };
}
