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
 * @property {(which: (count: number) => number) => boolean} killOne SIGKILLs the nth of those that run; another takes its
 *   place. False if none runs.
 * @property {() => {kills: number, ownExits: number}} counts `ownExits`: ended without being told to
 * @property {() => Promise<void>} stop
 */

/**
 * Keeps `size` workers alive, as a supervisor would.
 *
 * @param {{size: number, env: Record<string, string>, logFile: string}} options
 * @returns {Herd}
 */
export function startHerd({ size, env, logFile }) {
  /** @type {Set<import("node:child_process").ChildProcess>} */
  const running = new Set();
  const log = createWriteStream(logFile, { flags: "a" });
  let [kills, ownExits, isStopping] = [0, 0, false];
  const start = () => {
    if (isStopping) return;
    const child = spawnWorker(env);
    let wasKilled = false;
    running.add(child);
    child.stdout?.on("data", (text) => log.write(text));
    child.stderr?.on("data", (text) => log.write(text));
    child.once("close", (_, signal) => {
      running.delete(child);
      wasKilled = signal === "SIGKILL";
      if (isStopping) return;
      if (!wasKilled) ownExits += 1;
      setTimeout(start, wasKilled ? 0 : AGAIN_AFTER_MS);
    });
  };
  for (let index = 0; index < size; index++) start();
  return {
    killOne(which) {
      const child = [...running][which(running.size)];
      if (!child?.kill("SIGKILL")) return false;
      running.delete(child);
      kills += 1;
      return true;
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
