/** What models were asked, what they answered, and what it cost. */

export type AICallStatus = "COMPLETED" | "FAILED" | "ABORTED";

export interface CreateAICallInput {
  topic: string;
  callType: string;
  modelKey: string;
  modelId: string;
  prompt: string;
  response: string;
  inputTokens: number;
  outputTokens: number;
  cost: number;
  metadata?: unknown;
  workflowRunId?: string;
  workflowId?: string;
  stageId?: string;
  /** Id of the stage's row. */
  workflowStageId?: string;
  /** The stage's rerun generation. */
  attempt?: number;
  provider?: string;
  /** Default COMPLETED. */
  status?: AICallStatus;
  error?: string | null;
  finishReason?: string | null;
  latencyMs?: number | null;
  timeToFirstTokenMs?: number | null;
  cachedInputTokens?: number;
  cacheWriteTokens?: number;
  reasoningTokens?: number;
  system?: string | null;
  reasoning?: string | null;
  toolCalls?: unknown;
  /** False when no price is known: the cost is then 0 because it is unknown. Default true. */
  priced?: boolean;
  /** How the cost came about: unit prices, their source and date. */
  pricing?: unknown;
  batchId?: string | null;
  createdAt?: Date;
}

export interface AIHelperStats {
  totalCalls: number;
  totalInputTokens: number;
  totalOutputTokens: number;
  totalCost: number;
  perModel: Record<string, { calls: number; inputTokens: number; outputTokens: number; cost: number }>;
}

export interface AICallLogger {
  /** Log a single AI call (fire and forget) */
  logCall(call: CreateAICallInput): void;
  /** Log batch results (for recording batch API results) */
  logBatchResults(batchId: string, results: CreateAICallInput[]): Promise<void>;
  /** Get aggregated stats for a topic prefix */
  getStats(topicPrefix: string): Promise<AIHelperStats>;
  /** Check if batch results are already recorded */
  isRecorded(batchId: string): Promise<boolean>;
}

/** The logger as the engine uses it. Inside a transaction `write` stores with the rest of it. */
export interface FlushableAICallLogger extends AICallLogger {
  /** Stores these calls now, in the surrounding transaction if there is one. */
  write(calls: readonly CreateAICallInput[]): Promise<void>;
  /** Waits until every call logged before is stored, or counted as dropped. */
  flush(): Promise<void>;
  /** Calls given up because the buffer was full or the database refused them, since the logger was made. */
  readonly droppedCalls: number;
}
