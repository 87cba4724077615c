/** Budgets and what was spent of them; pauses. */

import { type Budget, covers, daysOf, type SpentBudget, utcDay } from "../../domain/budget.js";
import { newId } from "../../domain/ids.js";
import { storableId, storableNumber, storableText } from "../../domain/storable.js";
import type { BudgetTarget, Pause, PauseTarget, SetBudget } from "../../ports/budgets.js";
import { dateOf, dollars, sumOfDollars } from "./columns.js";
import type { Moment } from "./database.js";
import { by, byText } from "./order.js";
import type { AiCallRow } from "./rows.js";
import { keyOf } from "./tables.js";

/** Adds up when it is asked: here a look at every call is cheap. */
export function spentBudgets({ tables, now }: Moment): SpentBudget[] {
  const today = utcDay(dateOf(now));
  const inOrder = by<Budget>(
    byText((row) => row.targetKind),
    byText((row) => row.targetId),
    byText((row) => row.period),
  );
  return [...tables.budgets.all()].sort(inOrder).map((budget) => {
    const days = new Set(daysOf(budget.period, today));
    const isCounted = (call: AiCallRow) =>
      days.has(utcDay(dateOf(call.createdAt))) &&
      covers(budget, { ...call, workflowId: call.workflowId ?? undefined });
    const calls = [...tables.aiCalls.all()].filter(isCounted);
    return { ...budget, today, spentUsd: sumOfDollars(calls.map(({ cost }) => cost)) };
  });
}

export function setBudget({ tables, now }: Moment, budget: SetBudget): Budget {
  const { targetKind, period, limitUsd, warnAt, actorId } = budget;
  const targetId = storableId("targetId", budget.targetId);
  const known = tables.budgets.get(keyOf(targetKind, targetId, period));
  return tables.budgets.put({
    id: known?.id ?? newId(),
    createdAt: known?.createdAt ?? dateOf(now),
    updatedAt: dateOf(now),
    targetKind,
    targetId,
    period,
    limitUsd: dollars(storableNumber("limitUsd", limitUsd)),
    warnAt: storableNumber("warnAt", warnAt),
    actorId: actorId === null ? null : storableText(actorId),
  });
}

export function removeBudget({ tables }: Moment, { targetKind, targetId, period }: BudgetTarget): boolean {
  const key = keyOf(targetKind, targetId, period);
  const isThere = tables.budgets.get(key) !== undefined;
  tables.budgets.delete(key);
  return isThere;
}

export function listPauses({ tables }: Moment): Pause[] {
  const inOrder = by<Pause>(
    byText((row) => row.targetKind),
    byText((row) => row.targetId),
  );
  return [...tables.pauses.all()].sort(inOrder);
}

export function setPause({ tables, now }: Moment, pause: Omit<Pause, "createdAt">): void {
  const targetId = storableId("targetId", pause.targetId);
  tables.pauses.put({
    targetKind: pause.targetKind,
    targetId,
    reason: storableText(pause.reason),
    actorId: storableText(pause.actorId),
    createdAt: tables.pauses.get(keyOf(pause.targetKind, targetId))?.createdAt ?? dateOf(now),
  });
}

export function clearPause({ tables }: Moment, { targetKind, targetId }: PauseTarget): boolean {
  const key = keyOf(targetKind, targetId);
  const isThere = tables.pauses.get(key) !== undefined;
  tables.pauses.delete(key);
  return isThere;
}
