/** What is kept, and in which orders: the indexes and unique keys the databases have. */

import type { ArtifactType, LogLevel, Status } from "../../domain/status.js";
import type { AICallStatus } from "../../ports/ai-call-logger.js";
import { ascending, by, byText, claimOrder, oldestFirst } from "./order.js";
import { Index, type NoteChange, Table } from "./table.js";

export interface RunRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly workflowType: string;
  readonly status: Status;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly duration: number | null;
  readonly input: string;
  readonly output: string | null;
  readonly config: string;
  readonly totalCost: number;
  readonly totalTokens: number;
  readonly priority: number;
  readonly metadata: string | null;
  readonly attempt: number;
  readonly errorMessage: string | null;
  readonly errorCode: string | null;
  readonly definitionHash: string | null;
  readonly parentRunId: string | null;
}

export interface StageRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
  readonly workflowRunId: string;
  readonly stageId: string;
  readonly stageName: string;
  readonly stageNumber: number;
  readonly executionGroup: number;
  readonly attempt: number;
  readonly status: Status;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly duration: number | null;
  readonly inputData: string | null;
  readonly outputData: string | null;
  readonly config: string | null;
  readonly suspendedState: string | null;
  readonly resumeData: string | null;
  readonly nextPollAt: number | null;
  readonly pollInterval: number | null;
  readonly maxWaitUntil: number | null;
  readonly metrics: string | null;
  readonly embeddingInfo: string | null;
  readonly artifacts: string | null;
  readonly errorMessage: string | null;
  readonly errorCode: string | null;
  /** Set when a rerun replaced this attempt; null on the one current row of (run, stage). */
  readonly supersededAt: number | null;
  readonly queuedAt: number | null;
  readonly suspendedAt: number | null;
  readonly resumedAt: number | null;
  readonly pollCount: number;
  readonly deliveries: number;
  readonly workerId: string | null;
  readonly progress: number | null;
  readonly progressText: string | null;
  readonly cost: number;
  readonly tokens: number;
  /** Artifact key of the stored output. */
  readonly outputKey: string | null;
}

export interface LogRow {
  readonly id: string;
  readonly createdAt: number;
  readonly workflowRunId: string | null;
  readonly workflowStageId: string | null;
  readonly level: LogLevel;
  readonly message: string;
  readonly metadata: string | null;
}

export interface ArtifactRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly workflowRunId: string;
  readonly workflowStageId: string | null;
  readonly key: string;
  readonly type: ArtifactType;
  readonly data: string;
  readonly size: number;
  readonly metadata: string | null;
}

export interface AnnotationRow {
  readonly id: string;
  readonly createdAt: number;
  readonly workflowRunId: string;
  readonly workflowStageRecordId: string | null;
  readonly attempt: number;
  readonly scope: string;
  readonly scopeId: string | null;
  readonly actorKind: string | null;
  readonly actorId: string | null;
  readonly actorVersion: string | null;
  readonly key: string;
  readonly value: string;
  readonly payload: string | null;
  readonly idempotencyKey: string | null;
}

export interface EventRow {
  readonly id: string;
  readonly createdAt: number;
  readonly workflowRunId: string;
  readonly sequence: number;
  readonly eventType: string;
  readonly payload: string;
  readonly causationId: string;
  readonly occurredAt: number;
  readonly publishedAt: number | null;
  readonly retryCount: number;
  readonly dlqAt: number | null;
  readonly lastError: string | null;
  readonly lastTriedAt: number | null;
  readonly discardedAt: number | null;
  readonly discardReason: string | null;
}

/** The last sequence a run's events have had. */
export interface StreamRow {
  readonly workflowRunId: string;
  readonly lastSequence: number;
}

export interface IdempotencyRow {
  readonly commandType: string;
  readonly key: string;
  readonly isCompleted: boolean;
  readonly fingerprint: string | null;
  readonly result: string | null;
  readonly createdAt: number;
  readonly acquiredAt: number;
}

export interface JobRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly workflowRunId: string;
  readonly workflowId: string;
  readonly stageId: string;
  readonly stageAttempt: number;
  readonly status: Status;
  readonly priority: number;
  readonly workerId: string | null;
  readonly lockedAt: number | null;
  readonly leaseToken: string | null;
  readonly leaseUntil: number | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly lastError: string | null;
  readonly runAt: number;
  readonly nextPollAt: number | null;
  readonly payload: string;
}

export interface AiCallRow {
  readonly id: string;
  readonly createdAt: number;
  readonly topic: string;
  readonly callType: string;
  readonly modelKey: string;
  readonly modelId: string;
  readonly prompt: string;
  readonly response: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
  readonly metadata: string | null;
  readonly workflowRunId: string | null;
  readonly workflowId: string | null;
  readonly stageId: string | null;
  readonly workflowStageId: string | null;
  readonly attempt: number | null;
  readonly provider: string | null;
  readonly status: AICallStatus;
  readonly error: string | null;
  readonly finishReason: string | null;
  readonly latencyMs: number | null;
  readonly timeToFirstTokenMs: number | null;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  readonly system: string | null;
  readonly reasoning: string | null;
  readonly toolCalls: string | null;
  readonly priced: boolean;
  readonly pricing: string | null;
  readonly batchId: string | null;
}

export interface BatchRow {
  readonly batchId: string;
}

export interface DefinitionRow {
  readonly workflowId: string;
  readonly contentHash: string;
  readonly name: string;
  readonly description: string | null;
  readonly groups: string;
  readonly inputSchema: string | null;
  readonly configSchema: string | null;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly lastSeenBy: string;
}

