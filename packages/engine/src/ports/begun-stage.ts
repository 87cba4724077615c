/** A stage that a worker holds: everything its body needs. */

import type { LeasedJob } from "./job-queue.js";

export interface BegunRun {
  readonly id: string;
  readonly workflowId: string;
  readonly priority: number;
  /** Rerun generation. */
  readonly attempt: number;
  readonly startedAt: Date;
  /** Undefined for stages of later groups: they get what the group before them gave. */
  readonly input: unknown;
  readonly config: unknown;
}

export interface BegunStageRow {
  /** Row id. */
  readonly id: string;
  readonly stageId: string;
  readonly stageName: string;
  readonly stageNumber: number;
  readonly executionGroup: number;
  /** Rerun generation of the stage. */
  readonly attempt: number;
}

/** What a stage of an earlier group gave. */
export interface EarlierOutput {
  readonly stageId: string;
  readonly executionGroup: number;
  readonly output: unknown;
}

export interface BegunStage {
  readonly run: BegunRun;
  readonly stage: BegunStageRow;
  readonly job: LeasedJob;
  readonly startedAt: Date;
  /** Outputs of the groups before, by group and number. */
  readonly earlier: readonly EarlierOutput[];
}
