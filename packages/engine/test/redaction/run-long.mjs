/**
 * The planted secrets in numbers: 10,000 for each store. `STAGELINE_PLANTED_SECRETS` asks for another number; `-t memory`
 * for one store.
 */

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const vitest = path.join(
  path.dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    "run",
    "--project",
    "engine",
    "packages/engine/test/redaction/planted-secrets.test.ts",
    ...process.argv.slice(2),
  ],
  {
    cwd: path.resolve(import.meta.dirname, "../../../.."),
    env: { STAGELINE_PLANTED_SECRETS: "10000", ...process.env },
    stdio: "inherit",
  },
);
process.exitCode = status ?? 1;
