/** An action on many rows: what it is to be done to is frozen when it starts, and it is done item by item. */

/** `cancel` and `rerun` are done to runs, `replay` and `discard` to dead events. */
export const BULK_KINDS = ["cancel", "rerun", "replay", "discard"] as const;
export type BulkKind = (typeof BULK_KINDS)[number];

/** What a kind is done to. */
export const BULK_TARGETS = {
  cancel: "run",
  rerun: "run",
  replay: "event",
  discard: "event",
} as const satisfies Record<BulkKind, "run" | "event">;

/**
 * `ABORTED`: whoever was at an item finished it, the others were left alone. `STOPPED`: the same, by the action's own
 * plan, as too much went wrong again.
 */
export const BULK_STATUSES = ["RUNNING", "ABORTED", "STOPPED", "DONE"] as const;
export type BulkStatus = (typeof BULK_STATUSES)[number];

/** `SKIPPED`: there was nothing to do any more, or not to this one. `FAILED`: it should have worked. */
export const BULK_ITEM_STATUSES = ["PENDING", "DONE", "FAILED", "SKIPPED"] as const;
export type BulkItemStatus = (typeof BULK_ITEM_STATUSES)[number];

/**
 * What came of an item that is done, where the action has a plan. `FAILED`: the event was refused again, the run failed
 * again. `UNCLEAR`: nobody will know, as somebody else did something with it since, or it took too long.
 */
export const BULK_OUTCOMES = ["SUCCEEDED", "FAILED", "UNCLEAR"] as const;
export type BulkOutcome = (typeof BULK_OUTCOMES)[number];

/** More than this is not started: a filter that matches so much is likely not the one that was meant. */
export const MAX_BULK_ITEMS = 10_000;

/** Carefully: some items first, and on only if what came of them is good. */
export interface BulkPlan {
  /** How many items each phase has; the last one, not named, has the rest. Behind each, the action waits for outcomes. */
  readonly phases: readonly number[];
  /** Stops when more than this share, 0–1, of what was done has failed again. */
  readonly stopAbove: number;
  /** Items at most in a minute; null: as fast as it goes. */
  readonly perMinute: number | null;
}

/** One, then ten, then the rest; stops when more than a fifth fails again. */
export const CANARY_PLAN: BulkPlan = { phases: [1, 10], stopAbove: 0.2, perMinute: null };

export interface BulkActor {
  readonly kind: string | null;
  readonly id: string | null;
  readonly version: string | null;
}

/** How the items ended that have, and what came of those that are done. */
export interface BulkCounts {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of those that are done; all 0 without a plan. */
  readonly succeeded: number;
  readonly failedAgain: number;
  readonly unclear: number;
}

export interface BulkAction extends BulkCounts {
  readonly id: string;
  readonly createdAt: Date;
  readonly kind: BulkKind;
  readonly name: string | null;
  readonly reason: string | null;
  readonly actor: BulkActor;
  /** What was asked for, as JSON: the read side's filter of runs, or of what failed. Null when rows were named one by one. */
  readonly filter: Readonly<Record<string, unknown>> | null;
  /** Null: all at once, and nobody looks at what came of it. */
  readonly plan: BulkPlan | null;
  readonly status: BulkStatus;
  /** Why it was stopped. */
  readonly stopReason: string | null;
  /** Items it has; those that are neither done, failed nor skipped are pending. */
  readonly total: number;
  /** When its first item was settled. */
  readonly startedAt: Date | null;
  /** When its last item was settled, and what came of it known where that is looked at; or when it ended early. */
  readonly finishedAt: Date | null;
}
