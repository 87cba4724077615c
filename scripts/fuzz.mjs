/**
 * The fuzz test of the dashboard's API for as long as it takes to trust it: five million inputs, half on each database.
 * `STAGELINE_FUZZ_INPUTS` asks for another number, `STAGELINE_FUZZ_SEED` for other junk. A failure prints its shrunk
 * request and the seed that repeats it.
 */

import { spawnSync } from "node:child_process";
import { startEphemeralPostgres } from "./postgres/ephemeral.mjs";
import { root } from "./project.mjs";

const given = process.env.STAGELINE_TEST_POSTGRES_URL;
const postgres = given ? undefined : await startEphemeralPostgres();
const { status } = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    "web",
    "apps/web/server/fuzz",
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    env: {
      STAGELINE_FUZZ_INPUTS: "5000000",
      STAGELINE_FUZZ_SEED: String(Date.now() % 2 ** 31),
      ...process.env,
      STAGELINE_TEST_POSTGRES_URL: given ?? postgres?.url,
    },
    stdio: "inherit",
  },
);
await postgres?.stop();
process.exitCode = status ?? 1;