export interface WorkerRow {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly slots: number;
  readonly busy: number;
  readonly workflowIds: readonly string[];
  readonly startedAt: number;
  readonly heartbeatAt: number;
  readonly heartbeatMs: number;
  readonly stoppedAt: number | null;
}

/** A key made of several parts, whatever characters they have. */
export const keyOf = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);

/** The one group of an index whose rows are all alike. */
export const ALL = "";

export const isLive = ({ status }: { readonly status: Status }): boolean =>
  status === "PENDING" || status === "RUNNING" || status === "SUSPENDED";

const idOf = (row: { readonly id: string }): string => row.id;

export type Tables = ReturnType<typeof createTables>;

export function createTables(note: NoteChange) {
  const ofRun = <Row extends { readonly workflowRunId: string | null }>(row: Row) =>
    row.workflowRunId ?? undefined;
  return {
    runs: new Table(
      idOf,
      { status: new Index<RunRow>((row) => row.status, oldestFirst), claim: claimIndex<RunRow>() },
      note,
    ),
    stages: new Table(
      idOf,
      {
        run: new Index<StageRow>(
          ofRun,
          by(
            ascending((row) => row.executionGroup),
            ascending((row) => row.stageNumber),
            ascending((row) => row.attempt),
            byText(idOf),
          ),
        ),
        current: new Index<StageRow>(
          (row) => (row.supersededAt === null ? keyOf(row.workflowRunId, row.stageId) : undefined),
          byText(idOf),
        ),
        attempt: new Index<StageRow>(
          (row) => keyOf(row.workflowRunId, row.stageId, row.attempt),
          byText(idOf),
        ),
        poll: new Index<StageRow>(
          (row) =>
            row.status === "SUSPENDED" && row.supersededAt === null && row.nextPollAt !== null
              ? ALL
              : undefined,
          by(
            ascending((row) => row.nextPollAt ?? 0),
            byText(idOf),
          ),
        ),
      },
      note,
    ),
    logs: new Table(
      idOf,
      {
        run: new Index<LogRow>(ofRun, oldestFirst),
        stage: new Index<LogRow>((row) => row.workflowStageId ?? undefined, oldestFirst),
      },
      note,
    ),
    artifacts: new Table(
      idOf,
      {
        run: new Index<ArtifactRow>(ofRun, oldestFirst),
        key: new Index<ArtifactRow>((row) => keyOf(row.workflowRunId, row.key), byText(idOf)),
        stage: new Index<ArtifactRow>((row) => row.workflowStageId ?? undefined, oldestFirst),
      },
      note,
    ),
    annotations: new Table(
      idOf,
      {
        run: new Index<AnnotationRow>(ofRun, oldestFirst),
        once: new Index<AnnotationRow>(
          (row) =>
            row.idempotencyKey === null ? undefined : keyOf(row.workflowRunId, row.key, row.idempotencyKey),
          byText(idOf),
        ),
        stage: new Index<AnnotationRow>((row) => row.workflowStageRecordId ?? undefined, oldestFirst),
      },
      note,
    ),
    events: new Table(
      idOf,
      {
        run: new Index<EventRow>(
          ofRun,
          ascending((row) => row.sequence),
        ),
        waiting: new Index<EventRow>(
          (row) =>
            row.publishedAt === null && row.dlqAt === null && row.discardedAt === null ? ALL : undefined,
          by(
            byText((row) => row.workflowRunId),
            ascending((row) => row.sequence),
          ),
        ),
        dead: new Index<EventRow>(
          (row) => (row.dlqAt !== null && row.discardedAt === null ? ALL : undefined),
          by(
            ascending((row) => row.dlqAt ?? 0),
            byText(idOf),
          ),
        ),
      },
      note,
    ),
    streams: new Table<StreamRow>((row) => row.workflowRunId, {}, note),
    idempotency: new Table<IdempotencyRow>((row) => keyOf(row.commandType, row.key), {}, note),
    jobs: new Table(
      idOf,
      {
        run: new Index<JobRow>(ofRun, oldestFirst),
        claim: claimIndex<JobRow>(),
        live: new Index<JobRow>(
          (row) => (isLive(row) ? keyOf(row.workflowRunId, row.stageId, row.stageAttempt) : undefined),
          byText(idOf),
        ),
        lease: new Index<JobRow>(
          (row) => (row.status === "RUNNING" ? ALL : undefined),
          by(
            ascending((row) => row.leaseUntil ?? 0),
            byText(idOf),
          ),
        ),
        poll: new Index<JobRow>(
          (row) => (row.status === "SUSPENDED" ? ALL : undefined),
          by(
            ascending((row) => row.nextPollAt ?? 0),
            byText(idOf),
          ),
        ),
      },
      note,
    ),
    aiCalls: new Table(idOf, { run: new Index<AiCallRow>(ofRun, oldestFirst) }, note),
    aiBatches: new Table<BatchRow>((row) => row.batchId, {}, note),
    definitions: new Table(
      (row) => keyOf(row.workflowId, row.contentHash),
      {
        workflow: new Index<DefinitionRow>(
          (row) => row.workflowId,
          byText((row) => row.contentHash),
        ),
      },
      note,
    ),
    workers: new Table<WorkerRow>(idOf, {}, note),
  };
}

function claimIndex<
  Row extends { status: Status; priority: number; createdAt: number; id: string },
>(): Index<Row> {
  return new Index<Row>((row) => (row.status === "PENDING" ? ALL : undefined), claimOrder);
}
