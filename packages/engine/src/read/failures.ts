/** What failed for good, as it is asked for and shown: alike ones together, and one by one. */

import { z } from "zod";
import { InvalidInputError } from "../domain/errors.js";
import { FAILURE_KINDS, type FailureKind, type FailureMark } from "../domain/failure-mark.js";
import type { Status } from "../domain/status.js";
import { DEFAULT_PAGE_SIZE, instant, MAX_PAGE_SIZE, shownId } from "./filters.js";

const id = z.string().min(1).max(500);
const text = z.string().max(200);
const limit = z.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE);

/** Failures that one answer looks at, the newest ones. */
export const FAILURE_ROWS = 10_000;
/** Groups in an answer: those that failed last. */
export const FAILURE_GROUPS = 200;
/** Slots of a trend. */
export const TREND_SLOTS = 28;
/** The fingerprint of failures that left no error. */
export const NO_FINGERPRINT = "none";
/** Failures that are counted for a glance are not older (ms). */
export const COUNTED_MS = 7 * 86_400_000;
/** Characters of an error that lists show. */
export const FAILURE_ERROR_CHARS = 500;

/**
 * Which failures are meant. They failed for good when: an event was given up, a job ended, a run ended. Events that
 * were discarded and jobs of attempts that a rerun replaced are not among them.
 */
const conditions = {
  /** The event's type, the job's stage or the run's workflow. */
  subject: id.optional(),
  fingerprint: z.string().min(1).max(100).optional(),
  runId: id.optional(),
  /** Part of the error; not case-sensitive. */
  text: text.optional(),
  /** Failed at or after. */
  from: instant.optional(),
};

export const failureConditions = z.object(conditions).strict();
export type FailureConditions = z.infer<typeof failureConditions>;

/** The same as JSON, as it is kept with an action: times are texts. */
export const frozenFailures = failureConditions.extend({
  from: z.coerce.date().pipe(instant).optional(),
});

/** @throws {InvalidInputError} */
export function thawFailures(json: unknown): FailureConditions {
  const parsed = frozenFailures.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    "The conditions of failures",
    parsed.error.issues.map(({ path, message }) => ({
      path: path.map((key) => (typeof key === "number" ? key : String(key))),
      message,
    })),
    { cause: parsed.error },
  );
}

/** A place between two failures of a list. */
export const failurePlace = z.object({ at: instant, id: shownId });
export type FailurePlace = z.infer<typeof failurePlace>;

/** Newest first. */
export const failureFilter = z.object({ ...conditions, after: failurePlace.optional(), limit });
export type FailureFilter = z.infer<typeof failureFilter>;

export const failureGroupFilter = z.object({
  ...conditions,
  kind: z.enum(FAILURE_KINDS),
  /** Failed at or after; the trend begins there. */
  from: instant,
});
export type FailureGroupFilter = z.infer<typeof failureGroupFilter>;

export interface FailurePage<View> {
  readonly rows: readonly View[];
  /** What to ask for as `after`; null when this was the last page. */
  readonly next: FailurePlace | null;
}

interface Failed {
  readonly id: string;
  /** When it failed for good. */
  readonly failedAt: Date;
  /** Its first characters. */
  readonly error: string;
  readonly fingerprint: string;
  readonly runId: string;
  /** Null when the run is not stored here. */
  readonly workflowName: string | null;
  readonly runStatus: Status | null;
}

export interface DeadEventView extends Failed {
  readonly eventType: string;
  readonly sequence: number;
  readonly occurredAt: Date;
  /** Tries that count. */
  readonly tries: number;
  readonly lastTriedAt: Date | null;
}

export interface DeadJobView extends Failed {
  readonly workflowId: string;
  readonly stageId: string;
  /** The stage's rerun generation; the first is 0. */
  readonly stageAttempt: number;
  readonly deliveries: number;
  readonly maxAttempts: number;
  readonly workerId: string | null;
}

/** Failures that are alike. */
export interface FailureGroup {
  readonly kind: FailureKind;
  /** The event's type, the job's stage or the run's workflow. */
  readonly subject: string;
  readonly fingerprint: string;
  /** Of the newest one. */
  readonly error: string;
  readonly count: number;
  /** Runs that have one. */
  readonly runs: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Failures by slot, {@link TREND_SLOTS} of equal length from the filter's `from` to the answer's `at`. */
  readonly trend: readonly number[];
  /** What somebody said of them. */
  readonly mark: FailureMark | null;
}

export interface FailureGroups {
  /** By the database's clock. */
  readonly at: Date;
  /** Those that failed last come first. */
  readonly groups: readonly FailureGroup[];
  /** Failures that were looked at. */
  readonly looked: number;
  /** Whether there are more failures, or more groups, than were looked at: then the newest ones were. */
  readonly isCapped: boolean;
}

/** How long a slot of a trend is (ms), at least one. */
export const trendSlotMs = (from: Date, at: Date): number =>
  Math.max(1, Math.ceil((at.getTime() - from.getTime() + 1) / TREND_SLOTS));

/** Whether a group needs nobody's attention: it is ignored, or has not failed since it was resolved. */
export const isSettled = ({ mark, lastAt }: Pick<FailureGroup, "mark" | "lastAt">): boolean =>
  mark !== null && (mark.state === "IGNORED" || lastAt <= mark.markedAt);

/** How many of the last {@link COUNTED_MS} are not settled, each capped at {@link FAILURE_ROWS}. */
export type FailureCounts = Readonly<Record<FailureKind, number>>;
