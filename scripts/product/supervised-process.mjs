/**
 * A process that is kept running: when it dies, people see its last lines and it is started again, after a pause that
 * doubles with every death in a row.
 */

import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { becomesTrue } from "../process-identity.mjs";
import { note } from "../progress.mjs";
import { shown } from "../project.mjs";
import { importantLine, readableLine, sparingly } from "./important-lines.mjs";
import { signalGroup } from "./leftovers.mjs";
import { followLog, logEnd, openLog, sizeOf } from "./log.mjs";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** One that lived this long dies of something new. */
const HEALTHY_AFTER_MS = 60_000;

/**
 * @typedef {object} ProcessOptions
 * @property {string} name
 * @property {readonly string[]} args for Node
 * @property {string} cwd
 * @property {Record<string, string | undefined>} env
 * @property {string} logFile
 * @property {(pid: number) => void} [onStart]
 * @property {boolean} [showsEverything] whether every line goes to the screen, not only what matters
 */

/**
 * @typedef {object} SupervisedProcess
 * @property {(withinMs: number) => Promise<void>} stop asks it to end, and ends it when it does not
 * @property {() => void} kill
 * @property {() => boolean} isRunning
 */

/**
 * @param {ProcessOptions} options
 * @returns {SupervisedProcess}
 */
export function supervise(options) {
  const { name, args, cwd, env, logFile, onStart, showsEverything = false } = options;
  const print = (/** @type {string} */ line) => note(`${name.padEnd(9)} ${line}`);
  const printImportant = sparingly(print, shown(logFile));
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;
  /** @type {NodeJS.Timeout | undefined} */
  let restart;
  let isStopping = false;
  let pauseMs = FIRST_PAUSE_MS;

  const log = openLog(logFile);
  closeSync(log);
  const stopFollowing = followLog(logFile, (line) => {
    if (showsEverything) return print(readableLine(line));
    const important = importantLine(line);
    if (important) printImportant(important);
  });

  const start = () => {
    const fd = openLog(logFile);
    const logStart = sizeOf(logFile);
    const startedAt = Date.now();
    child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      // Straight into the file: through a pipe it would die with us, in the middle of its work.
      stdio: ["ignore", fd, fd],
      // A group of its own: Ctrl-C reaches it through us, in the right order.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    closeSync(fd);
    if (child.pid) onStart?.(child.pid);
    child.once("exit", (code, signal) => {
      if (isStopping) return;
      if (Date.now() - startedAt > HEALTHY_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      note(
        `\n✗ ${name} stopped (${signal ?? `exit code ${code}`}); starting it again in ${pauseMs / 1000} s.`,
      );
      const end = logEnd(logFile, logStart, 5).split("\n").map(readableLine);
      note(`${end.map((line) => `    ${line}\n`).join("")}  All of its log: ${shown(logFile)}`);
      restart = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    });
  };
  start();

  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const kill = () => {
    isStopping = true;
    clearTimeout(restart);
    if (child?.pid && isRunning()) signalGroup(child.pid, "SIGKILL");
  };
  return {
    isRunning,
    kill,
    stop: async (withinMs) => {
      isStopping = true;
      clearTimeout(restart);
      if (isRunning()) child?.kill("SIGTERM");
      if (!(await becomesTrue(() => !isRunning(), withinMs))) {
        kill();
        await becomesTrue(() => !isRunning(), 2_000);
      }
      stopFollowing();
    },
  };
}
