/** Signing in with a token, signing out, and whether somebody is signed in. */

import { SIGN_IN_LINK_ID, secretHash } from "@stageline/engine";
import { z } from "zod";
import { openEngine } from "../engine";
import { actorOf } from "./principal";
import { noSessionCookie, sessionCookie } from "./session-cookie";
import { settingsOfProcess } from "./settings-of-process";
import { whoAsks } from "./who-asks";

const signIn = z.object({
  token: z.string().min(1).max(200),
  /** How they are called in the audit log; tokens other than the link's have names of their own. */
  name: z.string().trim().min(1).max(100),
});

const MAX_CHARS = 2_000;

const answer = (status: number, body: unknown, cookie?: string) =>
  Response.json(body, {
    status,
    headers: { "cache-control": "no-store", ...(cookie === undefined ? {} : { "set-cookie": cookie }) },
  });

export async function openSession(request: Request): Promise<Response> {
  const settings = settingsOfProcess();
  if (settings.mode !== "token") return answer(404, { error: "Nobody signs in with a token here" });
  const text = await request.text();
  const asked = text.length > MAX_CHARS ? undefined : signIn.safeParse(jsonOf(text)).data;
  if (asked === undefined) return answer(400, { error: "A token and a name are needed" });
  const { access, dispatch } = await openEngine();
  const token = await access.findToken(secretHash(asked.token));
  if (token === null) return answer(401, { error: "This token is not valid, or not any more" });
  const name = token.id === SIGN_IN_LINK_ID ? asked.name : token.name;
  const by = { kind: "user", id: name };
  const session = { userId: name, role: token.role, source: token.id, ttlMs: settings.sessionMs };
  const { secret } = await dispatch("access.signIn", session, { by });
  return answer(200, { name, role: token.role }, sessionCookie(secret, settings));
}

export async function endSession(request: Request): Promise<Response> {
  const settings = settingsOfProcess();
  const principal = await whoAsks(request.headers);
  if (principal?.kind === "session") {
    const { dispatch } = await openEngine();
    await dispatch("access.endSession", { sessionId: principal.id }, { by: actorOf(principal) });
  }
  return answer(200, {}, noSessionCookie(settings));
}

export async function tellSession(request: Request): Promise<Response> {
  const principal = await whoAsks(request.headers);
  return principal === null
    ? answer(401, { error: "Sign in first" })
    : answer(200, { name: principal.name, role: principal.role });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
