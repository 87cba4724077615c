/** Tokens: for scripts, and for people to sign in with. Shown once, when they are made. */

import { z } from "zod";
import { newId } from "../../domain/ids.js";
import { newSecret, secretHash } from "../../domain/secret.js";
import { ROLES } from "../../ports/access.js";
import { defineCommand } from "../command.js";

const MS_PER_DAY = 86_400_000;

/** The token of the sign-in link: there is one, and another takes its place. */
export const SIGN_IN_LINK_ID = "sign-in-link";

export const accessCreateToken = defineCommand({
  type: "access.createToken",
  input: z.object({
    name: z.string().trim().min(1).max(100),
    role: z.enum(ROLES),
    /** Null: it does not expire. */
    days: z.number().int().min(1).max(3_650).nullable().default(90),
  }),
  async handle({ store, acted }, { name, role, days }): Promise<{ id: string; secret: string }> {
    const [id, secret] = [newId(), newSecret()];
    const ttlMs = days === null ? null : days * MS_PER_DAY;
    await store.access.putToken({ id, name, role, tokenHash: secretHash(secret), ttlMs });
    acted({ targetKind: "token", targetId: id, after: { name, role, days } });
    return { id, secret };
  },
});

export const accessRevokeToken = defineCommand({
  type: "access.revokeToken",
  input: z.object({ tokenId: z.string().min(1).max(500) }),
  async handle({ store, acted }, { tokenId }): Promise<{ revoked: boolean }> {
    const revoked = await store.access.revokeToken(tokenId);
    if (revoked) acted({ targetKind: "token", targetId: tokenId });
    return { revoked };
  },
});

/** Makes the token of the sign-in link anew. The one before, and who signed in with it, are out. */
export const accessRotateSignInLink = defineCommand({
  type: "access.rotateSignInLink",
  input: z.object({}),
  async handle({ store, acted }): Promise<{ secret: string }> {
    const secret = newSecret();
    await store.access.revokeToken(SIGN_IN_LINK_ID);
    await store.access.putToken({
      id: SIGN_IN_LINK_ID,
      name: "sign-in link",
      role: "admin",
      tokenHash: secretHash(secret),
      ttlMs: null,
    });
    acted({ targetKind: "token", targetId: SIGN_IN_LINK_ID, after: { role: "admin" } });
    return { secret };
  },
});
