/** The runs that a bulk action is to be done to, as they are when it starts. */

import { MAX_BULK_ITEMS } from "../../domain/bulk-action.js";
import { BulkRefusedError } from "../../domain/errors.js";
import type { BulkActions, BulkPlace, BulkTarget, MatchedRuns } from "../../ports/bulk-actions.js";

/** Runs looked up by one statement. */
const STEP = 1_000;
/**
 * Steps after which a filter is not followed any further: each takes what a page of a search takes, so this is some
 * seconds. Only conditions that no index answers come near it.
 */
const MAX_STEPS = 400;

export type BulkSelection =
  | { readonly ids: readonly string[] }
  | { readonly filter: Readonly<Record<string, unknown>> };

/**
 * Counts what is found, newest first, and stops one behind the limit. Ids that are given are all found: one that no run
 * has becomes an item that is skipped.
 *
 * @throws {BulkRefusedError} if nothing is meant, or too much
 */
export async function findTargets(
  persistence: Pick<BulkActions, "matchRuns" | "targetRuns">,
  selection: BulkSelection,
): Promise<BulkTarget[]> {
  const targets =
    "ids" in selection
      ? await persistence.targetRuns(selection.ids)
      : await followFilter(persistence, selection.filter);
  if (targets.length === 0) throw new BulkRefusedError("No run is selected: there is nothing to do");
  if (targets.length > MAX_BULK_ITEMS) {
    throw new BulkRefusedError(
      `More than ${MAX_BULK_ITEMS.toLocaleString("en")} runs are selected: narrow the filter, by time for example`,
    );
  }
  return targets;
}

async function followFilter(
  persistence: Pick<BulkActions, "matchRuns">,
  filter: Readonly<Record<string, unknown>>,
): Promise<BulkTarget[]> {
  const targets: BulkTarget[] = [];
  let after: BulkPlace | null = null;
  for (let step = 0; step < MAX_STEPS; step++) {
    const found: MatchedRuns = await persistence.matchRuns(filter, { after, limit: STEP });
    targets.push(...found.targets);
    if (found.next === null || targets.length > MAX_BULK_ITEMS) return targets;
    after = found.next;
  }
  throw new BulkRefusedError(
    "There are too many runs to search for this filter: narrow it by time, workflow or status",
  );
}
