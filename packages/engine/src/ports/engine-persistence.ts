/** The contract's persistence, and what the kernel needs beyond it. */

import type {
  OutboxRecord,
  WorkflowLogRecord,
  WorkflowRunRecord,
  WorkflowStageRecord,
} from "../domain/records.js";
import type { LogLevel, Status } from "../domain/status.js";
import type { StoredWorkflow } from "../domain/workflow-shape.js";
import type { Budgets } from "./budgets.js";
import type { BulkActions } from "./bulk-actions.js";
import type { FailureMarks } from "./failure-marks.js";
import type { OutboxPublishing } from "./outbox.js";
import type { QueueSamples } from "./queue-samples.js";
import type { Retention } from "./retention.js";
import type {
  CreateLogInput,
  CreateRunInput,
  CreateStageInput,
  UpdateRunInput,
  UpdateStageInput,
  WorkflowPersistence,
} from "./workflow-persistence.js";

/** A run with the columns the contract's record does not have. */
export interface RunState extends WorkflowRunRecord {
  /** Rerun generation: the highest attempt any of its stages has. */
  attempt: number;
  errorMessage: string | null;
  errorCode: string | null;
  definitionHash: string | null;
  parentRunId: string | null;
  /**
   * How many stages of the current group are not done yet, while above 0. 0 says nothing: look at the stages. So it is
   * for runs nobody counted for, and for groups with a failed stage.
   */
  openStages: number;
}

/** Where a stage stands, without its documents. */
export interface StageState {
  id: string;
  workflowRunId: string;
  stageId: string;
  stageName: string;
  stageNumber: number;
  executionGroup: number;
  attempt: number;
  status: Status;
  createdAt: Date;
  startedAt: Date | null;
  errorMessage: string | null;
  /** How often it was asked whether what it waits for is done. */
  pollCount: number;
}

/** A compare-and-set: `data` is written only while the row has one of the `from` statuses. */
export interface RunMove {
  id: string;
  from: readonly Status[];
  /** Without `expectedVersion`. */
  data: UpdateRunInput;
}

/** What of a stage can be changed. */
export interface StageChange extends Omit<UpdateStageInput, "errorMessage"> {
  errorMessage?: string | null;
}

/** {@link RunMove} for one row of a stage. */
export interface StageMove {
  id: string;
  from: readonly Status[];
  /** Without `expectedVersion`. */
  data: StageChange;
}

/** Money and tokens spent by one row of a stage. */
export interface StageUsage {
  workflowRunId: string;
  stageRecordId: string;
  costUsd: number;
  /** Input and output together. */
  tokens: number;
}

export interface ReportMark {
  stageRecordId: string;
  /** Different for every batch. */
  marker: string;
}

export interface LogFilter {
  workflowRunId?: string;
  workflowStageId?: string;
  level?: readonly LogLevel[];
  limit?: number;
}

/** A worker process as it announces itself. */
export interface WorkerAnnouncement {
  id: string;
  host: string;
  pid: number;
  version: string;
  slots: number;
  busy: number;
  workflowIds: readonly string[];
  /** Milliseconds between heartbeats. */
  heartbeatMs: number;
}

export interface DeadEventFilter {
  ids?: readonly string[];
  workflowRunId?: string;
  eventType?: string;
  /** Of the last error. */
  fingerprint?: string;
  limit?: number;
}

export interface DeadEvent extends OutboxRecord {
  lastError: string | null;
  fingerprint: string | null;
}

