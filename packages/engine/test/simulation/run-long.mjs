/**
 * A million simulated worlds, or as many as `STAGELINE_SIMULATION_SEEDS` says, shared among the processors, from a seed
 * that is new each time. `STAGELINE_SIMULATION_SEED` lives one world again and shows all of its history if it fails.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import path from "node:path";

const vitest = path.join(
  path.dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);
const isReplay = process.env.STAGELINE_SIMULATION_SEED !== undefined;
const shares = isReplay ? 1 : availableParallelism();
const worlds = Math.ceil(Number(process.env.STAGELINE_SIMULATION_SEEDS ?? 1_000_000) / shares);
const start = Number(process.env.STAGELINE_SIMULATION_FIRST_SEED ?? Date.now() % 1_000_000_000);

const statuses = await Promise.all(
  Array.from({ length: shares }, async (_, share) => {
    const child = spawn(
      process.execPath,
      [
        vitest,
        "run",
        "--project",
        "engine",
        "packages/engine/test/simulation/seeds",
        ...process.argv.slice(2),
      ],
      {
        cwd: path.resolve(import.meta.dirname, "../../../.."),
        env: {
          ...process.env,
          STAGELINE_SIMULATION_SEEDS: String(worlds),
          STAGELINE_SIMULATION_FIRST_SEED: String(start + share * worlds),
        },
        stdio: "inherit",
      },
    );
    const [status] = await once(child, "exit");
    return status ?? 1;
  }),
);
process.exitCode = Math.max(...statuses);
