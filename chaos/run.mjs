/**
 * One round of chaos: runs are created while workers are killed, the database is crashed and the receiver of events
 * fails; then faults stop, all has to end and to be published, and the oracle says what is wrong.
 */

import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openDatabase, openStore } from "@stageline/engine/store";
import { createOracle, sqlFacts } from "@stageline/engine/testing";
import { root } from "../scripts/project.mjs";
import { openChaosDatabase } from "./database.mjs";
import { ended, startHerd } from "./herd.mjs";
import { foreignOutputs } from "./outputs.mjs";
import { seededRandom } from "./random.mjs";
import { startReceiver } from "./receiver.mjs";
import { statusCounts } from "./status-counts.mjs";
import { executionsOf, readExecutions, readLines } from "./workflows/notes.mjs";

/**
 * @typedef {object} ChaosSettings
 * @property {"postgresql" | "sqlite"} store
 * @property {number} runs
 * @property {number} faultMs how long there are faults; the runs are created within it
 * @property {number} workers
 * @property {number} killEveryMs one worker is killed this often
 * @property {number} crashes of the database server, spread over the time of faults
 * @property {number} seed
 * @property {number} giveUpAfterMs how long nothing may change, once faults have stopped, before all has ended
 * @property {string} folder for notes, logs and the SQLite file
 */

/**
 * @typedef {object} ChaosResult
 * @property {import("@stageline/engine/testing").Violation[]} violations
 * @property {Record<string, number>} facts what happened, for the report
 */

const LEASE_MS = 2_000;
/** Long enough for a page of events. */
const PUBLISH_LEASE_MS = 5_000;
/** Between two looks of the oracle while there are faults (ms). */
const OBSERVE_EVERY_MS = 5_000;

/**
 * @param {ChaosSettings} settings
 * @param {(line: string) => void} say
 * @returns {Promise<ChaosResult>}
 */
export async function runChaos(settings, say) {
  const started = performance.now();
  const notes = path.join(settings.folder, "executions");
  mkdirSync(notes, { recursive: true });
  const database = await openChaosDatabase(settings.store, settings.folder);
  const receiver = await startReceiver(settings.seed + 2);
  const workerEnv = {
    DATABASE_URL: database.url,
    CHAOS_NOTES: notes,
    STAGELINE_SLOTS: "16",
    STAGELINE_LEASE_MS: String(LEASE_MS),
    STAGELINE_POLL_MS: "100",
    STAGELINE_GRACE_MS: "5000",
    STAGELINE_LOG_LEVEL: "warn",
    STAGELINE_WEBHOOK_URL: receiver.url,
    STAGELINE_WEBHOOK_SECRET: "chaos-chaos-chaos",
    STAGELINE_WEBHOOK_ALLOW_PRIVATE: "true",
    STAGELINE_PUBLISH_LEASE_MS: String(PUBLISH_LEASE_MS),
  };
  const herd = startHerd({
    size: settings.workers,
    env: workerEnv,
    logFile: path.join(settings.folder, "workers.log"),
    hasWorked: (pid) => existsSync(executionsOf(notes, pid)),
  });
  const driver = startDriver(settings, database.url);
  const watched = await openDatabase(database.url);
  const oracle = createOracle(sqlFacts(watched));
  try {
    say(`${settings.runs} runs on ${settings.store}, seed ${settings.seed}, files in ${settings.folder}`);
    const watching = watch(oracle, settings.faultMs);
    const crashes = await injectFaults(settings, herd, database, say);
    const looks = await watching;
    const endedByThen = (await statusCounts(watched)).ended;
    say(`faults stopped after ${seconds(started)} s: ${endedByThen} runs have ended`);

    const counts = await atRest(watched, settings.giveUpAfterMs, driver);
    const isDriverDone = driver.hasDoneAll();
    say(`${counts.open === 0 && isDriverDone ? "all at rest" : "given up"} after ${seconds(started)} s`);
    receiver.mend();
    const store = await openStore(database.url);
    const left = await publishedAll(store, settings.giveUpAfterMs);
    say(`${left === 0 ? "all events are published" : `${left} events wait`} after ${seconds(started)} s`);
    await ended(driver.process, "SIGKILL");
    const { kills, ownExits } = herd.counts();
    await herd.stop();

    const acknowledged = readLines(path.join(settings.folder, "acknowledged.jsonl"));
    const commands = readLines(path.join(settings.folder, "commands.jsonl"));
    const executions = readExecutions(notes);
    const judging = performance.now();
    const violations = await oracle.check({ acknowledged, executions, delivered: receiver.taken });
    if (!isDriverDone) violations.push({ invariant: 1, says: "The driver did not get all it asked for" });
    if (left > 0) violations.push({ invariant: 7, says: `${left} events were not published` });
    violations.push(...(await foreignOutputs(store, acknowledged)));
    await store.close();
    const bodies = new Set(executions.map(({ runId, stageId, attempt }) => `${runId} ${stageId} ${attempt}`));
    return {
      violations,
      facts: {
        "runs acknowledged": new Set(acknowledged.map(({ runId }) => runId)).size,
        "runs ended while faults went on": endedByThen,
        "runs COMPLETED": counts.runs.COMPLETED ?? 0,
        "runs FAILED": counts.runs.FAILED ?? 0,
        "runs CANCELLED": counts.runs.CANCELLED ?? 0,
        "cancels asked for": commands.filter(({ command }) => command === "run.cancel").length,
        "reruns made": commands.filter(
          ({ command, result }) => command === "run.rerunFrom" && !result.refused,
        ).length,
        "workers killed (SIGKILL)": kills,
        "workers that ended by themselves": ownExits,
        "database crashes": crashes,
        "looks of the oracle under way": looks,
        ...receiver.counts(),
        "stage attempts whose body ran": bodies.size,
        "stage bodies entered": executions.length,
        "seconds in all": seconds(started),
        "seconds of the oracle": seconds(judging),
      },
    };
  } finally {
    await herd.stop();
    await ended(driver.process, "SIGKILL");
    await watched.close();
    await receiver.close();
    await database.stop();
  }
}

