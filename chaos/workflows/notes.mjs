/**
 * What stage bodies note outside the database: that they were entered. The store tells what was committed, these notes
 * what really ran.
 *
 * One file per process and one write per line, so that a SIGKILL loses or tears none.
 */

import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** @typedef {import("@stageline/engine/testing").Execution} Execution */

const folder = process.env.CHAOS_NOTES;

/** @param {Execution} context what a stage body gets holds these */
export function noteExecution({ runId, stageId, attempt, delivery }) {
  if (folder === undefined) throw new Error("CHAOS_NOTES names no folder");
  const line = `${JSON.stringify({ runId, stageId, attempt, delivery })}\n`;
  appendFileSync(executionsOf(folder, process.pid), line);
}

/** @param {string} within @param {number} pid */
export const executionsOf = (within, pid) => path.join(within, `${pid}.jsonl`);

/** @param {string} from @returns {Execution[]} */
export function readExecutions(from) {
  mkdirSync(from, { recursive: true });
  return readdirSync(from).flatMap((file) => readLines(path.join(from, file)));
}

/** @param {string} file @returns {any[]} one value per line; none without the file */
export const readLines = (file) =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