export interface EnginePersistence
  extends WorkflowPersistence,
    OutboxPublishing,
    Retention,
    Budgets,
    BulkActions,
    FailureMarks,
    QueueSamples {
  withTransaction<T>(fn: (tx: EnginePersistence) => Promise<T>): Promise<T>;

  getRunState(id: string): Promise<RunState | null>;
  /** Reads the run and holds its row until the transaction ends. Every command that changes a run takes this first. */
  lockRun(id: string): Promise<RunState | null>;
  /** {@link lockRun} for several, in the order of their ids; those that do not exist are left out. */
  lockRuns(ids: readonly string[]): Promise<RunState[]>;
  /** {@link WorkflowPersistence.createRun} for several, all or none; records in input order. */
  createRuns(inputs: readonly CreateRunInput[]): Promise<WorkflowRunRecord[]>;
  /** {@link WorkflowPersistence.claimNextPendingRun} for up to `limit` runs of the named workflows (default: of any). */
  claimPendingRuns(options: { limit: number; workflowIds?: readonly string[] }): Promise<RunState[]>;
  /** Compare-and-set: writes only while the run has one of the `from` statuses. Returns whether it did. */
  moveRun(id: string, from: readonly Status[], data: UpdateRunInput): Promise<boolean>;
  /** {@link moveRun} for several, in a fixed order of rows. Returns the ids of those written. */
  moveRuns(moves: readonly RunMove[]): Promise<string[]>;
  /** {@link WorkflowPersistence.createStage} for several, all or none; records in input order. */
  createStages(inputs: readonly CreateStageInput[]): Promise<WorkflowStageRecord[]>;
  /** {@link moveStage} for several, in a fixed order of rows. Returns the ids of those written. */
  moveStages(moves: readonly StageMove[]): Promise<string[]>;
  /** Current rows of these runs by run, group, number. */
  getStagesOfRuns(runIds: readonly string[]): Promise<WorkflowStageRecord[]>;
  /** {@link getStagesOfRuns} without documents: cheap however large the outputs are. */
  getStageStates(runIds: readonly string[]): Promise<StageState[]>;
  /** Compare-and-set for one row of a stage. Returns whether it wrote. */
  moveStage(id: string, from: readonly Status[], data: UpdateStageInput): Promise<boolean>;
  /** Marks the current rows of the run's groups ≥ `fromGroup` as replaced. Returns them as they were. */
  supersedeStages(runId: string, fromGroup: number): Promise<WorkflowStageRecord[]>;
  /** The highest attempt each stage of the run has had, replaced rows included. */
  getStageAttempts(runId: string): Promise<Record<string, number>>;
  /** {@link WorkflowPersistence.saveStageOutput} for one row: also of an attempt that is not the current one. */
  saveOutputOf(stageRecordId: string, output: unknown): Promise<string>;
  /** Adds to what a stage row and its run have cost, without reading them first. Unknown rows are passed over. */
  addUsage(usage: readonly StageUsage[]): Promise<void>;
  /**
   * Notes what the last batch of reports on a stage is called. Returns the row ids for which it is a new one: a batch
   * whose commit was not seen is recognised when it comes again.
   */
  markReports(marks: readonly ReportMark[]): Promise<string[]>;
  /** {@link WorkflowPersistence.createLog} for several, in one statement. */
  createLogs(logs: readonly (CreateLogInput & { createdAt?: Date })[]): Promise<void>;
  listLogs(filter?: LogFilter): Promise<WorkflowLogRecord[]>;

  /** Stores what a worker knows of a workflow, or that it saw it again. */
  saveDefinition(definition: StoredWorkflow, seenBy: string): Promise<void>;
  /** The named version, or the one seen last. */
  getDefinition(workflowId: string, contentHash?: string): Promise<StoredWorkflow | null>;
  heartbeatWorker(worker: WorkerAnnouncement): Promise<void>;
  stopWorker(id: string): Promise<void>;

  /** Notes a failed delivery: the error, one more retry. Returns the new retry count. */
  recordOutboxFailure(id: string, error: string): Promise<number>;
  /** Dead-lettered events, oldest first. */
  listDeadEvents(filter?: DeadEventFilter): Promise<DeadEvent[]>;
  /** Makes the matching dead events deliverable again, oldest first. Returns their ids. */
  replayDeadEvents(filter: DeadEventFilter): Promise<string[]>;
  /** Takes the matching dead events out for good, and notes why and on whose word. Returns their ids. */
  discardDeadEvents(filter: DeadEventFilter, reason: string, discardedBy?: string): Promise<string[]>;
}
