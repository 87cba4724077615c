/** Live jobs of all groups together. */

import type { QueueNow } from "@stageline/engine/read";

export interface QueueTotals {
  readonly due: number;
  readonly later: number;
  readonly running: number;
  readonly suspended: number;
  readonly held: number;
  /** The group whose job is due longest. */
  readonly oldest: { readonly at: Date; readonly workflowId: string } | null;
}

export function totalsOf({ groups }: Pick<QueueNow, "groups">): QueueTotals {
  const totals = { due: 0, later: 0, running: 0, suspended: 0, held: 0 };
  let oldest: QueueTotals["oldest"] = null;
  for (const group of groups) {
    totals.due += group.due;
    totals.later += group.later;
    totals.running += group.running;
    totals.suspended += group.suspended;
    totals.held += group.held;
    const { oldestDueAt: at, workflowId } = group;
    if (at !== null && (oldest === null || at < oldest.at)) oldest = { at, workflowId };
  }
  return { ...totals, oldest };
}
