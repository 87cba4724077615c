/** Who asks: found out from the request's headers alone, by everything that answers, each for itself. */

import { createHash, timingSafeEqual } from "node:crypto";
import { type Access, ROLES, type Role, secretHash } from "@stageline/engine";
import { isLoopbackAddress, PEER_HEADER } from "./peer";
import { sessionSecret } from "./session-cookie";
import type { SignInSettings } from "./sign-in-settings";

export interface Principal {
  /** Recorded with what they do. */
  readonly name: string;
  readonly role: Role;
  /** `local`: everybody on this machine. */
  readonly kind: "local" | "session" | "token" | "proxy";
  /** Of the session or token; whom limits are counted for. */
  readonly id: string;
}

/** Recorded as the actor of what they do. */
export const actorOf = ({ kind, name }: Principal): { readonly kind: string; readonly id: string } => ({
  kind: kind === "token" ? "token" : "user",
  id: name,
});

const LOCAL: Principal = { name: "local", role: "admin", kind: "local", id: "local" };

/** A session's or token's last use is written down this often at most (ms). */
const TOUCH_EVERY_MS = 60_000;

type Lookups = Pick<Access, "findSession" | "touchSession" | "findToken" | "touchToken">;

/** @returns null: nobody that is known here */
export async function principalOf(
  headers: Headers,
  settings: SignInSettings,
  access: () => Promise<Lookups>,
): Promise<Principal | null> {
  const authorization = headers.get("authorization");
  // Who shows a token is judged by it alone, wherever they come from.
  if (authorization !== null) return byToken(authorization, access);
  if (settings.mode === "none") return isLoopbackAddress(headers.get(PEER_HEADER)) ? LOCAL : null;
  if (settings.mode === "proxy-header") return byProxy(headers, settings);
  const secret = sessionSecret(headers, settings);
  return secret === undefined ? null : bySession(secret, settings, await access());
}

async function byToken(authorization: string, access: () => Promise<Lookups>): Promise<Principal | null> {
  const secret = /^Bearer ([\w-]{20,200})$/.exec(authorization)?.[1];
  if (secret === undefined) return null;
  const lookups = await access();
  const token = await lookups.findToken(secretHash(secret));
  if (token === null) return null;
  if (isStale(token.lastUsedAt)) await lookups.touchToken(token.id);
  return { name: token.name, role: token.role, kind: "token", id: token.id };
}

async function bySession(
  secret: string,
  settings: SignInSettings,
  access: Lookups,
): Promise<Principal | null> {
  const session = await access.findSession(secretHash(secret), settings.idleMs);
  if (session === null) return null;
  if (isStale(session.lastSeenAt)) await access.touchSession(session.id);
  return { name: session.userId, role: session.role, kind: "session", id: session.id };
}

function byProxy(headers: Headers, { proxy }: SignInSettings): Principal | null {
  if (proxy === undefined || !proxy.addresses.includes(headers.get(PEER_HEADER) ?? "")) return null;
  if (!isSame(headers.get("x-stageline-proxy-secret") ?? "", proxy.secret)) return null;
  const name = headers.get(proxy.userHeader)?.trim();
  if (!name || name.length > 200) return null;
  const said = headers.get(proxy.roleHeader)?.trim();
  const role = said === undefined ? "viewer" : ROLES.find((one) => one === said);
  return role === undefined ? null : { name, role, kind: "proxy", id: `proxy:${name}` };
}

/** Takes the same time wherever they differ. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const isStale = (last: Date | null): boolean => last === null || Date.now() - last.getTime() > TOUCH_EVERY_MS;
