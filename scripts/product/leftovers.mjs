/**
 * A note of the processes a start made, so that the next start finds what a killed one left: an orphaned worker or
 * dashboard is stopped, because it runs code that may have changed and holds the port. An orphaned PostgreSQL is not
 * noted here; it is taken over with its data folder.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PlainError } from "../plain-error.mjs";
import { becomesTrue, processIdentity } from "../process-identity.mjs";

/** @typedef {{name: string, pid: number, identity: string | undefined}} Note */

const LAUNCHER = "stageline";

/**
 * Claims a data folder for this process and stops what an earlier start left running on it.
 *
 * @param {string} data
 * @returns {Promise<{stopped: string[], add: (name: string, pid: number) => void, release: () => void}>}
 *   `stopped`: names of what was stopped; `add`: notes a child in place of an earlier one of that name
 * @throws {PlainError} if a start that is alive uses the folder
 */
export async function claimDataFolder(data) {
  mkdirSync(data, { recursive: true });
  const file = path.join(data, "processes.json");
  const earlier = readNotes(file).filter(isSameProcess);
  const launcher = earlier.find(({ name }) => name === LAUNCHER);
  if (launcher)
    throw new PlainError(`Stageline is running on this data already (process ${launcher.pid}).`, {
      advice:
        "Stop it with Ctrl-C in its terminal, or give this one a folder of its own: STAGELINE_DATA_DIR=.data2",
    });
  for (const orphan of earlier) await end(orphan);

  /** @type {Note[]} */
  let notes = [];
  const add = (/** @type {string} */ name, /** @type {number} */ pid) => {
    notes = [...notes.filter((each) => each.name !== name), { name, pid, identity: processIdentity(pid) }];
    writeFileSync(file, JSON.stringify(notes, undefined, 2));
  };
  add(LAUNCHER, process.pid);
  return { stopped: earlier.map(({ name }) => name), add, release: () => rmSync(file, { force: true }) };
}

async function end(/** @type {Note} */ orphan) {
  signalGroup(orphan.pid, "SIGTERM");
  if (await becomesTrue(() => !isSameProcess(orphan), 5_000)) return;
  signalGroup(orphan.pid, "SIGKILL");
  await becomesTrue(() => !isSameProcess(orphan), 2_000);
}

/** Every process we start leads a group, so that its own children go with it. */
export function signalGroup(/** @type {number} */ pid, /** @type {NodeJS.Signals} */ signal) {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // Gone already, which is what was wanted.
  }
}

const isSameProcess = (/** @type {Note} */ { pid, identity }) =>
  identity !== undefined && processIdentity(pid) === identity;

/** @returns {Note[]} none if the note is missing or was cut off */
function readNotes(/** @type {string} */ file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return [];
  }
}
