/** Budgets and pauses as the dashboard shows them. */

import { budgetView } from "../../../read/budget-view.js";
import type { BudgetView, PauseView } from "../../../read/views.js";
import { listPauses, spentBudgets } from "../budgets.js";
import type { Db } from "../db.js";
import { countHeld } from "../jobs/holds.js";

export async function listBudgetViews(db: Db): Promise<BudgetView[]> {
  const budgets = await spentBudgets(db);
  if (budgets.length === 0) return [];
  const held = await countHeld(db);
  return budgets.map((budget) => budgetView(budget, held));
}

export const listPauseViews = (db: Db): Promise<PauseView[]> => listPauses(db);
