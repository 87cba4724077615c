/**
 * Carries out some items of every bulk action that is running. Any number of workers may do it at once, and none needs
 * the workflow's code.
 *
 * One transaction per item: its row is locked, the run or event changed, the result written. A crash leaves an item
 * either pending or done, never half of it. What is refused rolls back, and is noted in a second transaction if the item
 * still waits then; trouble of the database that passes is no result, and the item is tried again.
 *
 * An action with a plan is taken up by one worker at a time: its row is locked before an item is, so that a phase has no
 * item too many. What came of its items is looked at first, and decides whether it goes on.
 */

import { z } from "zod";
import type { BulkAction } from "../../domain/bulk-action.js";
import type { BulkItem, SettledBulkItem } from "../../ports/bulk-actions.js";
import type { StoreScope } from "../../ports/kernel-store.js";
import { nextStep } from "../bulk/careful-plan.js";
import { carryOut, refusal } from "../bulk/carry-out.js";
import { judgeItems } from "../bulk/judge-items.js";
import { defineCommand } from "../command.js";
import { type JoinedContext, joinedContext } from "../joined-context.js";
import type { KernelContext } from "../kernel-context.js";
import { isPassing } from "../passing-trouble.js";

type Settled = Record<Lowercase<SettledBulkItem["status"]>, number> & {
  /** Items that were done before, and of which is known now what came of them. */
  judged: number;
};

export const bulkSweep = defineCommand({
  type: "bulk.sweep",
  input: z.object({
    /** Items of each action. */
    limit: z.number().int().min(1).max(1_000).default(25),
  }),
  /** How many items ended how. When there were none, nothing is left to do now that nobody is at. */
  async handle(context, { limit }): Promise<Settled> {
    const settled: Settled = { done: 0, failed: 0, skipped: 0, judged: 0 };
    for (const action of await context.store.persistence.runningBulkActions()) {
      if (action.plan !== null) settled.judged += await judgeItems(context, action);
      for (let taken = 0; taken < limit; taken++) {
        const result = await settleNext(context, action);
        if (result === null) break;
        settled[result.status.toLowerCase() as Lowercase<SettledBulkItem["status"]>] += 1;
      }
    }
    return settled;
  },
});

/** Null when no item waits. */
async function settleNext(context: KernelContext, action: BulkAction): Promise<SettledBulkItem | null> {
  let item: BulkItem | null = null;
  let joined: JoinedContext | undefined;
  try {
    const result = await context.store.transaction(async (scope) => {
      item = await lockItem(scope, action);
      if (item === null) return null;
      joined = joinedContext(context, scope);
      const settled = await carryOut(joined.context, action, item);
      await scope.persistence.settleBulkItem(action.id, item.position, settled);
      return settled;
    });
    joined?.tell();
    return result;
  } catch (error) {
    if (item === null || isPassing(error)) throw error;
    return noteRefusal(context, action, item, refusal(error));
  }
}

/** Aborted meanwhile means that nothing waits any more. */
async function lockItem({ persistence }: StoreScope, { id, plan }: BulkAction): Promise<BulkItem | null> {
  if (plan === null) {
    const action = await persistence.getBulkAction(id);
    return action?.status === "RUNNING" ? persistence.lockBulkItem(id) : null;
  }
  const action = await persistence.lockBulkAction(id);
  if (action?.status !== "RUNNING") return null;
  const step = nextStep(plan, action);
  if (step.kind === "stop") await persistence.stopBulkAction(id, step.reason);
  if (step.kind !== "take" || (await isTooFast(persistence, action))) return null;
  return persistence.lockBulkItem(id);
}

const MINUTE_MS = 60_000;

const isTooFast = async (
  persistence: StoreScope["persistence"],
  { id, plan }: BulkAction,
): Promise<boolean> =>
  plan?.perMinute != null && (await persistence.countRecentBulkItems(id, MINUTE_MS)) >= plan.perMinute;

/** Somebody else may have taken the item since it was let go: then the result is theirs. */
function noteRefusal(
  { store }: KernelContext,
  { id, plan }: BulkAction,
  { position }: BulkItem,
  settled: SettledBulkItem,
): Promise<SettledBulkItem> {
  return store.transaction(async ({ persistence }) => {
    // In the same order as whoever takes items of a plan.
    if (plan !== null) await persistence.lockBulkAction(id);
    if ((await persistence.lockBulkItem(id, position)) !== null)
      await persistence.settleBulkItem(id, position, settled);
    return settled;
  });
}
