/** What a host may watch of the kernel: for metrics, logs and wake-ups. Called after the commit; must not throw. */

import type { Budget } from "../domain/budget.js";
import type { Status } from "../domain/status.js";
import type { AICallStatus } from "./ai-call-logger.js";

export interface StageEnded {
  readonly runId: string;
  readonly workflowId: string;
  readonly stageId: string;
  readonly attempt: number;
  readonly delivery: number;
  /**
   * `held`: a budget was used up; it is delivered again. `dropped`: the lease was lost or the run is over.
   * `abandoned`: stopped before its end.
   */
  readonly outcome: "completed" | "failed" | "retrying" | "suspended" | "held" | "dropped" | "abandoned";
  /** Milliseconds the body took. */
  readonly ranMs: number;
  /** Milliseconds its job was due before a worker began it, where that is known. */
  readonly waitedMs?: number;
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
  readonly kind: "create" | "start" | "begin" | "settle" | "report";
  readonly size: number;
  readonly tookMs: number;
}

/** A call of a model by a stage. Told when it ends; it is stored with what the stage reports next. */
export interface AICallEnded {
  readonly modelKey: string;
  readonly status: AICallStatus;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars. */
  readonly cost: number;
  readonly latencyMs: number | null;
}

export interface KernelObserver {
  /** New work can be claimed: runs to start, jobs to begin; after `dueInMs` if that is given. */
  workAppeared?(work: { readonly runs: number; readonly jobs: number; readonly dueInMs?: number }): void;
  stageEnded?(facts: StageEnded): void;
  runEnded?(facts: RunEnded): void;
  batchWritten?(facts: BatchWritten): void;
  aiCallEnded?(facts: AICallEnded): void;
  /** What this process spent used up a budget that had room when it was last read. */
  budgetUsedUp?(budget: Budget): void;
}
