/**
 * 1,000 actions on each database by processes that are killed. `STAGELINE_TEST_AUDIT_ACTIONS` asks for another number.
 */

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../../..");
const vitest = path.join(
  path.dirname(createRequire(path.join(root, "package.json")).resolve("vitest/package.json")),
  "vitest.mjs",
);
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "packages/engine/test/audit", ...process.argv.slice(2)],
  { cwd: root, env: { STAGELINE_TEST_AUDIT_ACTIONS: "1000", ...process.env }, stdio: "inherit" },
);
process.exitCode = status ?? 1;
