/** What a plan lets an action do next: pure, so that two workers that look at the same counts decide the same. */

import type { BulkCounts, BulkPlan } from "../../domain/bulk-action.js";

export type NextStep =
  /** An item may be taken. */
  | { readonly kind: "take" }
  /** What came of the items so far has to be known first. */
  | { readonly kind: "wait" }
  | { readonly kind: "stop"; readonly reason: string };

/**
 * Items that were skipped tell nothing: a phase has as many items as were really tried. What came of an item and is
 * unclear counts as failed, since it gives no ground to go on.
 */
export function nextStep({ phases, stopAbove }: BulkPlan, counts: BulkCounts): NextStep {
  const tried = counts.done + counts.failed;
  const bad = counts.failed + counts.failedAgain + counts.unclear;
  const known = bad + counts.succeeded;
  const gates = endsOf(phases);
  const isAtGate = gates.includes(tried);
  if (isAtGate && known < tried) return { kind: "wait" };
  // Within the rest, the share of those that are known is what there is to go by.
  const isInRest = gates.every((end) => tried > end);
  if ((isAtGate || isInRest) && known > 0 && bad / known > stopAbove)
    return {
      kind: "stop",
      reason: `${bad} of ${known} failed again, where at most ${Math.round(stopAbove * 100)} % may`,
    };
  return { kind: "take" };
}

/** How many items were tried when each phase is over. */
function endsOf(phases: readonly number[]): number[] {
  let end = 0;
  return phases.map((size) => {
    end += size;
    return end;
  });
}
