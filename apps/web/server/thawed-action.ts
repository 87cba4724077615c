import { type BulkActionView, frozenFailures, thawRunFilter } from "@stageline/engine/read";
import { z } from "zod";
import type { Frozen, ThawedAction } from "@/features/bulk/thawed-action";

const failures = z.union([
  z
    .strictObject({ deadEvents: frozenFailures })
    .transform(({ deadEvents }): Frozen => ({ of: "events", conditions: deadEvents })),
  z
    .strictObject({ deadJobs: frozenFailures })
    .transform(({ deadJobs }): Frozen => ({ of: "jobs", conditions: deadJobs })),
]);

/** An action with its filter as it can be told. */
export const thawed = (action: BulkActionView): ThawedAction => ({
  ...action,
  filter: action.filter === null ? null : thawFilter(action.filter),
});

function thawFilter(json: unknown): Frozen {
  const { data } = failures.safeParse(json);
  return data ?? { of: "runs", filter: thawRunFilter(json) };
}
