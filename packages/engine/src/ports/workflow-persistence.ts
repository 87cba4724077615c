/** Where runs, stages and what belongs to them are kept. `SEMANTICS` for every method stands in its docstring and in the conformance suite. */
import type {
  AnnotationActor,
  AnnotationScope,
  OutboxRecord,
  WorkflowAnnotationRecord,
  WorkflowArtifactRecord,
  WorkflowRunRecord,
  WorkflowStageRecord,
} from "../domain/records.js";
import type { ArtifactType, LogLevel, WorkflowStageStatus, WorkflowStatus } from "../domain/status.js";

export interface CreateRunInput {
  id?: string;
  workflowId: string;
  workflowName: string;
  workflowType: string;
  input: unknown;
  config?: unknown;
  priority?: number;
  /** Optional metadata stored as JSON on the run record. NOT spread into Prisma fields. */
  metadata?: Record<string, unknown>;
  /** The run this one was copied from or triggered by. */
  parentRunId?: string;
  /** Content hash of the definition the run is to follow. */
  definitionHash?: string;
}

export interface UpdateRunInput {
  status?: WorkflowStatus;
  startedAt?: Date;
  completedAt?: Date | null;
  duration?: number | null;
  output?: unknown;
  totalCost?: number;
  totalTokens?: number;
  expectedVersion?: number;
  /** Rerun generation of the run: the highest attempt of its stages. */
  attempt?: number;
  errorMessage?: string | null;
  errorCode?: string | null;
  definitionHash?: string | null;
  input?: unknown;
  config?: unknown;
  /** Stages of the current group that are not done yet; 0 says nothing. */
  openStages?: number;
}

export interface CreateStageInput {
  workflowRunId: string;
  stageId: string;
  stageName: string;
  stageNumber: number;
  executionGroup: number;
  /** Rerun generation. Defaults to 0. Set by `run.rerunFrom` for recreated stages. */
  attempt?: number;
  status?: WorkflowStageStatus;
  startedAt?: Date;
  config?: unknown;
  inputData?: unknown;
  /** When the stage's job became claimable. */
  queuedAt?: Date;
}

export interface UpdateStageInput {
  status?: WorkflowStageStatus;
  startedAt?: Date;
  completedAt?: Date;
  duration?: number;
  outputData?: unknown;
  config?: unknown;
  suspendedState?: unknown;
  resumeData?: unknown;
  nextPollAt?: Date | null;
  pollInterval?: number;
  maxWaitUntil?: Date;
  metrics?: unknown;
  embeddingInfo?: unknown;
  artifacts?: unknown;
  errorMessage?: string;
  expectedVersion?: number;
  errorCode?: string | null;
  /** When the stage's job became claimable. */
  queuedAt?: Date | null;
  suspendedAt?: Date | null;
  resumedAt?: Date | null;
  pollCount?: number;
  deliveries?: number;
  workerId?: string | null;
  /** 0 to 1. */
  progress?: number | null;
  progressText?: string | null;
  cost?: number;
  tokens?: number;
}

export interface UpsertStageInput {
  workflowRunId: string;
  stageId: string;
  create: CreateStageInput;
  update: UpdateStageInput;
}

export interface CreateLogInput {
  workflowRunId?: string;
  workflowStageId?: string;
  level: LogLevel;
  message: string;
  metadata?: unknown;
}

export interface SaveArtifactInput {
  workflowRunId: string;
  workflowStageId?: string;
  key: string;
  type: ArtifactType;
  data: unknown;
  size: number;
  metadata?: unknown;
}

/** Input for appending an annotation. `attempt` defaults to 0; callers from
 * `job-execute.ts` / `stage-poll-suspended.ts` are responsible for computing
 * the correct attempt value (incremented when a stage is rerun).
 *
 * When `idempotencyKey` is set, the unique constraint on
 * `(workflowRunId, key, idempotencyKey)` ensures duplicates are skipped on
 * retry. When `idempotencyKey` is null, the constraint does not apply. */
export interface CreateAnnotationInput {
  workflowRunId: string;
  workflowStageRecordId?: string | null;
  attempt?: number;
  scope: AnnotationScope;
  scopeId?: string | null;
  actor?: AnnotationActor;
  key: string;
  value: unknown;
  payload?: unknown;
  idempotencyKey?: string | null;
  /** If true, the engine emits an `annotation:created` outbox event when
   * this row is persisted. Plumbed through the buffered-flush path so
   * the event lands in the same transaction as the annotation row.
   * Off by default — most provenance is read-only and doesn't need to
   * be a real-time event. */
  emitEvent?: boolean;
}

/** Filters for `listAnnotations`. All filters are AND-combined.
 * `keyPrefix` is implemented with `startsWith` (Postgres uses the
 * `(workflowRunId, key)` index; SQLite may table-scan unless the engine
 * branches to GLOB — see PrismaWorkflowPersistence). */
export interface AnnotationFilters {
  key?: string;
  keyPrefix?: string;
  scope?: AnnotationScope;
  scopeId?: string | null;
  actorId?: string;
  actorKind?: string;
  attempt?: number;
  since?: Date;
  until?: Date;
  limit?: number;
  actorVersion?: string;
}

export interface CreateOutboxEventInput {
  workflowRunId: string;
  eventType: string;
  payload: unknown;
  causationId: string;
  occurredAt: Date;
}

export interface AcquireOptions {
  /** The instant to judge staleness by. Default: the database's clock. */
  now?: Date;
  /** A key in progress for longer than this (ms) is taken over, by exactly one caller. Default: never. */
  staleInProgressAfterMs?: number;
  /** Hash of the command's input. A key first used with another one answers with `IdempotencyConflictError`. */
  fingerprint?: string;
}

