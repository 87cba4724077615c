/** Which lines of a process's log people should see without opening it. */

import { stripVTControlCharacters } from "node:util";

const WARN = 40;

/**
 * The line as it should be shown, or `undefined` if it can stay in the log.
 *
 * The worker logs JSON with a level; others say error in their own words.
 *
 * @param {string} line
 * @returns {string | undefined}
 */
export function importantLine(line) {
  const text = stripVTControlCharacters(line).trim();
  if (text.startsWith("{")) {
    try {
      const { level, msg, err } = JSON.parse(text);
      if (typeof level === "number")
        return level >= WARN ? [msg, err?.message].filter(Boolean).join(": ") || text : undefined;
    } catch {
      // Not a log record after all.
    }
  }
  return /^\s*⨯|\b(fatal|panic|unhandled|[a-z]*error)\b/i.test(text) && !/^at /.test(text) ? text : undefined;
}

/**
 * The line as people read it: without colours, a JSON record as its message and what it is about.
 *
 * @param {string} line
 */
export function readableLine(line) {
  const text = stripVTControlCharacters(line).trimEnd();
  if (!text.startsWith("{")) return text;
  try {
    const { level, time, pid, hostname, msg, ...rest } = JSON.parse(text);
    const facts = Object.entries(rest).map(([key, value]) => `${key}=${shortened(value)}`);
    return [level >= WARN ? "!" : "", msg, ...facts].filter(Boolean).join(" ");
  } catch {
    return text;
  }
}

function shortened(/** @type {any} */ value) {
  return typeof value === "object" ? (value?.message ?? JSON.stringify(value)) : value;
}

/**
 * At most a few lines in ten seconds; then one that says where the rest is.
 *
 * @param {(line: string) => void} print @param {string} where
 */
export function sparingly(print, where) {
  let since = 0;
  let count = 0;
  return (/** @type {string} */ line) => {
    if (Date.now() - since > 10_000) {
      since = Date.now();
      count = 0;
    }
    count += 1;
    if (count <= 3) print(line);
    if (count === 4) print(`… more in ${where}`);
  };
}
