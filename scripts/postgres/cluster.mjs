/** A data folder of PostgreSQL: making it, and seeing whether it can be used. */

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isNoSpace, noSpace, PlainError } from "../plain-error.mjs";
import { shown } from "../project.mjs";
import { program } from "./binaries.mjs";

/** The superuser, and the database we use. */
export const USER = "stageline";

/**
 * Makes the data folder unless it is there.
 *
 * It is made beside its place and renamed when complete: killed in the middle, the next start begins anew.
 *
 * @param {string} folder
 * @param {{binaries: import("./binaries.mjs").Binaries, wrap: import("./unprivileged.mjs").Wrap, isEphemeral?: boolean}} options
 *   an ephemeral cluster lets every local program in and is not safe from a power cut
 */
export function ensureCluster(folder, { binaries, wrap, isEphemeral = false }) {
  if (existsSync(path.join(folder, "PG_VERSION"))) return checkCluster(folder, binaries);
  const making = `${folder}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString("base64url");
  const passwordFile = `${making}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    initialize(making, { binaries, wrap, isEphemeral, passwordFile });
    renameSync(passwordFile, path.join(making, "stageline.password"));
    // An empty folder may be there already, and is in the way of a rename on some systems.
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The password of the cluster's superuser: only who may read the data folder can read it. */
export const readPassword = (/** @type {string} */ folder) =>
  readFileSync(path.join(folder, "stageline.password"), "utf8");

/**
 * @param {string} folder
 * @param {{binaries: import("./binaries.mjs").Binaries, wrap: import("./unprivileged.mjs").Wrap, isEphemeral: boolean,
 *   passwordFile: string}} options
 */
function initialize(folder, { binaries, wrap, isEphemeral, passwordFile }) {
  const { status, stdout, stderr, error } = spawnSync(
    ...wrap(program(binaries, "initdb"), [
      "--pgdata",
      folder,
      "--username",
      USER,
      ...(isEphemeral ? ["--auth=trust", "--no-sync"] : ["--auth=scram-sha-256", "--pwfile", passwordFile]),
      "--encoding=UTF8",
      // Needs no locale of the system and sorts the same everywhere.
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--lc-collate=C",
      "--lc-ctype=C",
    ]),
    { env: postgresEnvironment, encoding: "utf8" },
  );
  if (status === 0) return;
  const output = `${stdout ?? ""}\n${stderr ?? error?.message ?? ""}`.trim();
  if (isNoSpace(output)) throw noSpace(shown(folder));
  throw new PlainError("PostgreSQL could not make its data folder.", {
    details: output.split("\n").slice(-8).join("\n"),
  });
}

/** @param {string} folder @param {import("./binaries.mjs").Binaries} binaries */
function checkCluster(folder, binaries) {
  const major = Number(readFileSync(path.join(folder, "PG_VERSION"), "utf8"));
  if (major !== binaries.major)
    throw new PlainError(
      `The data in ${shown(folder)} was made by PostgreSQL ${major}; this is PostgreSQL ${binaries.major}, which cannot read it.`,
      {
        advice:
          `Move the data over with pg_dump and psql of both versions, or start anew: rename ${shown(folder)}, ` +
          "then npm start.",
      },
    );
  const owner = statSync(folder).uid;
  if (process.getuid && owner !== process.getuid())
    throw new PlainError(`The data in ${shown(folder)} belongs to another user (id ${owner}).`, {
      advice: "Start as that user, or give the folder to this one with chown -R.",
    });
}

/** PostgreSQL sees no more of our environment than it needs, so nobody's PG… or LC_… variables change what it does. */
export const postgresEnvironment = {
  PATH: process.env.PATH,
  SYSTEMROOT: process.env.SYSTEMROOT,
  LC_ALL: "C",
  TZ: "UTC",
};
