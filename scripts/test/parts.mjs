/** The parts of `npm test`, each with what it counts for. */

import { rmSync } from "node:fs";
import path from "node:path";
import { command, commandOutcome } from "../command.mjs";
import { startEphemeralPostgres } from "../postgres/ephemeral.mjs";
import { build, turbo } from "../prepare/build.mjs";
import { note, step } from "../progress.mjs";
import { logFolder } from "../project.mjs";
import { failedTests } from "./failed-tests.mjs";
import { playwrightTally, vitestTally } from "./tally.mjs";

/** @typedef {import("./tally.mjs").Tally} Tally */
/** @typedef {Tally & {failedTests?: readonly import("./failed-tests.mjs").FailedTest[]}} Outcome */

/** A check passes or fails as one. @type {Tally} */
const ONE_PASSED = { passed: 1, failed: 0, skipped: 0 };

/**
 * In the order they run: what is quick and what others need comes first. Each throws, or returns its counts.
 *
 * @type {Record<string, (args: readonly string[]) => Promise<Outcome>>}
 */
export const parts = {
  lint: async () => {
    await step("Format and lint", () =>
      command(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "ci", "."], {
        name: "Format and lint",
      }),
    );
    return ONE_PASSED;
  },

  build: async () => {
    await build();
    return ONE_PASSED;
  },

  types: async () => {
    await step("Types", async ({ now }) => {
      await turbo("typecheck", { name: "Types", onLine: now });
      for (const project of [
        "tsconfig.json",
        "packages/engine/test/tsconfig.json",
        "apps/worker/test/tsconfig.json",
      ]) {
        await command(process.execPath, ["node_modules/typescript/bin/tsc", "-p", project], {
          name: `Types of ${project}`,
        });
      }
    });
    return ONE_PASSED;
  },

  unit: async (args) => {
    note("\nUnit and conformance tests");
    const reportFile = path.join(logFolder, "unit.json");
    rmSync(reportFile, { force: true });
    // Started here and not by Vitest, so that a missing PostgreSQL is told in a sentence.
    const postgres = process.env.STAGELINE_TEST_POSTGRES_URL ? undefined : await startEphemeralPostgres();
    const { exitCode } = await commandOutcome(
      process.execPath,
      [
        "node_modules/vitest/vitest.mjs",
        "run",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${reportFile}`,
        ...args,
      ],
      { name: "Unit", isShown: true, env: postgres && { STAGELINE_TEST_POSTGRES_URL: postgres.url } },
    );
    await postgres?.stop();
    return { ...vitestTally(reportFile, exitCode), failedTests: failedTests(reportFile) };
  },

  chaos: async () => {
    const rounds = [
      { store: "postgresql", runs: "150", minutes: "0.2", crashes: "2" },
      { store: "sqlite", runs: "60", minutes: "0.12", crashes: "0" },
    ];
    for (const round of rounds) {
      const flags = Object.entries(round).flatMap(([name, value]) => [`--${name}`, value]);
      await step(`Chaos on ${round.store}`, ({ now }) =>
        command(process.execPath, ["chaos/main.mjs", ...flags], {
          name: `Chaos on ${round.store}`,
          onLine: now,
        }),
      );
    }
    return { ...ONE_PASSED, passed: rounds.length };
  },

  e2e: async (args) => {
    await build();
    note("\nEnd-to-end tests");
    const reportFile = path.join(logFolder, "e2e.json");
    rmSync(reportFile, { force: true });
    const { exitCode } = await commandOutcome(
      process.execPath,
      [
        "node_modules/@playwright/test/cli.js",
        "test",
        "--config=e2e/playwright.config.ts",
        "--reporter=list,json",
        ...args,
      ],
      { name: "End to end", isShown: true, env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile } },
    );
    return { ...playwrightTally(reportFile, exitCode), failedTests: failedTests(reportFile) };
  },
};
