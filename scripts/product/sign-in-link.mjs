/** The link to sign in with: its token is made here, printed once and stored as a hash. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { report } from "../plain-error.mjs";
import { wantedPort } from "../ports.mjs";
import { note } from "../progress.mjs";
import { dataFolder } from "../project.mjs";
import { openDatabase } from "./database.mjs";

const BY = { kind: "user", id: "console" };

/**
 * @param {string} databaseUrl
 * @param {string} address where people reach the dashboard
 * @param {{onlyFirst: boolean}} options whether a link that was made before is left as it is
 * @returns {Promise<string | undefined>} the link; undefined when there is one already
 */
export async function signInLink(databaseUrl, address, { onlyFirst }) {
  const { createKernel, SIGN_IN_LINK_ID } = await import("@stageline/engine");
  const { openStore } = await import("@stageline/engine/store");
  const store = await openStore(databaseUrl);
  try {
    const known = await store.access.listTokens();
    if (onlyFirst && known.some(({ id, revokedAt }) => id === SIGN_IN_LINK_ID && revokedAt === null))
      return undefined;
    const { secret } = await createKernel({ store }).dispatch("access.rotateSignInLink", {}, { by: BY });
    // Behind the #: browsers send it to nobody, so it is in no log.
    return `${address}/sign-in#${secret}`;
  } finally {
    await store.close();
  }
}

/** Whether people sign in with a token, as the dashboard decides it. */
export const signsInByToken = (
  /** @type {Record<string, string | undefined>} */ env,
  /** @type {string} */ host,
) => (env.STAGELINE_AUTH || (isLoopback(host) && !isPublic(env) ? "none" : "token")) === "token";

/** Whether people reach it elsewhere than on this machine, by way of a proxy. */
const isPublic = (/** @type {Record<string, string | undefined>} */ { STAGELINE_PUBLIC_URL: url }) =>
  url !== undefined && URL.canParse(url) && !isLoopback(new URL(url).hostname.replaceAll(/[[\]]/g, ""));

export const isLoopback = (/** @type {string} */ host) =>
  ["localhost", "127.0.0.1", "::1"].includes(host.toLowerCase());

/** Where people reach the dashboard. */
export function publicAddress(/** @type {string} */ host, /** @type {number} */ port) {
  const given = process.env.STAGELINE_PUBLIC_URL?.replace(/\/+$/, "");
  return (
    given || `http://${isLoopback(host) || host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}`
  );
}

/** The database of a product that is running, as its data folder names it; undefined when there is none. */
async function linkOfRunning(/** @type {string} */ address) {
  const file = path.join(dataFolder, "database-url");
  if (process.env.DATABASE_URL || !existsSync(file)) return undefined;
  const url = readFileSync(file, "utf8").trim();
  return signInLink(url, address, { onlyFirst: false }).catch(() => undefined);
}

export async function main() {
  try {
    const address = publicAddress(process.env.STAGELINE_HOST || "127.0.0.1", wantedPort(process.env.PORT));
    const link = (await linkOfRunning(address)) ?? (await linkOfStopped(address));
    note(`${link}`);
  } catch (error) {
    report(error);
    process.exit(1);
  }
}

/** Brings the database up for as long as it takes. */
async function linkOfStopped(/** @type {string} */ address) {
  const database = await openDatabase({ data: dataFolder, url: process.env.DATABASE_URL });
  try {
    return await signInLink(database.url, address, { onlyFirst: false });
  } finally {
    await database.stop();
  }
}
