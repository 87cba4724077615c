/**
 * What failed, told again at the end: the last lines of a long output are those that are kept and read.
 */

import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** Lines of a failure's message that are told; the whole stands where it happened. */
const LINES = 12;

/** Tests told by name; more are counted. */
const TESTS = 20;

/**
 * @typedef {object} FailedTest
 * @property {string} name file, suites, test
 * @property {string} message
 */

/**
 * Failed tests of a Vitest or Playwright JSON report; of a missing one none.
 *
 * @param {string} file
 * @returns {FailedTest[]}
 */
export function failedTests(file) {
  if (!existsSync(file)) return [];
  const report = JSON.parse(readFileSync(file, "utf8"));
  return report.suites === undefined ? ofVitest(report) : report.suites.flatMap(ofPlaywright);
}

/**
 * Text of the failures, or nothing.
 *
 * @param {readonly FailedTest[]} failed
 */
export function failureText(failed) {
  const told = failed.slice(0, TESTS).map(({ name, message }) => {
    const lines = stripVTControlCharacters(message)
      .split("\n")
      .filter((line) => line.trim() !== "");
    return [`✗ ${name}`, ...lines.slice(0, LINES).map((line) => `    ${line}`)].join("\n");
  });
  const rest = failed.length - told.length;
  return [...told, ...(rest > 0 ? [`… and ${rest} more`] : [])].join("\n");
}

/** @returns {FailedTest[]} */
const ofVitest = (/** @type {any} */ { testResults = [] }) =>
  testResults.flatMap((/** @type {any} */ { name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((/** @type {any} */ each) => each.status === "failed");
    const isUnloadable = status === "failed" && failed.length === 0;
    return [
      ...failed.map((/** @type {any} */ { fullName, failureMessages }) => ({
        name: `${name} › ${fullName}`,
        message: failureMessages.join("\n"),
      })),
      ...(isUnloadable ? [{ name, message }] : []),
    ];
  });

/** @returns {FailedTest[]} */
const ofPlaywright = (/** @type {any} */ { suites = [], specs = [] }) => [
  ...specs.flatMap((/** @type {any} */ spec) =>
    spec.tests
      .filter((/** @type {any} */ { status }) => status === "unexpected" || status === "flaky")
      .map((/** @type {any} */ { projectName, results }) => ({
        name: `[${projectName}] ${spec.file}:${spec.line} › ${spec.title}`,
        message: results
          .flatMap((/** @type {any} */ { errors }) =>
            errors.map((/** @type {any} */ error) => error.message ?? error.value),
          )
          .join("\n"),
      })),
  ),
  ...suites.flatMap(ofPlaywright),
];
