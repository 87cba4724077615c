/** Budgets: what may be spent on what in a UTC day or month, and what is said when it is used up. Pure. */

/** `topic` is a dotted path with everything below it; `model` is a model's id or its key, `provider:id`. */
export type BudgetTargetKind = "workflow" | "model" | "topic";
export const BUDGET_TARGET_KINDS = [
  "workflow",
  "model",
  "topic",
] as const satisfies readonly BudgetTargetKind[];

/** In UTC. */
export type BudgetPeriod = "day" | "month";
export const BUDGET_PERIODS = ["day", "month"] as const satisfies readonly BudgetPeriod[];

export interface Budget {
  readonly id: string;
  readonly targetKind: BudgetTargetKind;
  readonly targetId: string;
  readonly period: BudgetPeriod;
  /** US dollars. 0 lets nothing through. */
  readonly limitUsd: number;
  /** Share of the limit from which on there are warnings, 0 to 1. */
  readonly warnAt: number;
  /** Who set it last. */
  readonly actorId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A budget and what was spent of it in the period that is now by the database's clock. */
export interface SpentBudget extends Budget {
  readonly spentUsd: number;
  /** UTC day of the database's clock, `2026-01-31`. */
  readonly today: string;
}

/** `used up` holds work. */
export type BudgetState = "within" | "warned" | "used up";

export function budgetState({
  spentUsd,
  limitUsd,
  warnAt,
}: Pick<SpentBudget, "spentUsd" | "limitUsd" | "warnAt">): BudgetState {
  if (spentUsd >= limitUsd) return "used up";
  return spentUsd >= limitUsd * warnAt ? "warned" : "within";
}

/** What a call of a model is counted by. */
export interface Spending {
  readonly workflowId?: string | undefined;
  readonly modelId: string;
  readonly modelKey: string;
  readonly topic: string;
}

/** Whether what is spent there counts against the budget. */
export function covers(
  { targetKind, targetId }: Pick<Budget, "targetKind" | "targetId">,
  { workflowId, modelId, modelKey, topic }: Spending,
): boolean {
  switch (targetKind) {
    case "workflow":
      return workflowId === targetId;
    case "model":
      return modelId === targetId || modelKey === targetId;
    case "topic":
      return topic === targetId || topic.startsWith(`${targetId}.`);
  }
}

/** The days of the period up to today, as `2026-01-31`. */
export function daysOf(period: BudgetPeriod, today: string): string[] {
  if (period === "day") return [today];
  const month = today.slice(0, 8);
  return Array.from({ length: Number(today.slice(8)) }, (_, day) => month + String(day + 1).padStart(2, "0"));
}

/** The UTC day of an instant, as `2026-01-31`. */
export const utcDay = (at: Date): string => at.toISOString().slice(0, 10);

/** When the period after today's begins. */
export function resetsAt(period: BudgetPeriod, today: string): Date {
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  return new Date(period === "day" ? Date.UTC(year, month - 1, day + 1) : Date.UTC(year, month, 1));
}

/** Says it as `The daily budget of $5.00 for workflow x is used up ($5.03). Raise it, or it goes on at 00:00 UTC.` */
export function usedUpSentence({
  targetKind,
  targetId,
  period,
  limitUsd,
  spentUsd,
  today,
}: SpentBudget): string {
  const name = `${period === "day" ? "daily" : "monthly"} budget of ${amount(limitUsd)} for ${targetKind} ${targetId}`;
  const next = period === "day" ? "00:00 UTC" : `00:00 UTC on ${utcDay(resetsAt(period, today))}`;
  return `The ${name} is used up (${amount(spentUsd)}). Raise it, or it goes on at ${next}.`;
}

/** Free of the dust that adding binary fractions leaves. */
export const dollars = (usd: number): number => Number(usd.toFixed(12));

/** With cents, or with as many places as it takes to tell a small amount from nothing. */
const amount = (usd: number): string =>
  usd >= 0.01 || usd === 0
    ? `$${usd.toFixed(2)}`
    : `$${Number(usd.toPrecision(2)).toFixed(8).replace(/0+$/, "")}`;
