/**
 * Which requests may be answered.
 *
 * The dashboard listens on the loopback address. A foreign page could still reach it: by a form or script sent to
 * 127.0.0.1, or by a name of its own that resolves to 127.0.0.1. So a request must carry a host name that is ours, and
 * one that changes something must come from our own page, with a header that foreign pages cannot set.
 */

import { CLIENT_HEADER } from "@/trpc/client-header";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const hostName = (host: string): string => host.replace(/:\d+$/, "").toLowerCase();

/**
 * @param allowed further host names, for a dashboard behind a proxy; comma-separated, from `STAGELINE_HOSTS`
 */
export function isOwnHost(host: string | null, allowed: string | undefined): boolean {
  if (host === null) return false;
  const name = hostName(host);
  if (name === "") return false;
  return (
    LOOPBACK.has(name) ||
    (allowed ?? "")
      .split(",")
      .map((entry) => entry.trim().toLowerCase())
      .includes(name)
  );
}

/** Whether a request that changes something was made by our own page. */
export function isOwnMutation(headers: Headers): boolean {
  const origin = headers.get("origin");
  const host = headers.get("host");
  return (
    headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() === "application/json" &&
    headers.has(CLIENT_HEADER) &&
    origin !== null &&
    host !== null &&
    URL.canParse(origin) &&
    new URL(origin).host === host.toLowerCase()
  );
}

/** Whether a browser says that another site's page asks. What it cannot read it need not be sent either. */
export function isForeignPage(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  return site !== null && site !== "same-origin";
}
