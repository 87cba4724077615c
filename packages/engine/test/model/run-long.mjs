/**
 * The model-based tests for as long as it takes to trust them: 100,000 sequences in memory, 20,000 on SQLite, 10,000 on
 * PostgreSQL, and a fifth as many times several clients at once. `STAGELINE_MODEL_RUNS` asks for another number than
 * 100,000; `-t memory` for one store.
 *
 * A failure prints its shrunk calls and the command that repeats it.
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
  [vitest, "run", "--project", "engine", "packages/engine/test/model", ...process.argv.slice(2)],
  {
    cwd: path.resolve(import.meta.dirname, "../../../.."),
    env: { STAGELINE_MODEL_RUNS: "100000", ...process.env },
    stdio: "inherit",
  },
);
process.exitCode = status ?? 1;
