/**
 * Publishing, as the store sees it: whole runs are taken under a lease, their events are delivered outside any
 * transaction, and what became of them is written back.
 *
 * A run is leased as a whole, so its events leave in order and two publishers never have the same one. A publisher
 * that dies keeps its runs until the lease ends; the next one delivers what was not written back a second time.
 */

import type { OutboxRecord } from "../domain/records.js";

/** An event that waits, with what is known of its tries. */
export interface WaitingEvent extends OutboxRecord {
  lastError: string | null;
  lastTriedAt: Date | null;
}

export interface ClaimEventsOptions {
  /** Events at most, of all runs together. */
  readonly limit: number;
  /** Milliseconds until others may take the same runs. */
  readonly leaseMs: number;
}

/** The next events of one run, held by whoever has the token. */
export interface ClaimedEvents {
  readonly workflowRunId: string;
  readonly leaseToken: string;
  /** In order, without a gap among those that wait. Empty when the run turned out to have none. */
  readonly events: readonly WaitingEvent[];
}

export interface FailedEvent {
  readonly id: string;
  readonly error: string;
  /** Alike for errors of one kind. */
  readonly fingerprint: string;
  /** Whether it is one of the tries an event has; false when it was not the event's fault. */
  readonly isCounted: boolean;
  /** Whether the event is to go to the dead letters. */
  readonly isDead: boolean;
}

/** What became of {@link ClaimedEvents}; gives the run back. */
export interface SettledEvents {
  readonly workflowRunId: string;
  readonly leaseToken: string;
  /** Events that were delivered. */
  readonly publishedIds: readonly string[];
  /** The one that was not, if any was tried in vain. */
  readonly failed?: FailedEvent;
  /** Milliseconds until the run's next event may be taken. Default 0. */
  readonly waitMs?: number;
}

export interface OutboxPublishing {
  /**
   * Takes runs that have waiting events and are neither held nor waiting for another try, those that are due longest
   * first. Of many runs it takes few events each, of few runs many.
   */
  claimEvents(options: ClaimEventsOptions): Promise<ClaimedEvents[]>;
  /**
   * Writes what became of claimed events, all or nothing. Whose lease is lost has nothing written.
   *
   * @returns the runs whose lease was lost
   */
  settleEvents(settled: readonly SettledEvents[]): Promise<string[]>;
  /**
   * For where nobody is to be told: marks as published, when it happened, what happened before an instant, waits, and
   * was never tried. Only of runs that have ended. Returns how many.
   */
  waiveEvents(before: Date, limit: number): Promise<number>;
}
