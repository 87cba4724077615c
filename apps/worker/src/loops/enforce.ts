/**
 * Holds the waiting jobs of what has used its budget up or is paused, lets go of those that nothing holds any more, and
 * says when a budget comes near its end. Any number of workers may do it at once.
 */

import type { Kernel, SpentBudget } from "@stageline/engine";
import type { Logger } from "pino";
import type { WorkerSigns } from "../observability/signs.js";
import { type Loop, startLoop } from "./loop.js";

/** Milliseconds between two passes at least: a file that changed says that limits may have, with every change. */
const LEAST_MS = 500;

export interface EnforceOptions {
  kernel: Kernel;
  /** Milliseconds between two passes. */
  everyMs: number;
  signs: WorkerSigns;
  log: Logger;
  onError(error: unknown): void;
}

export interface Enforcer extends Loop {
  /** A budget or a pause may have been changed. */
  expect(): void;
}

export function startEnforcing({ kernel, everyMs, signs, log, onError }: EnforceOptions): Enforcer {
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
  let lastPass = Number.NEGATIVE_INFINITY;
  let soon: NodeJS.Timeout | undefined;
  const loop = startLoop({
    onError,
    async turn() {
      lastPass = performance.now();
      const { held, released, hasMore, budgets } = await kernel.dispatch("budget.enforce", {});
      signs.swept("budgets", { held, released });
      signs.budgetsSeen(budgets);
      for (const budget of budgets) tell(budget);
      if (held + released > 0) log.info({ held, released }, "jobs held for budgets and pauses, or let go");
      return hasMore ? 0 : everyMs;
    },
  });
  return {
    wake: loop.wake,
    expect() {
      soon ??= setTimeout(
        () => {
          soon = undefined;
          loop.wake();
        },
        lastPass + LEAST_MS - performance.now(),
      );
    },
    async stop() {
      clearTimeout(soon);
      await loop.stop();
    },
  };
}
