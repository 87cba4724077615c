/** How people sign in, as the environment says. Read once when the dashboard starts; what makes no sense refuses it. */

import { z } from "zod";

export const SIGN_IN_MODES = ["none", "token", "proxy-header"] as const;
export type SignInMode = (typeof SIGN_IN_MODES)[number];

/** Somebody else in front of us has found out who it is, and says so in a header. */
export interface TrustedProxy {
  /** Addresses it may come from. */
  readonly addresses: readonly string[];
  /** What it proves itself with, in `x-stageline-proxy-secret`. */
  readonly secret: string;
  readonly userHeader: string;
  readonly roleHeader: string;
}

export interface SignInSettings {
  readonly mode: SignInMode;
  /** Further host names it answers under; lower case. */
  readonly hosts: readonly string[];
  /** Where people reach it, when that is not where it listens. */
  readonly publicOrigin: string | undefined;
  /** Milliseconds without a request after which a session is over. */
  readonly idleMs: number;
  /** Milliseconds after which a session is over, used or not. */
  readonly sessionMs: number;
  /** Nothing is changed by anybody, whatever the policy says. */
  readonly isReadOnly: boolean;
  readonly proxy: TrustedProxy | undefined;
}

/** The dashboard must not start like this; the message says what to do. */
export class UnsafeSignInError extends Error {
  override readonly name = "UnsafeSignInError";
}

const LOOPBACK_NAMES = new Set(["localhost", "127.0.0.1", "::1", "[::1]"]);
export const isLoopbackName = (host: string): boolean => LOOPBACK_NAMES.has(host.toLowerCase());

const HOUR_MS = 3_600_000;
const MIN_SECRET_CHARS = 32;

const commaSeparated = z
  .string()
  .default("")
  .transform((text) => text.split(",").map((part) => part.trim().toLowerCase()))
  .transform((parts) => parts.filter((part) => part !== ""));

const environment = z.object({
  STAGELINE_AUTH: z.enum(SIGN_IN_MODES).optional(),
  STAGELINE_HOSTS: commaSeparated,
  STAGELINE_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  STAGELINE_SESSION_IDLE_HOURS: z.coerce.number().positive().max(8_760).default(12),
  STAGELINE_SESSION_HOURS: z.coerce.number().positive().max(8_760).default(168),
  STAGELINE_READ_ONLY: z.enum(["true", "false"]).default("false"),
  STAGELINE_PROXY_ADDRESSES: commaSeparated,
  STAGELINE_PROXY_SECRET: z.string().default(""),
  STAGELINE_PROXY_USER_HEADER: z.string().min(1).toLowerCase().default("x-forwarded-user"),
  STAGELINE_PROXY_ROLE_HEADER: z.string().min(1).toLowerCase().default("x-forwarded-role"),
});

/**
 * @param boundTo the host name or address it listens on; unknown counts as reachable from elsewhere
 * @throws {UnsafeSignInError}
 */
export function signInSettings(
  env: Readonly<Record<string, string | undefined>>,
  boundTo: string | undefined,
): SignInSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UnsafeSignInError(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  const of = parsed.data;
  const publicUrl = of.STAGELINE_PUBLIC_URL === undefined ? undefined : new URL(of.STAGELINE_PUBLIC_URL);
  // To the dashboard a proxy in front of it is this machine: everybody would come in as admin.
  const isPublic = publicUrl !== undefined && !isLoopbackName(publicUrl.hostname);
  const isLocal = boundTo !== undefined && isLoopbackName(boundTo) && !isPublic;
  const mode = of.STAGELINE_AUTH ?? (isLocal ? "none" : "token");
  if (mode === "none" && !isLocal) {
    throw new UnsafeSignInError(
      "STAGELINE_AUTH=none lets everybody in who reaches the dashboard, so it may only listen on 127.0.0.1. " +
        "Choose another way to sign in, or start it with -H 127.0.0.1 and without a STAGELINE_PUBLIC_URL elsewhere.",
    );
  }
  return {
    mode,
    hosts: [...of.STAGELINE_HOSTS, ...(publicUrl === undefined ? [] : [publicUrl.hostname.toLowerCase()])],
    publicOrigin: publicUrl?.origin,
    idleMs: of.STAGELINE_SESSION_IDLE_HOURS * HOUR_MS,
    sessionMs: of.STAGELINE_SESSION_HOURS * HOUR_MS,
    isReadOnly: of.STAGELINE_READ_ONLY === "true",
    proxy: mode === "proxy-header" ? trustedProxy(of) : undefined,
  };
}

function trustedProxy(of: z.output<typeof environment>): TrustedProxy {
  if (of.STAGELINE_PROXY_SECRET.length < MIN_SECRET_CHARS) {
    throw new UnsafeSignInError(
      `STAGELINE_AUTH=proxy-header needs a STAGELINE_PROXY_SECRET of at least ${MIN_SECRET_CHARS} characters, ` +
        "which the proxy sends as x-stageline-proxy-secret.",
    );
  }
  if (of.STAGELINE_PROXY_ADDRESSES.length === 0) {
    throw new UnsafeSignInError(
      "STAGELINE_AUTH=proxy-header needs STAGELINE_PROXY_ADDRESSES: the addresses the proxy comes from.",
    );
  }
  return {
    addresses: of.STAGELINE_PROXY_ADDRESSES,
    secret: of.STAGELINE_PROXY_SECRET,
    userHeader: of.STAGELINE_PROXY_USER_HEADER,
    roleHeader: of.STAGELINE_PROXY_ROLE_HEADER,
  };
}
