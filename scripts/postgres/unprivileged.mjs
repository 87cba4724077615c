/** PostgreSQL refuses to run as root. */

import { spawnSync } from "node:child_process";
import { PostgresUnavailable } from "./binaries.mjs";

/**
 * @typedef {(program: string, args: readonly string[]) => [string, string[]]} Wrap how to start a program as somebody
 *   who is not root
 */

const NAMESPACE = ["-U", "--map-user=65534", "--map-group=65534", "--"];

/**
 * For root: a user namespace of its own, in which PostgreSQL sees itself as `nobody` and outside of which it keeps root's
 * files, so that nothing has to change its owner. For everybody else: as it is.
 *
 * @returns {Wrap}
 * @throws {PostgresUnavailable} for root where the system allows no user namespaces
 */
export function unprivileged() {
  if (process.platform === "win32" || process.getuid?.() !== 0)
    return (program, args) => [program, [...args]];
  if (spawnSync("unshare", [...NAMESPACE, "true"]).status === 0)
    return (program, args) => ["unshare", [...NAMESPACE, program, ...args]];
  throw new PostgresUnavailable(
    "PostgreSQL does not run as root, and this system allows no user namespaces to run it otherwise.",
    { advice: "Start as a normal user." },
  );
}
