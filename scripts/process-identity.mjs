/**
 * Who a process id belongs to. Ids are given out again, after a reboot soon: an id from a note is only believed
 * together with the time its process started.
 */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What tells this process from any other that has or will have its id.
 *
 * @param {number} pid
 * @returns {string | undefined} `undefined` if there is no such process, or this platform cannot say
 */
export function processIdentity(pid) {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The name, in brackets, may hold anything; fields count from behind it: state is 3, start time 22.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z") return undefined;
      return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${fields[19]}`;
    } catch {
      return undefined;
    }
  }
  return ps(pid, "lstart=");
}

/**
 * The command line of a process.
 *
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processCommand(pid) {
  if (process.platform !== "linux") return ps(pid, "command=");
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() || undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** @param {number} pid @param {string} field */
function ps(pid, field) {
  if (process.platform === "win32") return undefined;
  return spawnSync("ps", ["-o", field, "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() || undefined;
}

/**
 * Resolves to whether something became true in time, asking again and again.
 *
 * @param {() => boolean} isTrue @param {number} withinMs
 */
export async function becomesTrue(isTrue, withinMs) {
  for (const deadline = Date.now() + withinMs; !isTrue(); ) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}
