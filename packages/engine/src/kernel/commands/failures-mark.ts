/**
 * Says of failures that are alike that somebody has seen to them, or that nobody needs to. Nothing else changes: what is
 * dead stays dead.
 */

import { z } from "zod";
import { FAILURE_KINDS, FAILURE_MARKS } from "../../domain/failure-mark.js";
import { actorName, actorSchema, defineCommand } from "../command.js";

export const failuresMark = defineCommand({
  type: "failures.mark",
  input: z.object({
    kind: z.enum(FAILURE_KINDS),
    subject: z.string().min(1).max(500),
    fingerprint: z.string().min(1).max(100),
    /** `OPEN` takes back what was said. */
    state: z.enum([...FAILURE_MARKS, "OPEN"]),
    reason: z.string().trim().min(1, "say why").max(2_000),
    actor: actorSchema.refine(({ kind, id }) => Boolean(kind ?? id), { error: "say who" }),
  }),
  /** `changed` is false when there was nothing to take back. */
  async handle({ store, acted }, { state, reason, actor, ...group }): Promise<{ changed: boolean }> {
    const { persistence } = store;
    const { kind, subject, fingerprint } = group;
    if (state === "OPEN") {
      if (!(await persistence.unmarkFailures(group))) return { changed: false };
    } else
      await persistence.markFailures({ ...group, state, reason, actorId: actorName(actor) ?? "unknown" });
    acted({
      targetKind: "failures",
      targetId: `${kind}:${subject}:${fingerprint}`,
      reason,
      after: { state },
    });
    return { changed: true };
  },
});
