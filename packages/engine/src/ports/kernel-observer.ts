/** What a host may watch of the kernel: for metrics, logs and wake-ups. Called after the commit; must not throw. */

import type { Status } from "../domain/status.js";

export interface StageEnded {
  readonly runId: string;
  readonly workflowId: string;
  readonly stageId: string;
  readonly attempt: number;
  readonly delivery: number;
  /** `dropped`: the lease was lost or the run is over. `abandoned`: stopped before its end. */
  readonly outcome: "completed" | "failed" | "retrying" | "suspended" | "dropped" | "abandoned";
  /** Milliseconds from claimable to begun; null when unknown. */
  readonly queuedMs: number | null;
  /** Milliseconds the body took. */
  readonly ranMs: number;
}

export interface RunEnded {
  readonly runId: string;
  readonly workflowId: string;
  readonly status: Status;
  /** Milliseconds from start to end. */
  readonly tookMs: number;
}

/** A batch that was committed together. */
export interface BatchWritten {
  readonly kind: "create" | "start" | "begin" | "settle";
  readonly size: number;
  readonly tookMs: number;
}

export interface KernelObserver {
  /** New work can be claimed: runs to start, jobs to begin. */
  workAppeared?(work: { readonly runs: number; readonly jobs: number }): void;
  stageEnded?(facts: StageEnded): void;
  runEnded?(facts: RunEnded): void;
  batchWritten?(facts: BatchWritten): void;
}
