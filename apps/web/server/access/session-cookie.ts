/** The cookie that holds a session's secret: for this host alone, unseen by scripts, never sent from other sites. */

import type { SignInSettings } from "./sign-in-settings";

/** Browsers keep a `__Host-` cookie only when it came over https. Plain http on one machine has to do without. */
const isHttps = ({ publicOrigin }: SignInSettings): boolean => publicOrigin?.startsWith("https:") === true;

const nameOf = (settings: SignInSettings): string =>
  isHttps(settings) ? "__Host-stageline" : "stageline-session";

export function sessionSecret(headers: Headers, settings: SignInSettings): string | undefined {
  const name = nameOf(settings);
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const [key, ...value] = pair.split("=");
    if (key?.trim() === name) return value.join("=").trim() || undefined;
  }
  return undefined;
}

export function sessionCookie(secret: string, settings: SignInSettings): string {
  const seconds = Math.floor(settings.sessionMs / 1000);
  return `${nameOf(settings)}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure(settings)}`;
}

export const noSessionCookie = (settings: SignInSettings): string =>
  `${nameOf(settings)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure(settings)}`;

const secure = (settings: SignInSettings): string => (isHttps(settings) ? "; Secure" : "");
