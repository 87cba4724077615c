/**
 * Which requests may be answered, whoever sends them.
 *
 * A foreign page can reach a dashboard on this machine or in this network: by a form or script sent to its address, or by
 * a name of its own that resolves to it. So a request must carry a host name that is ours, and one that changes something
 * must come from our own page, with a header that foreign pages cannot set.
 */

import { CLIENT_HEADER } from "@/trpc/client-header";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const hostName = (host: string): string => host.replace(/:\d{1,5}$/, "").toLowerCase();

/** @param allowed further host names, in lower case */
export function isOwnHost(host: string | null, allowed: readonly string[]): boolean {
  if (host === null) return false;
  const name = hostName(host);
  return name !== "" && (LOOPBACK.has(name) || allowed.includes(name));
}

/** Exactly JSON: a form can send text that looks like it, and tRPC executes a form's mutations that take no input. */
const isJson = (headers: Headers): boolean =>
  /^application\/json(\s*;\s*charset="?utf-8"?)?$/i.test(headers.get("content-type")?.trim() ?? "");

/**
 * Whether a request that changes something was made by our own page.
 *
 * @param publicOrigin where people reach the dashboard, when a proxy changes the host name
 */
export function isOwnMutation(headers: Headers, publicOrigin?: string): boolean {
  const origin = headers.get("origin");
  const host = headers.get("host");
  if (!isJson(headers) || isForeignPage(headers) || headers.get(CLIENT_HEADER) !== "1") return false;
  if (origin === null || host === null || !URL.canParse(origin)) return false;
  return origin === publicOrigin || new URL(origin).host === host.toLowerCase();
}

/** Whether it is a script's: it shows a token, which no page of another site could, and no browser says it sent it. */
export const isScript = (headers: Headers): boolean =>
  headers.has("authorization") &&
  isJson(headers) &&
  !headers.has("origin") &&
  !headers.has("sec-fetch-site") &&
  !headers.has("cookie");

/** Whether a browser says that another site's page asks. What it cannot read it need not be sent either. */
export function isForeignPage(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  return site !== null && site !== "same-origin";
}
