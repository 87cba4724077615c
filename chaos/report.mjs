/** What a round of chaos prints at its end. */

import { INVARIANTS } from "@stageline/engine/testing";

/** Sentences shown per invariant; a bug rarely breaks one row only. */
const SHOWN = 5;
const WIDTH = 78;

/** @param {import("./run.mjs").ChaosResult} result */
export function printReport({ facts, violations }) {
  const row = (/** @type {string} */ name, /** @type {number} */ value) =>
    console.log(`  ${name.padEnd(WIDTH)} ${String(value).padStart(8)}`);
  console.log("\nWhat happened");
  for (const [name, value] of Object.entries(facts)) row(name, value);
  console.log("\nViolations");
  for (const [invariant, fact] of Object.entries(INVARIANTS)) {
    const broken = violations.filter((violation) => violation.invariant === Number(invariant));
    row(`${invariant.padStart(2)} ${fact}`, broken.length);
    for (const { says } of broken.slice(0, SHOWN)) console.log(`       ${says}`);
  }
  console.log(`\n${violations.length} violations`);
}
