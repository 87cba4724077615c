/**
 * `pnpm chaos`: kills workers and crashes the database under load, then asks the oracle. Exit code 0 if nothing is wrong.
 *
 *   --runs 10000   --store postgresql|sqlite   --minutes 8   --seed 1   --workers 4   --crashes 20
 */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { PlainError, report } from "../scripts/plain-error.mjs";
import { build } from "../scripts/prepare/build.mjs";
import { printReport } from "./report.mjs";
import { runChaos } from "./run.mjs";

const number = (/** @type {number} */ least) => z.coerce.number().min(least);

const flags = z.strictObject({
  runs: number(1).int().default(10_000),
  store: z.enum(["postgresql", "sqlite"]).default("postgresql"),
  minutes: number(0.05).default(8),
  seed: number(0)
    .int()
    .default(() => Math.floor(Math.random() * 2 ** 31)),
  workers: number(1).int().default(4),
  crashes: number(0).int().default(20),
});

function readFlags() {
  const { values } = parseArgs({
    options: Object.fromEntries(
      Object.keys(flags.shape).map((name) => [name, { type: /** @type {const} */ ("string") }]),
    ),
  });
  const result = flags.safeParse(values);
  if (result.success) return result.data;
  throw new PlainError(result.error.issues.map(({ path, message }) => `--${path}: ${message}`).join("\n"));
}

async function main() {
  const { minutes, ...settings } = readFlags();
  await build({ only: "@stageline/worker" });
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-chaos-"));
  const faultMs = minutes * 60_000;
  const settled = { faultMs, killEveryMs: 1_000, giveUpAfterMs: 60_000, folder };
  const result = await runChaos({ ...settings, ...settled }, (line) => console.log(line));
  printReport(result);
  process.exitCode = result.violations.length === 0 ? 0 : 1;
}

main().catch((error) => {
  report(error);
  process.exitCode = 1;
});
