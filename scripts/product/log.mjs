/** Log files of the processes we start: appended to by them directly, so that they survive us; read here as they grow. */

import { closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { lastLines } from "../command.mjs";

/** A log longer than this is put aside at the next start; one older log is kept. */
const MAX_BYTES = 20_000_000;
const LOOK_EVERY_MS = 250;

/**
 * Opens a log for appending.
 *
 * @param {string} file
 * @returns {number} file descriptor, to be closed once the process has it
 */
export function openLog(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  if (sizeOf(file) > MAX_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, "a");
}

export const sizeOf = (/** @type {string} */ file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/**
 * The end of what was written since `from`.
 *
 * @param {string} file @param {number} from @param {number} count lines
 */
export const logEnd = (file, from, count) =>
  lastLines(read(file, Math.max(from, sizeOf(file) - 16_384)), count);

/**
 * Calls `onLine` with every line written to the log from now on.
 *
 * @param {string} file
 * @param {(line: string) => void} onLine
 * @returns {() => void} looks a last time and stops
 */
export function followLog(file, onLine) {
  let offset = sizeOf(file);
  let rest = "";
  const look = () => {
    if (sizeOf(file) < offset) offset = 0;
    if (sizeOf(file) === offset) return;
    const text = read(file, offset);
    offset += Buffer.byteLength(text);
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim()) onLine(line);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    look();
  };
}

function read(/** @type {string} */ file, /** @type {number} */ from) {
  const length = sizeOf(file) - from;
  if (length <= 0) return "";
  const fd = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, length, from)).toString("utf8");
  } finally {
    closeSync(fd);
  }
}
