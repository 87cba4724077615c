/**
 * `npm test`: everything, or the parts named: `npm test -- lint types`. What follows a part's name and is not a part is
 * handed on: `npm test -- unit packages/engine/test/migrate`.
 *
 * The last line counts over all parts; the exit code is 1 unless something passed, nothing failed and nothing was skipped.
 */

import { PlainError, report } from "../plain-error.mjs";
import { generate } from "../prepare/generate.mjs";
import { install } from "../prepare/install.mjs";
import { note, seconds } from "../progress.mjs";
import { failureText } from "./failed-tests.mjs";
import { parts } from "./parts.mjs";
import { isGreen, sum, summary } from "./tally.mjs";

const ONE_FAILED = { passed: 0, failed: 1, skipped: 0 };

export async function main() {
  const started = performance.now();
  const { names, args } = readArguments(process.argv.slice(2));
  /** @type {import("./parts.mjs").Outcome[]} */
  const outcomes = [];
  const failed = [];
  try {
    await install();
    await generate();
    for (const name of names) {
      const outcome = failed.includes("build") && name === "e2e" ? ONE_FAILED : await run(name, args);
      outcomes.push(outcome);
      if (!isGreen(outcome)) failed.push(name);
    }
  } catch (error) {
    report(error);
    outcomes.push(ONE_FAILED);
  }
  const total = sum(outcomes);
  const failures = failureText(outcomes.flatMap(({ failedTests = [] }) => failedTests));
  if (failures !== "") note(`\n${failures}`);
  note(`\n${failed.length > 0 ? `Not green: ${failed.join(", ")}. ` : ""}Took ${seconds(started)}.`);
  console.log(summary(total));
  process.exitCode = isGreen(total) ? 0 : 1;
}

/** @param {string} name @param {readonly string[]} args @returns {Promise<import("./parts.mjs").Outcome>} */
async function run(name, args) {
  try {
    return (await parts[name]?.(args)) ?? ONE_FAILED;
  } catch (error) {
    report(error);
    return ONE_FAILED;
  }
}

/** @param {readonly string[]} given */
function readArguments(given) {
  const known = Object.keys(parts);
  const names = known.filter((name) => given.includes(name));
  const args = given.filter((each) => !known.includes(each));
  if (args.length > 0 && names.length !== 1) {
    report(new PlainError(`There is no part ${args[0]}.`, { advice: `The parts: ${known.join(", ")}.` }));
    process.exit(1);
  }
  return { names: names.length > 0 ? names : known, args };
}
