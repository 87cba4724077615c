/** Who asks: people and scripts of each role, and those whom nobody knows. */

import { ROLES, type Role } from "@stageline/engine";
import fc, { type Arbitrary } from "fast-check";
import { CLIENT_HEADER } from "@/trpc/client-header";
import { sessionCookie } from "../access/session-cookie";
import { settingsOfProcess } from "../access/settings-of-process";
import { openEngine } from "../engine";
import { ORIGIN } from "./requests";

export interface Caller {
  /** Null: not signed in. */
  readonly role: Role | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Of each kind and role: so many that nobody asks too often. */
const EACH = 12;
const BY = { kind: "user", id: "fuzz" };
const HOUR_MS = 3_600_000;
/** Of all requests: what is refused at once finds little. */
const SHARES = { admin: 16, operator: 2, viewer: 2, nobody: 1 } as const;

const PAGE = { origin: ORIGIN, "sec-fetch-site": "same-origin", [CLIENT_HEADER]: "1" };

/** Signs them in. */
export async function callers(): Promise<Arbitrary<Caller>> {
  const known: Record<Role, Caller[]> = { viewer: [], operator: [], admin: [] };
  const { dispatch } = await openEngine();
  for (const role of ROLES) {
    for (let at = 0; at < EACH; at++) {
      const name = `${role} ${at}`;
      const session = { userId: name, role, source: "fuzz", ttlMs: 24 * HOUR_MS };
      const person = await dispatch("access.signIn", session, { by: BY });
      const cookie = sessionCookie(person.secret, settingsOfProcess()).split(";", 1).join();
      const token = await dispatch("access.createToken", { name, role, days: 1 }, { by: BY });
      known[role].push(
        { role, headers: { ...PAGE, cookie } },
        { role, headers: { authorization: `Bearer ${token.secret}` } },
      );
    }
  }
  const oneOf = (role: Role) => ({ weight: SHARES[role], arbitrary: fc.constantFrom(...known[role]) });
  return fc.oneof(...ROLES.map(oneOf), { weight: SHARES.nobody, arbitrary: stranger });
}

const madeUp = fc.oneof(
  fc.base64String({ minLength: 20, maxLength: 60 }),
  fc.string({ maxLength: 300 }).map((text) => text.replaceAll(/[^\u0020-\u007E]/g, "?")),
  fc.constantFrom("", "Bearer", "Bearer ' or 1=1 --", "Basic YWRtaW46YWRtaW4="),
);

const stranger: Arbitrary<Caller> = madeUp.chain((text) =>
  fc.constantFrom<Caller>(
    { role: null, headers: PAGE },
    { role: null, headers: { ...PAGE, cookie: `stageline-session=${text}` } },
    { role: null, headers: { ...PAGE, authorization: text } },
    { role: null, headers: { authorization: `Bearer ${text}` } },
    { role: null, headers: { ...PAGE, "x-forwarded-user": "root", "x-forwarded-role": "admin" } },
  ),
);
