/** Budgets and pauses as the dashboard shows them. */

import { budgetView } from "../../../read/budget-view.js";
import type { BudgetView, PauseView } from "../../../read/views.js";
import { listPauses, spentBudgets } from "../budgets.js";
import type { Moment } from "../database.js";
import { countHeld } from "../jobs/holds.js";

export function listBudgetViews(moment: Moment): BudgetView[] {
  const held = countHeld(moment);
  return spentBudgets(moment).map((budget) => budgetView(budget, held));
}

export const listPauseViews = (moment: Moment): PauseView[] => listPauses(moment);
