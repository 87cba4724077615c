/** Every bug that the tests must notice. */

import { ADAPTER_MUTANTS } from "./adapters.js";
import { BATCH_MUTANTS } from "./batches.js";
import { HOLD_MUTANTS } from "./holds.js";
import { KERNEL_MUTANTS } from "./kernel.js";
import type { Mutant } from "./mutant.js";

export const MUTANTS: readonly Mutant[] = [
  ...KERNEL_MUTANTS,
  ...ADAPTER_MUTANTS,
  ...HOLD_MUTANTS,
  ...BATCH_MUTANTS,
];

/**
 * The text of the mutant's file with the bug in it.
 *
 * @throws {Error} if the place to change is not found exactly once
 */
export function planted({ name, find, replace }: Mutant, text: string): string {
  const [before, after, ...more] = text.split(find);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`"${name}" must find its place once, and finds it ${text.split(find).length - 1} times`);
  return before + replace + after;
}
