/** A budget with what follows from its sums: how it stands, when it starts anew, how many jobs wait for it. */

import { budgetState, resetsAt, type SpentBudget } from "../domain/budget.js";
import { budgetHolder, holdersOf } from "../domain/hold.js";
import type { HeldJobs } from "../ports/job-queue.js";
import type { BudgetView } from "./views.js";

export function budgetView({ today, ...budget }: SpentBudget, held: readonly HeldJobs[]): BudgetView {
  const name = budgetHolder(budget.id);
  return {
    ...budget,
    state: budgetState(budget),
    resetsAt: resetsAt(budget.period, today),
    heldJobs: held
      .filter(({ heldBy }) => holdersOf(heldBy).includes(name))
      .reduce((sum, { jobs }) => sum + jobs, 0),
  };
}
