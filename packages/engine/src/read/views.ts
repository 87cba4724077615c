/** What the read side answers with. Lists never carry payloads; those are asked for one at a time. */

import type { Budget, BudgetState } from "../domain/budget.js";
import type { LogLevel, Status } from "../domain/status.js";
import type { StoredWorkflow } from "../domain/workflow-shape.js";
import type { AICallStatus } from "../ports/ai-call-logger.js";
import type { Pause } from "../ports/budgets.js";
import type { Keyset } from "./filters.js";
import type { RunSearch } from "./run-conditions.js";

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Where the next page toward the list's end starts; null when this is the last. */
  readonly next: Keyset | null;
  /** Where the next page toward the list's start starts; null when this is the first. */
  readonly previous: Keyset | null;
}

/** A page of runs, and what was gone through for it if its conditions made that necessary. */
export interface RunPage extends Page<RunListItem> {
  readonly search?: RunSearch;
}

/** One cell of the stage strip: how many stages of a group have which status, current attempt only. */
export interface StripGroup {
  readonly group: number;
  readonly stages: readonly { readonly stageId: string; readonly status: Status }[];
}

export interface RunListItem {
  readonly id: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly status: Status;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  /** Milliseconds, once the run has ended. */
  readonly duration: number | null;
  /** Rerun generation, 0 for the original. */
  readonly attempt: number;
  readonly totalCost: number;
  readonly totalTokens: number;
  readonly priority: number;
  readonly errorMessage: string | null;
  readonly strip: readonly StripGroup[];
}

export interface RunView extends Omit<RunListItem, "strip"> {
  readonly updatedAt: Date;
  readonly version: number;
  readonly workflowType: string;
  readonly errorCode: string | null;
  readonly parentRunId: string | null;
  readonly definitionHash: string | null;
  /** The definition this run follows, or the newest known one; null if no worker ever announced it. */
  readonly definition: StoredWorkflow | null;
  /** Sizes in characters of JSON, so that a page can say what loading would cost. */
  readonly inputChars: number;
  readonly outputChars: number | null;
  readonly counts: RunCounts;
}

/** Capped at {@link COUNT_CAP}: a number above it means "more than the cap". */
export interface RunCounts {
  readonly annotations: number;
  readonly aiCalls: number;
  readonly logs: number;
  readonly artifacts: number;
  readonly events: number;
}

export const COUNT_CAP = 10_000;

/** Attempts of stages that are read of a run; no person looks at more. */
export const STAGES_CAP = 25_000;

/** One attempt of one stage. */
export interface StageView {
  readonly id: string;
  readonly workflowRunId: string;
  readonly stageId: string;
  readonly stageName: string;
  readonly stageNumber: number;
  readonly executionGroup: number;
  readonly attempt: number;
  /** Whether this is the attempt that counts; the others were replaced by a rerun. */
  readonly isCurrent: boolean;
  readonly status: Status;
  readonly createdAt: Date;
  readonly queuedAt: Date | null;
  readonly startedAt: Date | null;
  readonly suspendedAt: Date | null;
  readonly resumedAt: Date | null;
  readonly completedAt: Date | null;
  readonly duration: number | null;
  readonly nextPollAt: Date | null;
  readonly maxWaitUntil: Date | null;
  readonly pollCount: number;
  readonly deliveries: number;
  readonly workerId: string | null;
  readonly progress: number | null;
  readonly progressText: string | null;
  readonly cost: number;
  readonly tokens: number;
  readonly errorMessage: string | null;
  readonly errorCode: string | null;
  readonly outputChars: number | null;
  readonly outputKey: string | null;
  /** Since when its waiting job is kept back, and why: a budget that is used up, a pause. */
  readonly heldAt: Date | null;
  readonly holdReason: string | null;
}

export interface AnnotationView {
  readonly id: string;
  readonly createdAt: Date;
  readonly workflowRunId: string;
  readonly stageRecordId: string | null;
  /** Of the annotated stage, when there is one. */
  readonly stageId: string | null;
  readonly attempt: number;
  readonly scope: string;
  readonly scopeId: string | null;
  readonly actorKind: string | null;
  readonly actorId: string | null;
  readonly actorVersion: string | null;
  readonly key: string;
  /** The value's JSON text, cut after {@link PREVIEW_CHARS} characters. */
  readonly valuePreview: string;
  readonly valueIsCut: boolean;
  readonly hasPayload: boolean;
}

export const PREVIEW_CHARS = 500;

export interface AiCallView {
  readonly id: string;
  readonly createdAt: Date;
  readonly workflowRunId: string | null;
  readonly stageId: string | null;
  readonly attempt: number | null;
  readonly topic: string;
  readonly callType: string;
  readonly provider: string | null;
  readonly modelKey: string;
  readonly modelId: string;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly cost: number;
  readonly priced: boolean;
  readonly latencyMs: number | null;
  readonly timeToFirstTokenMs: number | null;
  readonly status: AICallStatus;
  readonly finishReason: string | null;
  readonly error: string | null;
}

export interface AiCallTotals {
  readonly calls: number;
  readonly unpricedCalls: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
}

export interface LogView {
  readonly id: string;
  readonly createdAt: Date;
  readonly stageRecordId: string | null;
  readonly level: LogLevel;
  readonly message: string;
  readonly metadataPreview: string | null;
}

export interface ArtifactView {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly size: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly stageRecordId: string | null;
  readonly stageId: string | null;
  readonly attempt: number | null;
}

export interface EventView {
  readonly id: string;
  readonly sequence: number;
  readonly eventType: string;
  readonly occurredAt: Date;
  readonly causationId: string;
  readonly state: "pending" | "published" | "dead" | "discarded";
  readonly payloadPreview: string;
}

/** A payload, or a part of it, as JSON text. `totalChars` is all there is; `isCut` says that more follows. */
export interface PayloadView {
  readonly text: string;
  readonly totalChars: number;
  readonly isCut: boolean;
}

export interface WorkerView {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly slots: number;
  readonly busy: number;
  readonly workflowIds: readonly string[];
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  readonly heartbeatMs: number;
  readonly stoppedAt: Date | null;
}

/** A budget in the period that is now by the database's clock. */
export interface BudgetView extends Budget {
  readonly spentUsd: number;
  readonly state: BudgetState;
  /** When its next period begins. */
  readonly resetsAt: Date;
  /** Jobs that it holds, alone or with others. */
  readonly heldJobs: number;
}

export type PauseView = Pause;
