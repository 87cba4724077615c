/**
 * Holds the waiting jobs of what has used its budget up or is paused, lets go of those that nothing holds any more, and
 * says when a budget comes near its end. Any number of workers may do it at once.
 */

import type { Kernel, SpentBudget } from "@stageline/engine";
import type { Logger } from "pino";
import type { WorkerSigns } from "../observability/signs.js";
import { type Loop, startLoop } from "./loop.js";

export interface EnforceOptions {
  kernel: Kernel;
  /** Milliseconds between two passes. */
  everyMs: number;
  signs: WorkerSigns;
  log: Logger;
  onError(error: unknown): void;
}

export function startEnforcing({ kernel, everyMs, signs, log, onError }: EnforceOptions): Loop {
  /** What was said last of each budget. */
  const told = new Map<string, string>();
  const tell = (budget: SpentBudget & { readonly state: string }) => {
    const { id, targetKind, targetId, period, limitUsd, spentUsd, state } = budget;
    if ((told.get(id) ?? "within") === state) return;
    told.set(id, state);
    const facts = { budget: `${targetKind} ${targetId}`, period, limitUsd, spentUsd };
    if (state === "within") log.info(facts, "the budget has room again");
    else
      log.warn(
        facts,
        state === "warned" ? "the budget is nearly used up" : "the budget is used up: work is held",
      );
  };
  return startLoop({
    onError,
    async turn() {
      const { held, released, hasMore, budgets } = await kernel.dispatch("budget.enforce", {});
      signs.swept("budgets", { held, released });
      signs.budgetsSeen(budgets);
      for (const budget of budgets) tell(budget);
      if (held + released > 0) log.info({ held, released }, "jobs held for budgets and pauses, or let go");
      return hasMore ? 0 : everyMs;
    },
  });
}
