/** Engine, worker and dashboard, built by turbo; not even asked when nothing they are made from changed. */

import { command, pnpm } from "../command.mjs";
import { fingerprint, isUpToDate, stamp } from "../fingerprint.mjs";
import { step } from "../progress.mjs";

const sources = ["apps", "packages", "prisma", "pnpm-lock.yaml", "tsconfig.base.json", "turbo.json"];
const made = ["packages/engine/dist/index.js", "apps/worker/dist/main.js", "apps/web/.next/BUILD_ID"];

/** @param {{only?: string}} [options] `only`: name of one package to build, with what it needs */
export function build({ only } = {}) {
  return step("Build", async ({ now, say }) => {
    const work = { from: fingerprint(sources), made };
    if (isUpToDate("build", work)) return say("unchanged");
    now("compiling");
    await turbo("build", { name: "Building", onLine: now, only });
    if (!only) stamp("build", work);
    say("built");
  });
}

/**
 * Runs a turbo task. Through pnpm, because turbo looks for it on the path.
 *
 * @param {string} task
 * @param {{name: string, onLine?: (line: string) => void, only?: string}} options
 */
export const turbo = (task, { name, onLine, only }) =>
  command(
    ...pnpm(["exec", "turbo", "run", task, "--output-logs=new-only", ...(only ? [`--filter=${only}`] : [])]),
    { name, onLine },
  );
