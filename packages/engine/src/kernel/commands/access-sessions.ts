/** Sessions of people: opened when somebody signs in, over when they sign out or somebody ends them. */

import { z } from "zod";
import { newId } from "../../domain/ids.js";
import { newSecret, secretHash } from "../../domain/secret.js";
import { ROLES } from "../../ports/access.js";
import { defineCommand } from "../command.js";

export const accessSignIn = defineCommand({
  type: "access.signIn",
  input: z.object({
    userId: z.string().trim().min(1).max(200),
    role: z.enum(ROLES),
    /** Id of the token it was done with, or the way of signing in. */
    source: z.string().min(1).max(500),
    ttlMs: z.number().int().min(1),
  }),
  async handle({ store, acted }, session): Promise<{ id: string; secret: string }> {
    const [id, secret] = [newId(), newSecret()];
    await store.access.openSession({ ...session, id, tokenHash: secretHash(secret) });
    const { role, source } = session;
    acted({ targetKind: "session", targetId: id, after: { role, source } });
    return { id, secret };
  },
});

export const accessEndSession = defineCommand({
  type: "access.endSession",
  input: z.object({ sessionId: z.string().min(1).max(500) }),
  async handle({ store, acted }, { sessionId }): Promise<{ ended: boolean }> {
    const ended = await store.access.revokeSession(sessionId);
    if (ended) acted({ targetKind: "session", targetId: sessionId });
    return { ended };
  },
});
