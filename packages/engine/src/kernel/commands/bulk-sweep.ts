/**
 * Carries out some items of every bulk action that is running. Any number of workers may do it at once, and none needs
 * the workflow's code.
 *
 * One transaction per item: its row is locked, the run changed, the result written. A crash leaves an item either
 * pending or done, never half of it. What is refused rolls back, and is noted in a second transaction if the item still
 * waits then; trouble of the database that passes is no result, and the item is tried again.
 */

import { z } from "zod";
import type { BulkAction } from "../../domain/bulk-action.js";
import type { BulkItem, SettledBulkItem } from "../../ports/bulk-actions.js";
import type { StoreScope } from "../../ports/kernel-store.js";
import { carryOut, refusal } from "../bulk/carry-out.js";
import { defineCommand } from "../command.js";
import { type JoinedContext, joinedContext } from "../joined-context.js";
import type { KernelContext } from "../kernel-context.js";
import { isPassing } from "../passing-trouble.js";

type Settled = Record<Lowercase<SettledBulkItem["status"]>, number>;

export const bulkSweep = defineCommand({
  type: "bulk.sweep",
  input: z.object({
    /** Items of each action. */
    limit: z.number().int().min(1).max(1_000).default(25),
  }),
  /** How many items ended how. When there were none, nothing is left that nobody is at. */
  async handle(context, { limit }): Promise<Settled> {
    const settled: Settled = { done: 0, failed: 0, skipped: 0 };
    for (const action of await context.store.persistence.runningBulkActions()) {
      for (let taken = 0; taken < limit; taken++) {
        const result = await settleNext(context, action);
        if (result === null) break;
        settled[result.status.toLowerCase() as keyof Settled] += 1;
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
async function lockItem({ persistence }: StoreScope, { id }: BulkAction): Promise<BulkItem | null> {
  const action = await persistence.getBulkAction(id);
  return action?.status === "RUNNING" ? persistence.lockBulkItem(id) : null;
}

/** Somebody else may have taken the item since it was let go: then the result is theirs. */
function noteRefusal(
  { store }: KernelContext,
  { id }: BulkAction,
  { position }: BulkItem,
  settled: SettledBulkItem,
): Promise<SettledBulkItem> {
  return store.transaction(async ({ persistence }) => {
    if ((await persistence.lockBulkItem(id, position)) !== null)
      await persistence.settleBulkItem(id, position, settled);
    return settled;
  });
}
