/** Rows as they are kept: times in milliseconds since 1970, documents as JSON text. They are never changed in place. */

import type { Budget } from "../../domain/budget.js";
import type { BulkAction, BulkItemStatus, BulkOutcome } from "../../domain/bulk-action.js";
import type { FailureMark } from "../../domain/failure-mark.js";
import type { QueueSample } from "../../domain/queue-sample.js";
import type { ArtifactType, LogLevel, Status } from "../../domain/status.js";
import type { AccessPolicy, AccessSession, AccessToken } from "../../ports/access.js";
import type { AICallStatus } from "../../ports/ai-call-logger.js";
import type { Pause } from "../../ports/budgets.js";
import type { ModelPrice } from "../../ports/model-prices.js";

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
  readonly fingerprint: string | null;
  readonly definitionHash: string | null;
  readonly parentRunId: string | null;
  readonly openStages: number;
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
  /** Marks the last batch of reports. */
  readonly lastReport: string | null;
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
  readonly fingerprint: string | null;
  readonly discardedAt: number | null;
  readonly discardReason: string | null;
  readonly discardedBy: string | null;
}

/** The last sequence a run's events have had, and when its next one may be taken. */
export interface StreamRow {
  readonly workflowRunId: string;
  readonly lastSequence: number;
  /** Later than now while an event is being published or after a failure; null while none waits. */
  readonly dueAt: number | null;
  readonly leaseToken: string | null;
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
  readonly fingerprint: string | null;
  readonly runAt: number;
  readonly nextPollAt: number | null;
  readonly handedOverAt: number | null;
  readonly handOverNote: string | null;
  readonly cancelWorkAt: number | null;
  readonly payload: string;
  readonly heldAt: number | null;
  readonly heldBy: string | null;
  readonly holdReason: string | null;
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

export interface SampleRow extends Omit<QueueSample, "sampledAt"> {
  readonly id: string;
  readonly sampledAt: number;
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

export interface BulkActionRow extends Omit<BulkAction, "createdAt" | "filter" | "startedAt" | "finishedAt"> {
  readonly createdAt: number;
  readonly filter: string | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

export interface BulkItemRow {
  readonly actionId: string;
  readonly position: number;
  readonly targetId: string;
  readonly attempt: number | null;
  readonly status: BulkItemStatus;
  readonly reason: string | null;
  readonly finishedAt: number | null;
  readonly outcome: BulkOutcome | null;
  readonly outcomeReason: string | null;
}

export interface FailureMarkRow extends Omit<FailureMark, "markedAt"> {
  readonly markedAt: number;
}

export type BudgetRow = Budget;
export type PauseRow = Pause;

export interface ModelPriceRow extends Omit<ModelPrice, "effectiveFrom" | "createdAt"> {
  readonly effectiveFrom: number;
  readonly createdAt: number;
}

export interface SessionRow extends AccessSession {
  readonly tokenHash: string;
  readonly revokedAt: Date | null;
}

export interface TokenRow extends AccessToken {
  readonly tokenHash: string;
}

export interface PolicyRow {
  readonly id: string;
  readonly policy: AccessPolicy;
}
