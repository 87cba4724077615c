/** Why what a run says it cost is not what its calls sum up to. */

/** Sums this far apart are not rounding. */
const NOTICEABLE_USD = 0.00005;

/** A sentence; null when both agree. */
export function differenceText(
  { totalCost, isOver }: { readonly totalCost: number; readonly isOver: boolean },
  { cost, unpricedCalls }: { readonly cost: number; readonly unpricedCalls: number },
): string | null {
  const difference = Math.abs(totalCost - cost);
  if (difference <= NOTICEABLE_USD) return null;
  const amount = `Difference $${difference.toFixed(4)}`;
  if (unpricedCalls > 0) {
    return `${amount}: ${unpricedCalls} ${unpricedCalls === 1 ? "call" : "calls"} without price.`;
  }
  if (!isOver) return `${amount}: stages that are still at work add theirs when they end.`;
  return cost < totalCost
    ? `${amount}: calls were removed when they grew too old, or the stages stated costs of their own.`
    : `${amount}: calls of stages that did not end are not in the run's total.`;
}
