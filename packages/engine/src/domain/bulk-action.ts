/** An action on many rows: what it is to be done to is frozen when it starts, and it is done item by item. */

export const BULK_KINDS = ["cancel", "rerun"] as const;
export type BulkKind = (typeof BULK_KINDS)[number];

/** `ABORTED`: whoever was at an item finished it, the others were left alone. */
export const BULK_STATUSES = ["RUNNING", "ABORTED", "DONE"] as const;
export type BulkStatus = (typeof BULK_STATUSES)[number];

/** `SKIPPED`: there was nothing to do any more, or not to this one. `FAILED`: it should have worked. */
export const BULK_ITEM_STATUSES = ["PENDING", "DONE", "FAILED", "SKIPPED"] as const;
export type BulkItemStatus = (typeof BULK_ITEM_STATUSES)[number];

/** More than this is not started: a filter that matches so much is likely not the one that was meant. */
export const MAX_BULK_ITEMS = 10_000;

export interface BulkActor {
  readonly kind: string | null;
  readonly id: string | null;
  readonly version: string | null;
}

export interface BulkAction {
  readonly id: string;
  readonly createdAt: Date;
  readonly kind: BulkKind;
  readonly name: string | null;
  readonly reason: string | null;
  readonly actor: BulkActor;
  /** What was asked for, as JSON: the read side's filter of runs. Null when they were named one by one. */
  readonly filter: Readonly<Record<string, unknown>> | null;
  readonly status: BulkStatus;
  /** Items it has; those that are neither done, failed nor skipped are pending. */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** When its first item was settled. */
  readonly startedAt: Date | null;
  /** When its last item was settled, or when it was aborted. */
  readonly finishedAt: Date | null;
}
