/** Sets what the dashboard allows, whoever asks: changes at all, and content for viewers. */

import { z } from "zod";
import type { AccessPolicy } from "../../ports/access.js";
import { actorName, actorSchema, defineCommand } from "../command.js";

export const accessSetPolicy = defineCommand({
  type: "access.setPolicy",
  input: z.object({
    isReadOnly: z.boolean().optional(),
    viewersSeeContent: z.boolean().optional(),
    actor: actorSchema.optional(),
  }),
  async handle({ store, acted }, { actor, ...changed }): Promise<AccessPolicy> {
    const before = await store.access.policy();
    const after: AccessPolicy = {
      isReadOnly: changed.isReadOnly ?? before.isReadOnly,
      viewersSeeContent: changed.viewersSeeContent ?? before.viewersSeeContent,
    };
    await store.access.setPolicy(after, actorName(actor) ?? "unknown");
    acted({ targetKind: "policy", targetId: "dashboard", before, after });
    return after;
  },
});
