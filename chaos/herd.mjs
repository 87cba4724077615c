/** Worker processes that are killed and replaced. */

import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { root } from "../scripts/project.mjs";

export const WORKER = path.join(root, "apps/worker/dist/main.js");
export const WORKFLOWS = path.join(root, "chaos/workflows/index.mjs");

/** Before a worker that could not start (the database was away) is started again (ms). */
const AGAIN_AFTER_MS = 250;
/** How long a worker that was told to stop may take (ms). */
const STOP_WITHIN_MS = 20_000;

/**
 * @typedef {object} Herd
 * @property {(random: import("./random.mjs").Random) => boolean} killOne SIGKILLs one; another takes its place. Every
 *   other time it must be one that has worked, so that on a slow machine not all die while they start. False if there
 *   was none to kill.
 * @property {() => {kills: number, ownExits: number}} counts `ownExits`: ended without being told to
 * @property {() => Promise<void>} stop
 */

/**
 * Keeps `size` workers alive, as a supervisor would.
 *
 * @param {{size: number, env: Record<string, string>, logFile: string, hasWorked: (pid: number) => boolean}} options
 * @returns {Herd}
 */
export function startHerd({ size, env, logFile, hasWorked }) {
  /** @type {Set<import("node:child_process").ChildProcess>} */
  const running = new Set();
  const log = createWriteStream(logFile, { flags: "a" });
  let [kills, ownExits, isStopping] = [0, 0, false];
  const start = () => {
    if (isStopping) return;
    const child = spawnWorker(env);
    running.add(child);
    child.stdout?.on("data", (text) => log.write(text));
    child.stderr?.on("data", (text) => log.write(text));
    child.once("close", (_, signal) => {
      running.delete(child);
      if (isStopping) return;
      if (signal !== "SIGKILL") ownExits += 1;
      setTimeout(start, signal === "SIGKILL" ? 0 : AGAIN_AFTER_MS);
    });
  };
  for (let index = 0; index < size; index++) start();
  return {
    killOne(random) {
      const mustHaveWorked = random.below(2) === 0;
      const candidates = [...running].filter(({ pid = 0 }) => !mustHaveWorked || hasWorked(pid));
      if (candidates.length === 0) return false;
      const child = random.pick(candidates);
      running.delete(child);
      kills += 1;
      return child.kill("SIGKILL");
    },
    counts: () => ({ kills, ownExits }),
    async stop() {
      isStopping = true;
      await Promise.all([...running].map((child) => ended(child, "SIGTERM")));
      log.end();
    },
  };
}

/** @param {Record<string, string>} env */
export const spawnWorker = (env) =>
  spawn(process.execPath, [WORKER], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, TZ: process.env.TZ, STAGELINE_WORKFLOWS: WORKFLOWS, ...env },
  });

/**
 * Sends a signal and waits for the end; a process that does not end in time is killed.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
export async function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once("close", resolve));
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  child.kill(signal);
  await over;
  clearTimeout(timer);
}
