/**
 * Holds the waiting jobs of what has used its budget up or is paused, and lets those go that nothing holds any more.
 *
 * Every change is one statement over a page of jobs that passes over those others are taking, so any number of
 * processes may do it at once, and a crash leaves the rest to the next pass. A process that read the sums a moment
 * before somebody raised a limit may hold a job once more: the next pass lets it go.
 */

import { budgetState, type SpentBudget } from "../../domain/budget.js";
import type { HoldChange } from "../../ports/job-queue.js";
import type { KernelContext } from "../kernel-context.js";
import { plannedHolds } from "./planned-holds.js";

export interface EnforceOptions {
  /** Jobs changed by one statement. */
  readonly pageSize: number;
  /** Statements at most for jobs that are held by the same and go the same way. */
  readonly pages: number;
}

/** For who changes a limit and waits for the effect. */
const AT_ONCE: EnforceOptions = { pageSize: 1_000, pages: 10 };

export interface Enforced {
  /** Jobs that are held now and were not before. */
  readonly held: number;
  /** Jobs that may be claimed again. */
  readonly released: number;
  /** Whether there were more than the pages took. */
  readonly hasMore: boolean;
  /** Every budget as it stands. */
  readonly budgets: readonly (SpentBudget & { readonly state: ReturnType<typeof budgetState> })[];
}

/**
 * After a change of a budget or a pause: what it holds or lets go by that is done as far as some pages of jobs reach,
 * sweeps do the rest. Workers are told, as they begin work by what they read last.
 */
export async function applyChangedLimits(context: KernelContext): Promise<void> {
  await enforceHolds(context, AT_ONCE);
  context.store.wakeUps.send("limits");
}

export async function enforceHolds(
  { store, limits, observer }: KernelContext,
  { pageSize, pages }: EnforceOptions,
): Promise<Enforced> {
  const restrictions = await limits.read();
  const plan = plannedHolds(restrictions, await store.jobs.countHeld());
  const changePages = async (change: HoldChange): Promise<{ changed: number; isFull: boolean }> => {
    let changed = 0;
    for (let page = 0; page < pages; page++) {
      const inPage = await store.jobs.changeHold(change, pageSize);
      changed += inPage;
      if (inPage < pageSize) return { changed, isFull: false };
    }
    return { changed, isFull: true };
  };
  const done = { held: 0, released: 0, hasMore: false };
  for (const change of plan) {
    const { changed, isFull } = await changePages(change);
    if (change.to === null) done.released += changed;
    else if (change.from === null) done.held += changed;
    done.hasMore ||= isFull;
  }
  if (done.released > 0) observer.workAppeared?.({ runs: 0, jobs: done.released });
  return {
    ...done,
    budgets: restrictions.budgets.map((budget) => ({ ...budget, state: budgetState(budget) })),
  };
}
