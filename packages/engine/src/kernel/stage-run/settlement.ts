/** One delivery of a stage that came to an end, as it waits to be written. */

import type { AnyStage } from "../../domain/definition/any-stage.js";
import type { Hold } from "../../domain/hold.js";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import type { BegunStage } from "../../ports/begun-stage.js";
import type { CreateAnnotationInput } from "../../ports/workflow-persistence.js";
import type { Failure } from "../failure.js";
import type { ReportedRest } from "./live-report.js";

export type Outcome =
  | { readonly kind: "completed"; readonly output: unknown }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** A budget does not let it go on. It is delivered again when there is room, as if this had not been a delivery. */
  | { readonly kind: "held"; readonly hold: Hold }
  | Suspension;

/** The stage waits for something outside and is asked again at `nextPollAt`. */
export interface Suspension {
  readonly kind: "suspended";
  /** What the stage needs to ask again; undefined leaves it as it is. */
  readonly state: unknown;
  readonly nextPollAt: Date;
  /** Milliseconds between two polls. */
  readonly pollInterval: number;
  /** The first poll from here on is the last one. */
  readonly maxWaitUntil: Date;
  /** How often it was asked so far. */
  readonly pollCount: number;
  /** Why the last poll did not work, if it did not. */
  readonly trouble?: Failure;
}

/**
 * `always` is for a process with a free slot beside that of the stage that ends: whatever waits can be claimed as well.
 * `ifNothingWaits` looks whether a job would be overtaken.
 */
export type NextWish = "always" | "ifNothingWaits" | "never";

/** The wish to go on, in this process, with the one stage that follows: it need not wait to be claimed. */
export interface TakesNext {
  /** Milliseconds until its lease ends unless renewed. The same for all stages of a process. */
  readonly leaseMs: number;
  /** Asked when the outcome is written. */
  wish(): NextWish;
  /** Gets the stage, begun, after the commit. */
  take(stage: BegunStage): void;
}

export interface Settlement {
  readonly shape: StoredWorkflow;
  readonly definition: AnyStage;
  readonly begun: BegunStage;
  /** The stage's status while it was held: a poll finds it SUSPENDED. */
  readonly heldAs: "RUNNING" | "SUSPENDED";
  /** How often it was asked, this time included. Only of polls. */
  readonly pollCount?: number;
  readonly outcome: Outcome;
  readonly endedAt: Date;
  readonly annotations: readonly CreateAnnotationInput[];
  readonly report: ReportedRest;
  readonly next?: TakesNext | undefined;
}

/** `dropped`: the lease was lost or the run is over; nothing the stage says is kept. */
export type Settled = "completed" | "failed" | "retrying" | "suspended" | "held" | "dropped";

/** Whether a failed delivery is followed by another. Never a poll: the work would be handed over a second time. */
export const isRetried = ({ heldAs, outcome, begun: { job } }: Settlement): boolean =>
  heldAs === "RUNNING" &&
  outcome.kind === "failed" &&
  outcome.failure.isRetryable &&
  job.attempt < job.maxAttempts;

export function settledAs(settlement: Settlement): Exclude<Settled, "dropped"> {
  const { outcome } = settlement;
  return outcome.kind === "failed" && isRetried(settlement) ? "retrying" : outcome.kind;
}
