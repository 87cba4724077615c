/**
 * What a database can do in one round trip and the kernel else does in a transaction of several statements.
 *
 * A store may leave it out: the kernel's own way has the same effect. What the single statement cannot decide it
 * leaves untouched, for the kernel to do its way.
 */

import type { BegunStage } from "./begun-stage.js";
import type { ClaimOptions, Lease, LeasedJob } from "./job-queue.js";
import type { CreateOutboxEventInput, CreateRunInput } from "./workflow-persistence.js";

/** A stage and its job, to be made when the group before it is done. */
export interface PlannedStage {
  readonly stageId: string;
  readonly stageName: string;
  readonly stageNumber: number;
  readonly config: unknown;
  readonly maxAttempts: number;
}

export interface PlannedGroup {
  /** 1-based. */
  readonly number: number;
  readonly stages: readonly PlannedStage[];
}

/** What follows in the run if this was the last open stage of its group. */
export type Follows =
  | { readonly kind: "group"; readonly group: PlannedGroup }
  | {
      readonly kind: "end";
      /** `gathered`: `{ stageId: output }` of all stages of the group. */
      readonly output: { readonly kind: "given"; readonly value: unknown } | { readonly kind: "gathered" };
      /** Milliseconds since the run started. */
      readonly duration: number;
      readonly event: CreateOutboxEventInput;
    };

/** A stage that completed and has nothing else to say: no annotations, calls or logs. */
export interface PlainSuccess extends Lease {
  readonly runId: string;
  readonly workflowId: string;
  /** Before the first rerun every stage is at its attempt 0. */
  readonly runAttempt: number;
  readonly priority: number;
  readonly stageRecordId: string;
  readonly executionGroup: number;
  readonly completedAt: Date;
  /** Milliseconds. */
  readonly duration: number;
  readonly output: unknown;
  readonly event: CreateOutboxEventInput;
  readonly follows: Follows;
  /** Whether the one stage that follows goes to the same worker at once; or only if that overtakes no job. */
  readonly takesNext: "always" | "ifNothingWaits" | "never";
}

/** Who takes what follows at once, and for how long. */
export type Taker = Pick<ClaimOptions, "workerId" | "leaseMs" | "workflowIds">;

/** A stage that was made and begun in one go, for the worker that asked. */
export interface TakenStage {
  readonly stageRecordId: string;
  readonly job: LeasedJob;
  readonly startedAt: Date;
}

export interface PlainSuccessWritten {
  readonly jobId: string;
  /** What became of the run; the same for all of its jobs in the call. */
  readonly advanced: "waiting" | "nextGroup" | "completed";
  /** Jobs of the next group that wait to be claimed, counted with one of the run's jobs. */
  readonly jobs: number;
  /** The stage that follows, if it was asked for. */
  readonly taken?: TakenStage;
}

/** The first group of a workflow as it is defined here. */
export interface StartableWorkflow {
  readonly workflowId: string;
  readonly contentHash: string;
  readonly first: PlannedGroup;
}

export interface StartedRun {
  readonly runId: string;
  /** How many jobs were made that wait to be claimed. */
  readonly jobs: number;
}

/** A run of which nothing is stated yet but that it was created. */
export interface NewRun {
  readonly run: CreateRunInput;
  readonly event: CreateOutboxEventInput;
}

export interface HotPath {
  /** Stores new runs with their first event, all or none. Fails when an id is taken. */
  createRuns(runs: readonly NewRun[]): Promise<void>;
  /**
   * Takes up to `limit` pending runs of exactly these definitions (their input was validated by them), makes the
   * first group's stages and jobs, and writes `workflow:started`. Up to `stages` of those stages are begun at once, for
   * the worker that asks.
   */
  startRuns(
    workflows: readonly StartableWorkflow[],
    limit: number,
    taker: Taker & { readonly stages: number },
  ): Promise<{
    started: StartedRun[];
    begun: BegunStage[];
    /** Whether runs of other definitions of these workflows are pending. */
    othersWait: boolean;
  }>;
  /**
   * Claims due jobs as `LeasedJobQueue.claim` does, moves their stages to RUNNING and writes `stage:started`.
   * Jobs with nothing to do come back in `idle`, held: their run is over, the stage done or the attempt replaced.
   */
  beginStages(options: ClaimOptions): Promise<{ begun: BegunStage[]; idle: LeasedJob[] }>;
  /** Writes those that are plain in the database too, and what follows from them. Returns which. */
  completeStages(successes: readonly PlainSuccess[], taker: Taker): Promise<PlainSuccessWritten[]>;
}
