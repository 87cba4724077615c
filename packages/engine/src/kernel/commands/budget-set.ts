/**
 * Sets what may be spent on a workflow, a model or a topic in a UTC day or month. What it holds or lets go by that is
 * done at once, as far as some pages of jobs reach; sweeps do the rest.
 */

import { z } from "zod";
import { BUDGET_PERIODS, BUDGET_TARGET_KINDS, type Budget } from "../../domain/budget.js";
import { actorName, actorSchema, defineCommand } from "../command.js";
import { applyChangedLimits } from "../holds/enforce-holds.js";

/** Whose budget: its kind, its id, and the period. */
export const budgetTarget = {
  targetKind: z.enum(BUDGET_TARGET_KINDS),
  /** A workflow's id, a model's id or key, or a topic, which covers everything below it. */
  targetId: z.string().min(1).max(500),
  period: z.enum(BUDGET_PERIODS).default("day"),
};

export const budgetSet = defineCommand({
  type: "budget.set",
  input: z.object({
    ...budgetTarget,
    /** US dollars. 0 lets nothing through. */
    limitUsd: z.number().min(0).max(1e12),
    /** Share of the limit from which on there are warnings. */
    warnAt: z.number().min(0).max(1).default(0.8),
    /** Why, for the audit log. */
    reason: z.string().max(2_000).optional(),
    actor: actorSchema.optional(),
  }),
  async handle(context, { actor, reason, ...budget }): Promise<{ budget: Budget }> {
    const stored = await context.store.persistence.setBudget({ ...budget, actorId: actorName(actor) });
    const { targetKind, targetId, period, limitUsd, warnAt } = stored;
    context.acted({
      targetKind: `budget ${targetKind}`,
      targetId,
      reason,
      after: { period, limitUsd, warnAt },
    });
    await applyChangedLimits(context);
    return { budget: stored };
  },
});
