/** The outbox as it is asked for and shown: what waits to be published, and where a run's order was broken. */

import { z } from "zod";

/** Runs that wait which one answer looks at, those that are due longest. */
export const OUTBOX_RUNS = 2_000;
/** Published events that are counted at most. */
export const PUBLISHED_CAP = 50_000;

export interface OutboxNow {
  /** By the database's clock. */
  readonly at: Date;
  /** Events that wait, capped at COUNT_CAP + 1. */
  readonly waiting: number;
  /** When the one happened that waits longest; of at most {@link OUTBOX_RUNS} runs. */
  readonly oldestAt: Date | null;
  /** Runs whose next event waits after so many tries, by tries; of at most {@link OUTBOX_RUNS} runs. */
  readonly retrying: readonly { readonly tries: number; readonly runs: number }[];
  /** Events that were tried last and not taken for a reason that is not theirs: no sink answers. */
  readonly unavailable: { readonly runs: number; readonly error: string | null };
  /** Whether more runs wait than were looked at. */
  readonly isCapped: boolean;
  /** Events that happened and were published in the last 24 h, capped at {@link PUBLISHED_CAP} + 1. */
  readonly published: number;
  /** Events given up and not discarded, capped at COUNT_CAP + 1. */
  readonly dead: number;
}

/** `past`: published although one before it is dead. `gone`: retention has removed it. */
export const OUTBOX_SQUARES = ["published", "past", "waiting", "dead", "discarded", "gone"] as const;
export type OutboxSquare = (typeof OUTBOX_SQUARES)[number];

/** Events of a run in one answer: from a few before its first dead one on. */
export const HOLE_SQUARES = 80;
export const SQUARES_BEFORE_HOLE = 16;

export const holeFilter = z.object({
  /** Only this run. */
  runId: z.string().min(1).max(500).optional(),
  limit: z.number().int().min(1).max(50).default(12),
});
export type HoleFilter = z.infer<typeof holeFilter>;

/** A run some of whose events are dead. */
export interface HoleRun {
  readonly runId: string;
  /** Null when the run is not stored here. */
  readonly workflowName: string | null;
  /** The sequence of the first square. */
  readonly from: number;
  /** The last sequence the run has. */
  readonly last: number;
  /** At most {@link HOLE_SQUARES}. */
  readonly squares: readonly OutboxSquare[];
  /** Of all its events from `from` on. */
  readonly dead: number;
  readonly past: number;
  readonly waiting: number;
}

export interface HoleMap {
  /** Those whose last event died last come first. */
  readonly runs: readonly HoleRun[];
  /** Runs with dead events, among the newest FAILURE_ROWS dead events. */
  readonly total: number;
}
