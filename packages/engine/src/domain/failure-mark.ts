/** What people say of failures that are alike. */

/** What failed: an event that no sink took, a job, a run. */
export const FAILURE_KINDS = ["event", "job", "run"] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** `RESOLVED`: shown again when it happens again. `IGNORED`: not shown until somebody takes that back. */
export const FAILURE_MARKS = ["RESOLVED", "IGNORED"] as const;
export type FailureMarkState = (typeof FAILURE_MARKS)[number];

/** Failures of a kind that are alike. */
export interface FailureGroupKey {
  readonly kind: FailureKind;
  /** The event's type, the job's stage or the run's workflow. */
  readonly subject: string;
  readonly fingerprint: string;
}

export interface FailureMark extends FailureGroupKey {
  readonly state: FailureMarkState;
  readonly reason: string;
  readonly actorId: string;
  readonly markedAt: Date;
}
