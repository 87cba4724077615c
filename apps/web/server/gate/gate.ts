/**
 * The one gate: every request passes it before anything looks at what it wants. Pages, their data, procedures, streams,
 * downloads, health.
 *
 * It is not the only lock. Procedures and routes ask for themselves who it is and what they may, so that a request that
 * found a way around the gate gets nothing either.
 */

import { type AccessPolicy, DEFAULT_POLICY } from "@stageline/engine";
import { PEER_HEADER } from "../access/peer";
import { refusal } from "../access/permission";
import type { Principal } from "../access/principal";
import { rateLimit } from "../access/rate-limit";
import type { SignInSettings } from "../access/sign-in-settings";
import { isForeignPage, isOwnHost, isOwnMutation, isScript } from "../trusted-request";
import { type Route, routeOf } from "./routes";

/** Bytes of a request's body. */
export const MAX_BODY_BYTES = 1_000_000;
/** Calls in one request. */
export const MAX_BATCH = 20;

/** Headers that make Next, or others like it, take a request for something else. No page of ours sends them. */
const NO_WAYS = [
  "next-action",
  "x-http-method-override",
  "x-middleware-subrequest",
  "x-middleware-prefetch",
] as const;

export interface Asked {
  readonly method: string;
  /** Without the address's query. */
  readonly pathname: string;
  readonly headers: Headers;
}

export type Admission =
  | { readonly admitted: true; readonly principal: Principal | null }
  | {
      readonly admitted: false;
      readonly status: number;
      readonly why: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** A person came for a page and has to sign in first. */
      readonly signIn?: boolean;
    };

export interface GateKeeping {
  readonly settings: SignInSettings;
  principal(headers: Headers): Promise<Principal | null>;
  policy(): Promise<AccessPolicy>;
}

const refused = (status: number, why: string, headers?: Readonly<Record<string, string>>): Admission => ({
  admitted: false,
  status,
  why,
  ...(headers === undefined ? {} : { headers }),
});

export function createGate({ settings, principal, policy }: GateKeeping) {
  const often = rateLimit({ burst: 600, perSecond: 100 });
  const signingIn = rateLimit({ burst: 10, perSecond: 1 / 6 });

  return async function admit(asked: Asked): Promise<Admission> {
    const route = routeOf(asked.pathname);
    const misshapen = misshapenAs(asked, route, settings);
    if (misshapen !== undefined) return misshapen;
    if (route.kind === "file") return { admitted: true, principal: null };

    const peer = asked.headers.get(PEER_HEADER) ?? "";
    const isSigningIn = asked.pathname === "/api/session" && asked.method === "POST";
    const waitToSignIn = isSigningIn ? signingIn(peer) : 0;
    if (waitToSignIn > 0) return tooMany(waitToSignIn);

    const who = await principal(asked.headers).catch(() => undefined);
    if (who === undefined) return refused(503, "The database does not answer");
    const wait = often(who === null || who.kind === "local" ? `peer ${peer}` : who.id);
    if (wait > 0) return tooMany(wait);
    if (route.permission === "everybody") return { admitted: true, principal: who };
    if (who === null) return unknownTo(route);
    const allowed = route.permission === "content" ? await policy().catch(() => undefined) : DEFAULT_POLICY;
    if (allowed === undefined) return refused(503, "The database does not answer");
    const why = refusal(who.role, route.permission, allowed);
    return why === undefined ? { admitted: true, principal: who } : refused(403, why);
  };
}

const tooMany = (seconds: number) =>
  refused(429, "Too many requests; come back later", { "retry-after": String(seconds) });

const unknownTo = ({ kind }: Route): Admission => ({
  admitted: false,
  status: 401,
  why: "Sign in first",
  ...(kind === "page" ? { signIn: true } : {}),
});

/** What can be said without knowing who it is. */
function misshapenAs(
  { method, headers }: Asked,
  { methods, kind }: Route,
  settings: SignInSettings,
): Admission | undefined {
  if (!isOwnHost(headers.get("host"), settings.hosts))
    return refused(421, "Unknown host name. Allow it with STAGELINE_HOSTS.");
  if (!methods.includes(method)) return refused(405, "Not by this method", { allow: methods.join(", ") });
  if (NO_WAYS.some((name) => headers.has(name))) return refused(400, "There is no such way to ask");
  if (kind === "api" && isForeignPage(headers)) return refused(403, "Only the dashboard's own pages may ask");
  if (method === "GET" || method === "HEAD") return undefined;
  const length = headers.get("content-length");
  if (length === null) return refused(411, "Say how long it is");
  if (!(Number(length) <= MAX_BODY_BYTES)) return refused(413, "Too much at once");
  if (!isOwnMutation(headers, settings.publicOrigin) && !isScript(headers))
    return refused(403, "Only the dashboard's own pages may change anything here");
  return undefined;
}
