/** What a bulk action is to be done to, as it is when it starts. */

import { BULK_TARGETS, type BulkKind, MAX_BULK_ITEMS } from "../../domain/bulk-action.js";
import { BulkRefusedError } from "../../domain/errors.js";
import type { BulkActions, BulkPlace, BulkTarget, MatchedRuns } from "../../ports/bulk-actions.js";

/** Runs looked up by one statement. */
const STEP = 1_000;
/**
 * Steps after which a filter is not followed any further: each takes what a page of a search takes, so this is some
 * seconds. Only conditions that no index answers come near it.
 */
const MAX_STEPS = 400;

type Json = Readonly<Record<string, unknown>>;

export type BulkSelection =
  /** Of runs, or of events, as the kind of action is. */
  | { readonly ids: readonly string[] }
  /** The read side's filter of runs. */
  | { readonly filter: Json }
  /** The read side's conditions of failures. */
  | { readonly deadEvents: Json }
  /** The same, for the runs of jobs that failed. */
  | { readonly deadJobs: Json };

type Finding = Pick<
  BulkActions,
  "matchRuns" | "targetRuns" | "matchDeadEvents" | "matchDeadJobs" | "targetEvents"
>;

/**
 * Counts what is found, runs newest first and events in the order of their runs, and stops one behind the limit. Ids
 * that are given are all found: one that nothing has becomes an item that is skipped.
 *
 * @throws {BulkRefusedError} if nothing is meant, or too much, or what this kind of action is not for
 */
export async function findTargets(
  persistence: Finding,
  kind: BulkKind,
  selection: BulkSelection,
): Promise<BulkTarget[]> {
  const what = BULK_TARGETS[kind];
  const targets = await (what === "run"
    ? findRuns(persistence, selection)
    : findEvents(persistence, selection));
  if (targets === null)
    throw new BulkRefusedError(
      what === "run"
        ? "Runs are cancelled and run again: name them by id, or filter runs or dead jobs"
        : "Dead events are replayed and discarded: name them by id, or filter dead events",
    );
  if (targets.length === 0) throw new BulkRefusedError(`No ${what} is selected: there is nothing to do`);
  if (targets.length > MAX_BULK_ITEMS) {
    throw new BulkRefusedError(
      `More than ${MAX_BULK_ITEMS.toLocaleString("en")} ${what}s are selected: narrow the filter, by time for example`,
    );
  }
  return targets;
}

/** Null when the selection is not one of runs. */
async function findRuns(persistence: Finding, selection: BulkSelection): Promise<BulkTarget[] | null> {
  if ("ids" in selection) return persistence.targetRuns(selection.ids);
  if ("filter" in selection) return followFilter(persistence, selection.filter);
  if ("deadJobs" in selection) return persistence.matchDeadJobs(selection.deadJobs, MAX_BULK_ITEMS + 1);
  return null;
}

/** Null when the selection is not one of events. */
async function findEvents(persistence: Finding, selection: BulkSelection): Promise<BulkTarget[] | null> {
  if ("ids" in selection) return persistence.targetEvents(selection.ids);
  if ("deadEvents" in selection) return persistence.matchDeadEvents(selection.deadEvents, MAX_BULK_ITEMS + 1);
  return null;
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
