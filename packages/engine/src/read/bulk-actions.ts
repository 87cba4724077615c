/** Bulk actions as they are asked for and shown. */

import { z } from "zod";
import {
  BULK_ITEM_STATUSES,
  BULK_KINDS,
  BULK_OUTCOMES,
  type BulkAction,
  type BulkItemStatus,
  type BulkOutcome,
} from "../domain/bulk-action.js";
import { InvalidInputError } from "../domain/errors.js";
import type { Status } from "../domain/status.js";
import { DEFAULT_PAGE_SIZE, instant, keyset, MAX_PAGE_SIZE, type RunFilter, runFilter } from "./filters.js";

const limit = z.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE);

/** Newest first. */
export const bulkFilter = z.object({
  kind: z.array(z.enum(BULK_KINDS)).optional(),
  cursor: keyset.optional(),
  direction: z.enum(["after", "before"]).default("after"),
  limit,
});
export type BulkFilter = z.infer<typeof bulkFilter>;

/** Items in the order in which they are done. */
export const bulkItemFilter = z.object({
  id: z.string().min(1).max(500),
  status: z.array(z.enum(BULK_ITEM_STATUSES)).optional(),
  /** Only those that are done and of which this came. */
  outcome: z.array(z.enum(BULK_OUTCOMES)).optional(),
  /** Only items behind this position. */
  after: z.number().int().min(0).max(2_147_483_647).optional(),
  limit,
});
export type BulkItemFilter = z.infer<typeof bulkItemFilter>;

export type BulkActionView = BulkAction;

export interface BulkItemView {
  readonly position: number;
  /** The run or the event it is done to. */
  readonly targetId: string;
  /** The run itself, or the event's; null when there is no such event. */
  readonly runId: string | null;
  /** Null where it is done to runs, and when there is no such event. */
  readonly event: { readonly type: string; readonly sequence: number } | null;
  readonly status: BulkItemStatus;
  readonly reason: string | null;
  readonly finishedAt: Date | null;
  /** What came of it; null while that is not known, and without a plan. */
  readonly outcome: BulkOutcome | null;
  readonly outcomeReason: string | null;
  /** As the run is now; null when there is none. */
  readonly workflowName: string | null;
  readonly runStatus: Status | null;
}

export interface BulkItemPage {
  readonly rows: readonly BulkItemView[];
  /** What to ask for as `after`; null when this was the last page. */
  readonly next: number | null;
}

const instantText = z.coerce.date().pipe(instant);

/**
 * A filter of runs that is kept as JSON: times are texts, and there is no paging. What it does not know it refuses,
 * since a condition that is passed over would mean more runs.
 */
export const frozenRunFilter = runFilter
  .omit({ cursor: true, direction: true, limit: true })
  .extend({ from: instantText.optional(), to: instantText.optional() })
  .strict();
export type FrozenRunFilter = z.infer<typeof frozenRunFilter>;

/** @throws {InvalidInputError} */
export function thawRunFilter(json: unknown): Omit<RunFilter, "cursor" | "direction" | "limit"> {
  const parsed = frozenRunFilter.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    "The filter of runs",
    parsed.error.issues.map(({ path, message }) => ({
      path: path.map((key) => (typeof key === "number" ? key : String(key))),
      message,
    })),
    { cause: parsed.error },
  );
}
