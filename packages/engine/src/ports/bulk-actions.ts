/** Actions on many rows, and their items. */

import type {
  BulkAction,
  BulkActor,
  BulkItemStatus,
  BulkKind,
  BulkOutcome,
  BulkPlan,
} from "../domain/bulk-action.js";
import type { Status } from "../domain/status.js";

/** A run or an event that is to be acted on. */
export interface BulkTarget {
  readonly targetId: string;
  /** The attempt of the run that is meant; null for events, and when there is no such run. */
  readonly attempt: number | null;
}

/** A place between two runs of a list, newest first. */
export interface BulkPlace {
  readonly createdAt: Date;
  readonly id: string;
}

export interface MatchedRuns {
  readonly targets: readonly BulkTarget[];
  /** Where to go on; null when that was all. A step may find few and still have more behind it. */
  readonly next: BulkPlace | null;
}

export interface NewBulkAction {
  readonly id: string;
  readonly kind: BulkKind;
  readonly name: string | null;
  readonly reason: string | null;
  readonly actor: BulkActor;
  readonly filter: Readonly<Record<string, unknown>> | null;
  readonly plan: BulkPlan | null;
  readonly targets: readonly BulkTarget[];
}

export interface BulkItem extends BulkTarget {
  /** From 0. */
  readonly position: number;
}

export interface SettledBulkItem {
  readonly status: Exclude<BulkItemStatus, "PENDING">;
  /** Why it was skipped or failed; of one that is done, what was done where that is not the same for all. */
  readonly reason: string | null;
}

/** An item that is done, of which nobody has said yet what came of it; and how what it was done to is now. */
export interface UnjudgedItem extends BulkItem {
  /** How long ago it was done (ms). */
  readonly ageMs: number;
  /** Null when there is none. */
  readonly run: {
    readonly status: Status;
    readonly attempt: number;
    readonly errorMessage: string | null;
  } | null;
  /** Null when there is none. */
  readonly event: {
    readonly isPublished: boolean;
    readonly isDiscarded: boolean;
    /** Since it was replayed. */
    readonly wasTried: boolean;
    readonly lastError: string | null;
  } | null;
}

export interface JudgedItem {
  readonly position: number;
  readonly outcome: BulkOutcome;
  readonly reason: string | null;
}

export interface BulkActions {
  /**
   * One step through the runs that match now, newest first. The steps together are no snapshot: runs created meanwhile
   * are not found, and one that stops matching before its step is not either.
   *
   * @param filter the read side's filter of runs as JSON, without paging
   * @throws {InvalidInputError} if it is none
   */
  matchRuns(
    filter: Readonly<Record<string, unknown>>,
    step: { readonly after: BulkPlace | null; readonly limit: number },
  ): Promise<MatchedRuns>;
  /** These runs, in this order and each once, with the attempt they are at. */
  targetRuns(ids: readonly string[]): Promise<BulkTarget[]>;
  /**
   * Dead events, by run and sequence, each with no attempt; at most `limit`.
   *
   * @param filter the read side's conditions of failures as JSON
   * @throws {InvalidInputError} if it is none
   */
  matchDeadEvents(filter: Readonly<Record<string, unknown>>, limit: number): Promise<BulkTarget[]>;
  /** The runs of dead jobs, those that failed last first, each once; of the newest FAILURE_ROWS jobs. As above. */
  matchDeadJobs(filter: Readonly<Record<string, unknown>>, limit: number): Promise<BulkTarget[]>;
  /** These events, each once, by run and sequence; those that are not stored come last. */
  targetEvents(ids: readonly string[]): Promise<BulkTarget[]>;
  /** The action and all its items, or nothing. Returns false when there is one of this id. */
  createBulkAction(action: NewBulkAction): Promise<boolean>;
  getBulkAction(id: string): Promise<BulkAction | null>;
  /** {@link getBulkAction}, and holds its row until the transaction ends. */
  lockBulkAction(id: string): Promise<BulkAction | null>;
  /** Oldest first. A look into an index when there are none. */
  runningBulkActions(): Promise<BulkAction[]>;
  /**
   * A pending item and holds its row until the transaction ends; those that others hold are passed over.
   *
   * @param position default: the first there is
   */
  lockBulkItem(actionId: string, position?: number): Promise<BulkItem | null>;
  /** Items that were done or failed within so many milliseconds. */
  countRecentBulkItems(actionId: string, withinMs: number): Promise<number>;
  /**
   * Writes how an item ended and counts it; the last one ends the action, unless it has a plan and what came of some
   * items is not known. Returns false when it was settled before.
   */
  settleBulkItem(actionId: string, position: number, settled: SettledBulkItem): Promise<boolean>;
  /** In the order of their positions. */
  unjudgedBulkItems(actionId: string, limit: number): Promise<UnjudgedItem[]>;
  /** Writes what came of items, once each, and counts it; the last one ends the action. */
  judgeBulkItems(actionId: string, judged: readonly JudgedItem[]): Promise<void>;
  /** Leaves what is pending alone from here on. Returns whether the action was running. */
  abortBulkAction(id: string): Promise<boolean>;
  /** {@link abortBulkAction} by its own plan. */
  stopBulkAction(id: string, reason: string): Promise<boolean>;
}
