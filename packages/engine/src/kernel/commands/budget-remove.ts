/** Takes a budget away: what only it held goes on at once. */

import { z } from "zod";
import { defineCommand } from "../command.js";
import { applyChangedLimits } from "../holds/enforce-holds.js";
import { budgetTarget } from "./budget-set.js";

export const budgetRemove = defineCommand({
  type: "budget.remove",
  input: z.object({
    ...budgetTarget,
    /** Why, for the audit log. */
    reason: z.string().max(2_000).optional(),
  }),
  async handle(context, { reason, ...target }): Promise<{ removed: boolean }> {
    const removed = await context.store.persistence.removeBudget(target);
    const { targetKind, targetId, period } = target;
    if (removed) context.acted({ targetKind: `budget ${targetKind}`, targetId, reason, before: { period } });
    await applyChangedLimits(context);
    return { removed };
  },
});
