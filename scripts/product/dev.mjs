/** `npm run dev`: the product with every part reloading when its code changes, on the same data as `npm start`. */

import path from "node:path";
import { freePortFrom, wantedPort } from "../ports.mjs";
import { turbo } from "../prepare/build.mjs";
import { generate } from "../prepare/generate.mjs";
import { install } from "../prepare/install.mjs";
import { note, step } from "../progress.mjs";
import { dataFolder, root } from "../project.mjs";
import { startFirstRun } from "./product.mjs";
import { runSession } from "./session.mjs";
import { supervise } from "./supervised-process.mjs";

const COMPILER = path.join(root, "node_modules/typescript/bin/tsc");
const WATCH = ["-p", "tsconfig.json", "--watch", "--preserveWatchOutput"];

export function main() {
  return runSession({
    prepare: async () => {
      wantedPort(process.env.PORT);
      await install();
      await generate();
      // The watchers below compile what changes; what they start from is complete.
      await step("Engine and worker", ({ now }) =>
        turbo("build", { name: "Building the worker", only: "@stageline/worker", onLine: now }),
      );
    },
    launch: async ({ databaseUrl, onProcess, owns }) => {
      const wanted = wantedPort(process.env.PORT);
      const port = await freePortFrom(wanted);
      if (port !== wanted) note(`  Port ${wanted} is taken by another program; using ${port}.`);
      const watched = (
        /** @type {string} */ name,
        /** @type {string} */ folder,
        /** @type {string[]} */ args,
      ) => {
        const process_ = supervise({
          name,
          args,
          cwd: path.join(root, folder),
          env: {
            DATABASE_URL: databaseUrl,
            PORT: String(port),
            STAGELINE_BOUND_TO: "127.0.0.1",
            NEXT_TELEMETRY_DISABLED: "1",
            FORCE_COLOR: "0",
          },
          logFile: path.join(dataFolder, "logs", `dev-${name}.log`),
          onStart: (pid) => onProcess(name, pid),
          showsEverything: true,
        });
        owns({ stop: () => process_.stop(5_000), kill: process_.kill });
      };
      watched("engine", "packages/engine", [COMPILER, ...WATCH]);
      watched("compile", "apps/worker", [COMPILER, ...WATCH]);
      watched("web", "apps/web", [
        "node_modules/next/dist/bin/next",
        "dev",
        "-p",
        String(port),
        "-H",
        "127.0.0.1",
      ]);
      watched("worker", ".", ["--watch", "--watch-preserve-output", "apps/worker/dist/main.js"]);
      await startFirstRun(databaseUrl);
      note(`\nStageline is developed at http://127.0.0.1:${port}. Ctrl-C stops everything.`);
    },
  });
}
