/** A pass over what is to be held and let go: waiting jobs of workflows whose budget is used up, or that are paused. */

import { z } from "zod";
import { defineCommand } from "../command.js";
import { type Enforced, enforceHolds } from "../holds/enforce-holds.js";

export const budgetEnforce = defineCommand({
  type: "budget.enforce",
  input: z.object({
    /** Jobs per statement. */
    pageSize: z.number().int().min(1).max(10_000).default(1_000),
    /** Statements at most for jobs that are held by the same. */
    pages: z.number().int().min(1).max(100).default(10),
  }),
  handle: (context, options): Promise<Enforced> => enforceHolds(context, options),
});
