/** Compares what holds work now with the jobs that are held, and says which are to be held, held by others, or let go. */

import { budgetState, usedUpSentence } from "../../domain/budget.js";
import {
  budgetHolder,
  type Hold,
  type Holder,
  holdersOf,
  holdOf,
  isKnownHolder,
  PAUSE_HOLDER,
} from "../../domain/hold.js";
import type { HeldJobs, HoldChange } from "../../ports/job-queue.js";
import { pausesOf, type Restrictions } from "./limits.js";

/**
 * A held job stays held while any of its holders holds it, or its workflow may not work for another reason; so of
 * several budgets all must have room. Jobs held by what is not known here stay as they are.
 */
export function plannedHolds(restrictions: Restrictions, held: readonly HeldJobs[]): HoldChange[] {
  const usedUp = holdersByName(restrictions);
  const onWorkflow = (workflowId: string): Holder[] => [
    ...restrictions.budgets
      .filter(({ targetKind, targetId }) => targetKind === "workflow" && targetId === workflowId)
      .flatMap(({ id }) => usedUp.get(budgetHolder(id)) ?? []),
    ...pausesOf(restrictions.pauses, workflowId),
  ];
  const toHold = workflowsOf(restrictions).flatMap((workflowId): HoldChange[] => {
    const to = holdOf(onWorkflow(workflowId));
    return to === undefined ? [] : [{ workflowId, from: null, to }];
  });
  const toChange = held.flatMap(({ workflowId, heldBy }): HoldChange[] => {
    const names = holdersOf(heldBy);
    if (!names.every(isKnownHolder)) return [];
    const still = names.filter((name) => name !== PAUSE_HOLDER).flatMap((name) => usedUp.get(name) ?? []);
    const to: Hold | null = holdOf([...still, ...onWorkflow(workflowId)]) ?? null;
    return to?.heldBy === heldBy ? [] : [{ workflowId, from: heldBy, to }];
  });
  // Those that are let go come first: they are waited for.
  return [...toChange, ...toHold];
}

const holdersByName = ({ budgets }: Restrictions): ReadonlyMap<string, Holder> =>
  new Map(
    budgets
      .filter((budget) => budgetState(budget) === "used up")
      .map((budget) => {
        const name = budgetHolder(budget.id);
        return [name, { name, reason: usedUpSentence(budget) }];
      }),
  );

const workflowsOf = ({ budgets, pauses }: Restrictions): string[] => [
  ...new Set(
    [...budgets, ...pauses]
      .filter(({ targetKind }) => targetKind === "workflow")
      .map(({ targetId }) => targetId),
  ),
];
