/**
 * A PostgreSQL server on the loopback interface: started, or taken over from an earlier start that was killed.
 *
 * A postmaster outlives a launcher that gets kill -9; a launcher outlives a postmaster that does. Both leave
 * `postmaster.pid` behind, and the next start here just works.
 */

import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { lastLines } from "../command.mjs";
import { isNoSpace, noSpace, PlainError } from "../plain-error.mjs";
import { anyFreePort } from "../ports.mjs";
import { becomesTrue, isAlive, processCommand } from "../process-identity.mjs";
import { shown } from "../project.mjs";
import { program } from "./binaries.mjs";
import { ensureCluster, postgresEnvironment, readPassword, USER } from "./cluster.mjs";

/** How long a server may take until it answers; replaying much after a crash takes its time. */
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;

/**
 * @typedef {object} PostgresServer
 * @property {string} url of the database we use, password included
 * @property {number} port
 * @property {number} pid
 * @property {boolean} isAdopted whether it ran already
 * @property {() => Promise<void>} stop ends open transactions and waits until all is on disk
 * @property {() => void} kill at once; the next start repairs what that leaves
 */

/**
 * @typedef {object} ServerOptions
 * @property {import("./binaries.mjs").Binaries} binaries
 * @property {import("./unprivileged.mjs").Wrap} wrap
 * @property {string} logFile
 * @property {number} [port] any free one by default
 * @property {boolean} [isEphemeral] whether speed matters and the data does not
 */

/**
 * Starts the server of a data folder, made if it is not there, and waits until it answers.
 *
 * @param {string} folder
 * @param {ServerOptions} options
 * @returns {Promise<PostgresServer>}
 */
export async function startServer(folder, options) {
  ensureCluster(folder, options);
  const running = await runningServer(folder);
  if (running) return { ...running, isAdopted: true, ...ending(folder, running.pid, options.binaries) };
  for (const deadline = Date.now() + 10_000; ; ) {
    try {
      return await launch(folder, options);
    } catch (error) {
      // Backends of a postmaster that was killed hold its memory until they notice.
      const isClearing = /pre-existing shared memory|lock file .* already exists/.test(
        String(/** @type {PlainError} */ (error).details),
      );
      if (!isClearing || Date.now() > deadline) throw error;
      await pause(200);
    }
  }
}

/**
 * @param {string} folder @param {ServerOptions} options
 * @returns {Promise<PostgresServer>}
 */
async function launch(folder, { binaries, wrap, logFile, port: wanted, isEphemeral = false }) {
  const port = wanted ?? (await anyFreePort());
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a");
  const logStart = statSync(logFile).size;
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_buffers: "64MB",
    max_connections: isEphemeral ? "200" : "100",
    ...(isEphemeral ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // A process group of its own: Ctrl-C in the terminal must reach it through us, after its clients are gone.
  const child = spawn(...wrap(program(binaries, "postgres"), ["-D", folder, "-p", String(port), ...flags]), {
    env: postgresEnvironment,
    stdio: ["ignore", log, log],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  closeSync(log);
  child.unref();
  let isGone = false;
  child.once("exit", () => {
    isGone = true;
  });
  child.once("error", () => {
    isGone = true;
  });
  const url = addressOf(port, readPassword(folder));
  for (const deadline = Date.now() + READY_WITHIN_MS; !(await answers(url)); await pause(20)) {
    if (!isGone && Date.now() < deadline) continue;
    child.kill("SIGQUIT");
    const said = readFileSync(logFile, "utf8").slice(logStart);
    if (isNoSpace(said)) throw noSpace(shown(folder));
    throw new PlainError("PostgreSQL did not start.", {
      details: lastLines(said, 8),
      advice: `All it said is in ${shown(logFile)}`,
    });
  }
  await ensureDatabase(url);
  const pid = child.pid ?? 0;
  return { url, port, pid, isAdopted: false, ...ending(folder, pid, binaries) };
}

/**
 * The server that runs on a data folder already, if any. A note left by one that is gone is removed, because its process
 * id may belong to somebody else by now, which PostgreSQL would take for a running server.
 *
 * @param {string} folder
 */
export async function runningServer(folder) {
  const note = path.join(folder, "postmaster.pid");
  const [pid, , , port] = readLines(note).map(Number);
  if (!pid) return undefined;
  const isOurs = isAlive(pid) && isPostmasterOf(pid, folder);
  if (!isOurs) {
    rmSync(note, { force: true });
    return undefined;
  }
  const url = addressOf(port ?? 0, readPassword(folder));
  for (const deadline = Date.now() + READY_WITHIN_MS; !(await answers(url)); await pause(50)) {
    if (!isAlive(pid)) return undefined;
    if (Date.now() > deadline)
      throw new PlainError(`PostgreSQL (process ${pid}) holds ${shown(folder)} and does not answer.`, {
        advice: `End it and start again: kill -QUIT ${pid}`,
      });
  }
  await ensureDatabase(url);
  return { url, port: port ?? 0, pid };
}

/** Where command lines cannot be read, a live process is believed: PostgreSQL itself then decides. */
function isPostmasterOf(/** @type {number} */ pid, /** @type {string} */ folder) {
  const line = processCommand(pid);
  return line === undefined
    ? process.platform === "win32"
    : line.includes("postgres") && line.includes(folder);
}

/**
 * @param {string} folder @param {number} pid @param {import("./binaries.mjs").Binaries} binaries
 */
const ending = (folder, pid, binaries) => ({
  stop: () => stopServer(folder, pid, binaries),
  kill: () => {
    if (isPostmasterOf(pid, folder)) process.kill(pid, "SIGQUIT");
  },
});

/**
 * @param {string} folder @param {number} pid @param {import("./binaries.mjs").Binaries} binaries
 */
async function stopServer(folder, pid, binaries) {
  if (process.platform === "win32") {
    spawnSync(program(binaries, "pg_ctl"), ["stop", "-m", "fast", "-D", folder], { windowsHide: true });
    return;
  }
  for (const signal of /** @type {const} */ (["SIGINT", "SIGQUIT", "SIGKILL"])) {
    if (!isPostmasterOf(pid, folder)) return;
    process.kill(pid, signal);
    if (await becomesTrue(() => !isPostmasterOf(pid, folder), STOP_WITHIN_MS)) return;
  }
}

const addressOf = (/** @type {number} */ port, /** @type {string} */ password) =>
  `postgresql://${USER}:${password}@127.0.0.1:${port}/${USER}`;

/** Makes our database, unless it is there. */
async function ensureDatabase(/** @type {string} */ url) {
  const client = await maintenanceClient(url);
  try {
    await client.query(`create database ${USER}`);
  } catch (error) {
    if (/** @type {{code?: string}} */ (error).code !== "42P04") throw error;
  } finally {
    await client.end();
  }
}

/** Whether the server lets us in; a wrong password is as good as no answer. */
async function answers(/** @type {string} */ url) {
  try {
    await (await maintenanceClient(url)).end();
    return true;
  } catch {
    return false;
  }
}

async function maintenanceClient(/** @type {string} */ url) {
  const { default: pg } = await import("pg");
  const address = new URL(url);
  address.pathname = "postgres";
  const client = new pg.Client({ connectionString: address.href, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  return client;
}

function readLines(/** @type {string} */ file) {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