/**
 * Kills and crashes until the time is over.
 *
 * @param {ChaosSettings} settings
 * @param {import("./herd.mjs").Herd} herd
 * @param {import("./database.mjs").ChaosDatabase} database
 * @param {(line: string) => void} say
 * @returns {Promise<number>} crashes of the database
 */
async function injectFaults(settings, herd, database, say) {
  const random = seededRandom(settings.seed + 1);
  const until = performance.now() + settings.faultMs;
  const killing = every(settings.killEveryMs, until, async () => void herd.killOne(random));
  const { crash } = database;
  let crashes = 0;
  if (crash !== undefined && settings.crashes > 0) {
    await every(settings.faultMs / (settings.crashes + 1), until, async () => {
      if (crashes === settings.crashes) return;
      await crash();
      crashes += 1;
      say(`database crashed and back, ${crashes} of ${settings.crashes}`);
    });
  }
  await killing;
  return crashes;
}

/** @param {number} ms @param {number} until by performance.now() @param {() => Promise<void>} act */
async function every(ms, until, act) {
  for (let at = performance.now() + ms; at < until; at += ms) {
    await wait(Math.max(0, at - performance.now()));
    await act();
  }
  await wait(Math.max(0, until - performance.now()));
}

/** @param {import("@stageline/engine/testing").Oracle} oracle @param {number} forMs @returns {Promise<number>} looks */
async function watch(oracle, forMs) {
  let looks = 0;
  const look = async () => {
    try {
      await oracle.observe();
      looks += 1;
    } catch {
      // The database is away: nothing was seen.
    }
  };
  await every(Math.min(OBSERVE_EVERY_MS, forMs / 4), performance.now() + forMs, look);
  return looks;
}

/**
 * Waits until the driver has all it wanted and every run has ended, or until nothing changes any more.
 *
 * @param {Parameters<typeof statusCounts>[0]} database
 * @param {number} giveUpAfterMs
 * @param {Driver} driver
 */
async function atRest(database, giveUpAfterMs, driver) {
  let [changes, changedAt] = [0, performance.now()];
  for (;;) {
    const looking = performance.now();
    const isDriverOver = driver.process.exitCode !== null;
    const counts = await statusCounts(database);
    if (isDriverOver && counts.open === 0) return counts;
    if (counts.changes !== changes) [changes, changedAt] = [counts.changes, performance.now()];
    if (performance.now() - changedAt > giveUpAfterMs) return counts;
    // Looking at many runs takes a while, and the workers need the machine.
    await wait(Math.max(200, 4 * (performance.now() - looking)));
  }
}

/**
 * Waits until no event waits, or until none was published for so long.
 *
 * @param {import("@stageline/engine/store").Store} store
 * @param {number} giveUpAfterMs
 * @returns {Promise<number>} events that wait
 */
async function publishedAll({ read }, giveUpAfterMs) {
  let [waiting, changedAt] = [-1, performance.now()];
  for (;;) {
    const now = await read.outbox.now();
    if (now.waiting === 0) return 0;
    if (now.waiting !== waiting) [waiting, changedAt] = [now.waiting, performance.now()];
    if (performance.now() - changedAt > giveUpAfterMs) return waiting;
    await wait(200);
  }
}

/** @typedef {{process: import("node:child_process").ChildProcess, hasDoneAll: () => boolean}} Driver */

/** @param {ChaosSettings} settings @param {string} url @returns {Driver} */
function startDriver({ runs, faultMs, seed, folder }, url) {
  const order = { url, runs, overMs: faultMs * 0.9, seed, folder };
  const log = createWriteStream(path.join(folder, "driver.log"));
  const process_ = spawn(process.execPath, [path.join(root, "chaos/driver.mjs"), JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CHAOS_NOTES: folder },
  });
  process_.stdout.pipe(log);
  process_.stderr.pipe(log);
  return { process: process_, hasDoneAll: () => process_.exitCode === 0 };
}

const seconds = (/** @type {number} */ since) => Math.round((performance.now() - since) / 1_000);