export interface WorkflowPersistence {
  /** Execute operations within a transaction boundary. */
  withTransaction<T>(fn: (tx: WorkflowPersistence) => Promise<T>): Promise<T>;
  createRun(data: CreateRunInput): Promise<WorkflowRunRecord>;
  updateRun(id: string, data: UpdateRunInput): Promise<void>;
  getRun(id: string): Promise<WorkflowRunRecord | null>;
  getRunStatus(id: string): Promise<WorkflowStatus | null>;
  getRunsByStatus(status: WorkflowStatus): Promise<WorkflowRunRecord[]>;
  getStuckRuns(stuckSince: Date): Promise<WorkflowRunRecord[]>;
  /** Atomically claim a pending workflow run for processing.
   * Uses atomic update with WHERE status = 'PENDING' to prevent race conditions.
   *
   * @param id - The workflow run ID to claim
   * @returns true if successfully claimed, false if already claimed by another worker */
  claimPendingRun(id: string): Promise<boolean>;
  /** Atomically find and claim the next pending workflow run.
   * Uses FOR UPDATE SKIP LOCKED pattern (in Postgres) to prevent race conditions
   * when multiple workers try to claim workflows simultaneously.
   *
   * Priority ordering: higher priority first, then oldest (FIFO within same priority).
   *
   * @returns The claimed workflow run (now with status RUNNING), or null if no pending runs */
  claimNextPendingRun(): Promise<WorkflowRunRecord | null>;
  createStage(data: CreateStageInput): Promise<WorkflowStageRecord>;
  upsertStage(data: UpsertStageInput): Promise<WorkflowStageRecord>;
  updateStage(id: string, data: UpdateStageInput): Promise<void>;
  updateStageByRunAndStageId(workflowRunId: string, stageId: string, data: UpdateStageInput): Promise<void>;
  getStage(runId: string, stageId: string): Promise<WorkflowStageRecord | null>;
  getStageById(id: string): Promise<WorkflowStageRecord | null>;
  getStagesByRun(
    runId: string,
    options?: {
      status?: WorkflowStageStatus;
      orderBy?: "asc" | "desc";
    },
  ): Promise<WorkflowStageRecord[]>;
  getSuspendedStages(beforeDate: Date): Promise<WorkflowStageRecord[]>;
  getFirstSuspendedStageReadyToResume(runId: string): Promise<WorkflowStageRecord | null>;
  getFirstFailedStage(runId: string): Promise<WorkflowStageRecord | null>;
  getLastCompletedStage(runId: string): Promise<WorkflowStageRecord | null>;
  getLastCompletedStageBefore(runId: string, executionGroup: number): Promise<WorkflowStageRecord | null>;
  deleteStage(id: string): Promise<void>;
  createLog(data: CreateLogInput): Promise<void>;
  saveArtifact(data: SaveArtifactInput): Promise<void>;
  loadArtifact(runId: string, key: string): Promise<unknown>;
  hasArtifact(runId: string, key: string): Promise<boolean>;
  deleteArtifact(runId: string, key: string): Promise<void>;
  listArtifacts(runId: string): Promise<WorkflowArtifactRecord[]>;
  getStageIdForArtifact(runId: string, stageId: string): Promise<string | null>;
  /** Append one or more annotations. Designed to be called both standalone
   * (fire-and-forget from external attach) and inside an existing
   * transaction (buffered during stage execution, flushed in the
   * stage-completion transaction).
   *
   * Rows with the same `(workflowRunId, key, idempotencyKey)` are deduped
   * via the unique constraint; duplicates are silently skipped. */
  appendAnnotations(inputs: CreateAnnotationInput[]): Promise<void>;
  /** List annotations for a run, optionally filtered. Returns rows ordered
   * by `createdAt` ascending (so consumers get a timeline by default). */
  listAnnotations(workflowRunId: string, filters?: AnnotationFilters): Promise<WorkflowAnnotationRecord[]>;
  saveStageOutput(runId: string, workflowType: string, stageId: string, output: unknown): Promise<string>;
  /** Increment retry count for a failed outbox event. Returns new count. */
  incrementOutboxRetryCount(id: string): Promise<number>;
  /** Move an outbox event to DLQ (sets dlqAt). */
  moveOutboxEventToDLQ(id: string): Promise<void>;
  /** Reset DLQ events so they can be reprocessed by outbox.flush. Returns count reset. */
  replayDLQEvents(maxEvents: number): Promise<number>;
  /** Write events to the outbox. Sequences are auto-assigned per workflowRunId. */
  appendOutboxEvents(events: CreateOutboxEventInput[]): Promise<void>;
  /** Read unpublished events ordered by (workflowRunId, sequence). */
  getUnpublishedOutboxEvents(limit?: number): Promise<OutboxRecord[]>;
  /** Mark events as published. */
  markOutboxEventsPublished(ids: string[]): Promise<void>;
  /** Atomically acquire an idempotency key for command execution. */
  acquireIdempotencyKey(
    key: string,
    commandType: string,
    options?: AcquireOptions,
  ): Promise<
    | {
        status: "acquired";
      }
    | {
        status: "replay";
        result: unknown;
      }
    | {
        status: "in_progress";
      }
  >;
  /** Mark an idempotency key as completed and cache the command result. */
  completeIdempotencyKey(key: string, commandType: string, result: unknown): Promise<void>;
  /** Release an in-progress idempotency key after command failure. */
  releaseIdempotencyKey(key: string, commandType: string): Promise<void>;
}
