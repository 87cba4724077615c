/** AI calls as rows. Whatever a model or a user puts into a call is made storable. */

import { newId } from "../../../domain/ids.js";
import { encodeDocument } from "../../../domain/json-document.js";
import { MAX_ID_LENGTH, storableText } from "../../../domain/storable.js";
import type { CreateAICallInput } from "../../../ports/ai-call-logger.js";
import { toDocumentOrNull } from "../columns.js";
import type { AiCallRow } from "../rows.js";

export function toAiCallRow(call: CreateAICallInput, now: number): AiCallRow {
  return {
    id: newId(),
    createdAt: timeOr(now, call.createdAt),
    topic: name(call.topic),
    callType: name(call.callType),
    modelKey: name(call.modelKey),
    modelId: name(call.modelId),
    prompt: words(call.prompt) ?? "",
    response: words(call.response) ?? "",
    inputTokens: count(call.inputTokens),
    outputTokens: count(call.outputTokens),
    cost: amount(call.cost),
    metadata: toDocumentOrNull(call.metadata),
    workflowRunId: nameOrNull(call.workflowRunId),
    workflowId: nameOrNull(call.workflowId),
    stageId: nameOrNull(call.stageId),
    workflowStageId: nameOrNull(call.workflowStageId),
    attempt: call.attempt == null ? null : Math.min(count(call.attempt), 2_147_483_647),
    provider: nameOrNull(call.provider),
    status: call.status ?? "COMPLETED",
    error: words(call.error),
    finishReason: words(call.finishReason),
    latencyMs: call.latencyMs == null ? null : count(call.latencyMs),
    timeToFirstTokenMs: call.timeToFirstTokenMs == null ? null : count(call.timeToFirstTokenMs),
    cachedInputTokens: count(call.cachedInputTokens ?? 0),
    cacheWriteTokens: count(call.cacheWriteTokens ?? 0),
    reasoningTokens: count(call.reasoningTokens ?? 0),
    system: words(call.system),
    reasoning: words(call.reasoning),
    toolCalls: toDocumentOrNull(call.toolCalls),
    priced: (call.priced ?? true) && isAmount(call.cost),
    pricing: toDocumentOrNull(call.pricing),
    batchId: nameOrNull(call.batchId),
  };
}

/** Something indexed: storable, and cut where the databases' index entries would be too long. */
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

const isAmount = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;

/** Whole and not beyond 2^53; what is no number of things counts as none. */
const count = (value: unknown): number =>
  isAmount(value) ? Math.min(Math.round(value), Number.MAX_SAFE_INTEGER) : 0;

const amount = (value: unknown): number => (isAmount(value) ? value : 0);

function timeOr(now: number, at: Date | undefined): number {
  const year = at?.getUTCFullYear() ?? Number.NaN;
  return at && year >= 1 && year <= 9999 ? at.getTime() : now;
}
