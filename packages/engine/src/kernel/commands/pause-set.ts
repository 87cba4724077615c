/**
 * Tells a workflow or a worker not to take new work. What is being worked on goes on; waiting jobs of the workflow are
 * held, with the reason. A paused worker claims nothing.
 */

import { z } from "zod";
import { actorName, actorSchema, defineCommand } from "../command.js";
import { applyChangedLimits } from "../holds/enforce-holds.js";

export const pauseTarget = {
  targetKind: z.enum(["workflow", "worker"]),
  targetId: z.string().min(1).max(500),
};

export const pauseSet = defineCommand({
  type: "pause.set",
  input: z.object({
    ...pauseTarget,
    reason: z.string().min(1).max(2_000),
    actor: actorSchema.optional(),
  }),
  async handle(context, { actor, ...pause }): Promise<{ paused: true }> {
    await context.store.persistence.setPause({ ...pause, actorId: actorName(actor) ?? "unknown" });
    context.acted(pause);
    await applyChangedLimits(context);
    return { paused: true };
  },
});
