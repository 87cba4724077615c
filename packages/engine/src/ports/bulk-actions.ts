/** Actions on many rows, and their items. */

import type { BulkAction, BulkActor, BulkItemStatus, BulkKind } from "../domain/bulk-action.js";

/** A run that is to be acted on. */
export interface BulkTarget {
  readonly targetId: string;
  /** The attempt that is meant; null when there is no such run. */
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
  /** The action and all its items, or nothing. Returns false when there is one of this id. */
  createBulkAction(action: NewBulkAction): Promise<boolean>;
  getBulkAction(id: string): Promise<BulkAction | null>;
  /** Oldest first. A look into an index when there are none. */
  runningBulkActions(): Promise<BulkAction[]>;
  /**
   * A pending item and holds its row until the transaction ends; those that others hold are passed over.
   *
   * @param position default: the first there is
   */
  lockBulkItem(actionId: string, position?: number): Promise<BulkItem | null>;
  /** Writes how an item ended and counts it; the last one ends the action. Returns false when it was settled before. */
  settleBulkItem(actionId: string, position: number, settled: SettledBulkItem): Promise<boolean>;
  /** Leaves what is pending alone from here on. Returns whether the action was running. */
  abortBulkAction(id: string): Promise<boolean>;
}
