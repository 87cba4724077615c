/**
 * Failures people can act on: a sentence first, what to do second. Stack traces and long output go to a log file.
 */

import { appendFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { logFolder, shown } from "./project.mjs";

/** A failure whose message is for the person at the terminal. */
export class PlainError extends Error {
  /**
   * @param {string} message what is wrong, in one sentence
   * @param {{advice?: string, details?: string, cause?: unknown}} [more] `advice`: what to do; `details`: lines worth seeing
   */
  constructor(message, { advice, details, cause } = {}) {
    super(message, { cause });
    this.name = "PlainError";
    this.advice = advice;
    this.details = details;
  }
}

const NO_SPACE = /ENOSPC|no space left on device|disk quota exceeded|database or disk is full/i;

/** Whether a program's output or an error says that the disk is full. */
export const isNoSpace = (/** @type {unknown} */ what) =>
  NO_SPACE.test(what instanceof Error ? `${what.message} ${/** @type {any} */ (what).code}` : String(what));

/** @param {string} where @param {unknown} [cause] */
export const noSpace = (where, cause) =>
  new PlainError(`There is no space left on the disk that holds ${where}.`, {
    advice: "Free some (a first start needs about 2 GB) and start again; nothing is lost.",
    cause,
  });

/**
 * Shows a failure: the sentence, what to do, and where the rest is.
 *
 * @param {unknown} error
 */
export function report(error) {
  const plain = isNoSpace(error) && !(error instanceof PlainError) ? noSpace(shown(logFolder), error) : error;
  console.error(`\n✗ ${plain instanceof Error ? plain.message : String(plain)}`);
  if (plain instanceof PlainError) {
    if (plain.details) console.error(plain.details.replace(/^/gm, "    "));
    if (plain.advice) console.error(`  ${plain.advice}`);
    if (!plain.cause) return;
  }
  const file = keepDetails(error);
  if (file) console.error(`  More in ${shown(file)}`);
}

/** Writes stack and causes to a log file; without one (a full disk) nothing is lost that people would read. */
function keepDetails(/** @type {unknown} */ error) {
  const file = path.join(logFolder, "errors.log");
  try {
    mkdirSync(logFolder, { recursive: true });
    appendFileSync(file, `${new Date().toISOString()}\n${stacks(error)}\n\n`);
    return file;
  } catch {
    return undefined;
  }
}

/** @param {unknown} error @returns {string} */
function stacks(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? `${error.stack}\ncaused by ${stacks(error.cause)}` : String(error.stack);
}
