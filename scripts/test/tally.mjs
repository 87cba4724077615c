/** Counts over all suites: what passed, failed, was skipped. */

import { existsSync, readFileSync } from "node:fs";

/** @typedef {{passed: number, failed: number, skipped: number}} Tally */

/** @param {readonly Tally[]} tallies @returns {Tally} */
export const sum = (tallies) => ({
  passed: tallies.reduce((total, { passed }) => total + passed, 0),
  failed: tallies.reduce((total, { failed }) => total + failed, 0),
  skipped: tallies.reduce((total, { skipped }) => total + skipped, 0),
});

/** Skipped is not passed, and nothing at all is not a success. */
export const isGreen = (/** @type {Tally} */ { passed, failed, skipped }) =>
  failed === 0 && skipped === 0 && passed > 0;

/** The plain last line. */
export const summary = (/** @type {Tally} */ { passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * Counts of a Vitest run.
 *
 * @param {string} file its JSON report
 * @param {number} exitCode a run that failed without a failed test (a file that cannot be loaded, no report) counts one
 * @returns {Tally}
 */
export function vitestTally(file, exitCode) {
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    numPendingTests = 0,
    numTodoTests = 0,
    testResults = [],
  } = readReport(file);
  const unloadable = testResults.filter(
    (/** @type {{status: string, assertionResults: unknown[]}} */ { status, assertionResults }) =>
      status === "failed" && assertionResults.length === 0,
  ).length;
  return withExitCode(
    { passed: numPassedTests, failed: numFailedTests + unloadable, skipped: numPendingTests + numTodoTests },
    exitCode,
  );
}

/**
 * Counts of a Playwright run. A test that passed at a second try failed at the first.
 *
 * @param {string} file its JSON report
 * @param {number} exitCode
 * @returns {Tally}
 */
export function playwrightTally(file, exitCode) {
  const { stats = {} } = readReport(file);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = stats;
  return withExitCode({ passed: expected, failed: unexpected + flaky, skipped }, exitCode);
}

/** @param {Tally} tally @param {number} exitCode @returns {Tally} */
const withExitCode = (tally, exitCode) =>
  exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;

function readReport(/** @type {string} */ file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}
