/** AI calls as rows. Whatever a model or a user puts into a call is made storable; nothing here throws. */

import { costTopic } from "../../../domain/cost-topic.js";
import { newId } from "../../../domain/ids.js";
import { encodeDocument } from "../../../domain/json-document.js";
import { MAX_ID_LENGTH, storableText } from "../../../domain/storable.js";
import { savingsOf } from "../../../domain/token-prices.js";
import type { CreateAICallInput } from "../../../ports/ai-call-logger.js";
import { toDocumentOrNull } from "../columns.js";

export const AI_CALL_COLUMNS = {
  id: "text",
  created_at: "time",
  age_ms: "bigint",
  topic: "text",
  call_type: "text",
  model_key: "text",
  model_id: "text",
  prompt: "text",
  response: "text",
  input_tokens: "bigint",
  output_tokens: "bigint",
  cost: "real",
  metadata: "text",
  workflow_run_id: "text",
  workflow_id: "text",
  stage_id: "text",
  workflow_stage_id: "text",
  attempt: "integer",
  provider: "text",
  status: "text",
  error: "text",
  finish_reason: "text",
  latency_ms: "bigint",
  time_to_first_token_ms: "bigint",
  cached_input_tokens: "bigint",
  cache_write_tokens: "bigint",
  reasoning_tokens: "bigint",
  system: "text",
  reasoning: "text",
  tool_calls: "text",
  priced: "boolean",
  pricing: "text",
  batch_id: "text",
} as const;

export type AiCallRow = ReturnType<typeof toAiCallRow>;

/** @param loggedAt `performance.now()` when the call was handed over: the database's clock minus its age dates it */
export const toAiCallRow = (call: CreateAICallInput, loggedAt: number) => ({
  id: newId(),
  loggedAt,
  created_at: storableDateOrNull(call.createdAt),
  topic: name(call.topic),
  call_type: name(call.callType),
  model_key: name(call.modelKey),
  model_id: name(call.modelId),
  prompt: words(call.prompt) ?? "",
  response: words(call.response) ?? "",
  input_tokens: count(call.inputTokens),
  output_tokens: count(call.outputTokens),
  cost: isAmount(call.cost) ? call.cost : 0,
  metadata: toDocumentOrNull(call.metadata),
  workflow_run_id: nameOrNull(call.workflowRunId),
  workflow_id: nameOrNull(call.workflowId),
  stage_id: nameOrNull(call.stageId),
  workflow_stage_id: nameOrNull(call.workflowStageId),
  attempt: call.attempt == null ? null : Math.min(count(call.attempt), 2_147_483_647),
  provider: nameOrNull(call.provider),
  status: call.status ?? "COMPLETED",
  error: words(call.error),
  finish_reason: words(call.finishReason),
  latency_ms: call.latencyMs == null ? null : count(call.latencyMs),
  time_to_first_token_ms: call.timeToFirstTokenMs == null ? null : count(call.timeToFirstTokenMs),
  cached_input_tokens: count(call.cachedInputTokens ?? 0),
  cache_write_tokens: count(call.cacheWriteTokens ?? 0),
  reasoning_tokens: count(call.reasoningTokens ?? 0),
  system: words(call.system),
  reasoning: words(call.reasoning),
  tool_calls: toDocumentOrNull(call.toolCalls),
  priced: isAmount(call.cost) && (call.priced ?? true),
  pricing: toDocumentOrNull(call.pricing),
  batch_id: nameOrNull(call.batchId),
  saved: savingsOf(call.pricing),
});

/** What a call's topic is in the costs of its day. */
export const costTopicOf = (row: AiCallRow): string =>
  costTopic({
    topic: row.topic,
    workflowId: row.workflow_id,
    workflowRunId: row.workflow_run_id,
    stageId: row.stage_id,
  });

/** Something indexed: storable, and cut where an index entry would be too long. */
function name(value: unknown): string {
  const storable = words(value) ?? "";
  return storable.length <= MAX_ID_LENGTH
    ? storable
    : `${storableText(storable.slice(0, MAX_ID_LENGTH - 1))}…`;
}

const nameOrNull = (value: unknown): string | null => (value == null ? null : name(value));

const words = (value: unknown): string | null => {
  if (value == null) return null;
  return typeof value === "string" ? storableText(value) : encodeDocument(value);
};

/** Whole and not beyond 2^53; what is no number counts as none. */
const count = (value: number): number =>
  Number.isFinite(value) ? Math.min(Math.max(Math.round(value), 0), Number.MAX_SAFE_INTEGER) : 0;

/** What is no amount of money is kept as 0 and marked as not priced, since 0 is not what it cost. */
const isAmount = (value: number): boolean => Number.isFinite(value) && value >= 0;

const storableDateOrNull = (at: Date | undefined): Date | null => {
  const year = at?.getUTCFullYear() ?? Number.NaN;
  return at && year >= 1 && year <= 9999 ? at : null;
};
