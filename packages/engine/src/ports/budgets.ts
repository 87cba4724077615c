/** Limits on what may be spent, what was spent of them, and pauses: where work that is to be held gets its reasons from. */

import type { Budget, BudgetPeriod, BudgetTargetKind, SpentBudget } from "../domain/budget.js";

/** One budget per target and period. */
export interface BudgetTarget {
  readonly targetKind: BudgetTargetKind;
  readonly targetId: string;
  readonly period: BudgetPeriod;
}

export interface SetBudget extends BudgetTarget {
  readonly limitUsd: number;
  readonly warnAt: number;
  readonly actorId: string | null;
}

/** Work of a workflow, or of one worker process, is not begun. */
export interface PauseTarget {
  readonly targetKind: "workflow" | "worker";
  readonly targetId: string;
}

export interface Pause extends PauseTarget {
  readonly reason: string;
  readonly actorId: string;
  readonly createdAt: Date;
}

export interface Budgets {
  /**
   * Every budget by kind, target and period, with what was spent since its period began by the database's clock: the
   * sums of the calls stored, by the UTC day each was made. Calls without a known price count as nothing.
   *
   * A workflow's and a model's sums are the day's totals, which are there anyway. A topic's are counted from when it has
   * a budget, with each call that is stored.
   */
  spentBudgets(): Promise<SpentBudget[]>;
  /**
   * Makes a budget or changes the limit of the one there is; its id stays. The first budget of a topic looks through the
   * calls of the period that are stored: one pass over ai_calls_created_idx. What others are storing in that very moment
   * is not counted.
   */
  setBudget(budget: SetBudget): Promise<Budget>;
  /** @returns whether there was one */
  removeBudget(target: BudgetTarget): Promise<boolean>;

  /** By kind, then target. */
  listPauses(): Promise<Pause[]>;
  /** Replaces the reason and the actor of one that is there. */
  setPause(pause: Omit<Pause, "createdAt">): Promise<void>;
  /** @returns whether there was one */
  clearPause(target: PauseTarget): Promise<boolean>;
}
