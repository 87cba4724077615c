/** One mutant against its tests. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { planted } from "./list.js";
import type { Mutant } from "./mutant.js";

/** `mistaken`: the tests did not run, or fail without it too: that they fail proves nothing. */
export type Verdict = "caught" | "survived" | "mistaken";

/** Milliseconds for one test: a bug may make it wait for what never comes. */
const TEST_TIMEOUT_MS = 20_000;
/** Milliseconds until tests that hang are ended; a mutant that makes them hang is caught. */
const DEADLINE_MS = 120_000;

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

/** Plants the bug, runs its tests, takes it out again. */
export async function tryMutant(folder: string, mutant: Mutant): Promise<Verdict> {
  const file = path.join(folder, "packages/engine/src", mutant.file);
  const healthy = readFileSync(file, "utf8");
  writeFileSync(file, planted(mutant, healthy));
  try {
    const { report, isHung } = await runTests(folder, mutant);
    if (isHung) return "caught";
    if (report === undefined || report.numPassedTests + report.numFailedTests === 0) return "mistaken";
    return report.numFailedTests > 0 ? "caught" : "survived";
  } finally {
    writeFileSync(file, healthy);
  }
}

/** Whether tests run, and pass, without any bug. */
export async function passes(folder: string, wanted: Pick<Mutant, "tests" | "titles">): Promise<boolean> {
  const { report } = await runTests(folder, wanted);
  return report !== undefined && report.numPassedTests > 0 && report.numFailedTests === 0;
}

async function runTests(
  folder: string,
  { tests, titles }: Pick<Mutant, "tests" | "titles">,
): Promise<{ report: Report | undefined; isHung: boolean }> {
  const output = path.join(folder, "report.json");
  rmSync(output, { force: true });
  const wanted = titles === "" ? [] : ["-t", titles];
  const limits = [`--testTimeout=${TEST_TIMEOUT_MS}`, `--hookTimeout=${TEST_TIMEOUT_MS}`];
  const reporter = ["--reporter=json", `--outputFile=${output}`];
  const child = spawn(
    process.execPath,
    [
      path.join(folder, "node_modules/vitest/vitest.mjs"),
      "run",
      "--project",
      "engine",
      `packages/engine/test/${tests}`,
      ...wanted,
      ...limits,
      ...reporter,
    ],
    { cwd: folder, stdio: "ignore" },
  );
  let isHung = false;
  const deadline = setTimeout(() => {
    isHung = true;
    child.kill("SIGKILL");
  }, DEADLINE_MS);
  await once(child, "exit");
  clearTimeout(deadline);
  return { report: reportIn(output), isHung };
}

/** Undefined when the tests could not even be loaded. */
function reportIn(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return undefined;
  }
}
