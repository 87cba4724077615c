/**
 * Plants every mutant in a copy of the engine, one at a time, and runs the tests that must notice it. Fails if one
 * does not. `--only <text>` tries those whose name, number or file contains the text.
 *
 * Uses the PostgreSQL of `STAGELINE_TEST_POSTGRES_URL`, or brings up one of its own.
 */

import { parseArgs } from "node:util";
import { startEphemeralPostgres } from "../../../scripts/postgres/ephemeral.mjs";
import { copyOfEngine } from "./copy.js";
import { MUTANTS } from "./list.js";
import { passes, tryMutant, type Verdict } from "./trial.js";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: { only: { type: "string", default: "" } },
});
const chosen = MUTANTS.filter(({ name, breaks, file }) =>
  [name, breaks, file].some((text) => text.includes(values.only)),
);

const given = process.env.STAGELINE_TEST_POSTGRES_URL;
const server = given === undefined ? await startEphemeralPostgres() : undefined;
if (server !== undefined) process.env.STAGELINE_TEST_POSTGRES_URL = server.url;
const copy = copyOfEngine();
const verdicts = new Map<string, Verdict>();
try {
  const healthy = new Map<string, boolean>();
  for (const mutant of chosen) {
    const key = `${mutant.tests} ${mutant.titles}`;
    const isHealthy = healthy.get(key) ?? (await passes(copy.folder, mutant));
    healthy.set(key, isHealthy);
    const start = performance.now();
    const verdict = isHealthy ? await tryMutant(copy.folder, mutant) : "mistaken";
    verdicts.set(mutant.name, verdict);
    const seconds = ((performance.now() - start) / 1_000).toFixed(1);
    console.log(`${verdict.padEnd(9)} ${mutant.breaks.padEnd(13)} ${seconds.padStart(5)} s  ${mutant.name}`);
  }
} finally {
  copy.discard();
  await server?.stop();
}
const alive = [...verdicts].filter(([, verdict]) => verdict !== "caught");
console.log(`${verdicts.size - alive.length} of ${verdicts.size} mutants caught`);
process.exitCode = chosen.length > 0 && alive.length === 0 ? 0 : 1;
