/** Dependencies: installed by pnpm from the lockfile, skipped when they are there already. */

import { statfsSync } from "node:fs";
import { command, pnpm } from "../command.mjs";
import { fingerprint, isUpToDate, stamp } from "../fingerprint.mjs";
import { noSpace } from "../plain-error.mjs";
import { step } from "../progress.mjs";
import { root, shown } from "../project.mjs";

/** Below this a first install cannot end well; it takes about 1.3 GB. */
const SPACE_FOR_INSTALL = 1.4e9;

export function install() {
  return step("Dependencies", async ({ now, say }) => {
    const work = {
      from: fingerprint([
        "pnpm-lock.yaml",
        "pnpm-workspace.yaml",
        "package.json",
        "packages/engine/package.json",
        "apps/web/package.json",
        "apps/worker/package.json",
      ]),
      made: ["node_modules/.modules.yaml"],
    };
    if (isUpToDate("install", work)) return say("unchanged");
    if (!isInstalled() && freeBytes() < SPACE_FOR_INSTALL) throw noSpace(shown(root));
    now("fetching packages");
    await command(...pnpm(["install", "--frozen-lockfile", "--reporter=append-only"]), {
      name: "Installing dependencies",
      onLine: now,
    });
    stamp("install", work);
    say("installed");
  });
}

const isInstalled = () => fingerprint(["node_modules/.modules.yaml"]) !== fingerprint([]);

function freeBytes() {
  const { bavail, bsize } = statfsSync(root);
  return bavail * bsize;
}
