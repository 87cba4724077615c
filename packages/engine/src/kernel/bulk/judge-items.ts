/** Looks at what came of items that were done, and writes down what is known. */

import type { BulkAction } from "../../domain/bulk-action.js";
import type { KernelContext } from "../kernel-context.js";
import { outcomeOf } from "./outcome-of.js";

/** Items looked at in one pass. Those of which nothing is known yet may fill it: they end some day. */
const LIMIT = 1_000;

/** @returns of how many items is known now what came of them */
export async function judgeItems({ store }: KernelContext, { id }: BulkAction): Promise<number> {
  const items = await store.persistence.unjudgedBulkItems(id, LIMIT);
  const judged = items.map(outcomeOf).filter((one) => one !== null);
  if (judged.length > 0) await store.persistence.judgeBulkItems(id, judged);
  return judged.length;
}
