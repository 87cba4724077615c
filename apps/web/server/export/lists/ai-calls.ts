import { aiCallFilter } from "@stageline/engine/read";
import { exportedList, keysetPages } from "../exported-list";

/** Oldest first. */
export const aiCalls = exportedList({
  filter: aiCallFilter.omit({ cursor: true, direction: true, limit: true }).strict(),
  pages: ({ aiCalls }, filter) => keysetPages((paging) => aiCalls.list({ ...filter, ...paging })),
  columns: {
    id: (call) => call.id,
    createdAt: (call) => call.createdAt,
    runId: (call) => call.workflowRunId,
    stageId: (call) => call.stageId,
    attempt: (call) => (call.attempt === null ? null : call.attempt + 1),
    topic: (call) => call.topic,
    callType: (call) => call.callType,
    provider: (call) => call.provider,
    modelId: (call) => call.modelId,
    inputTokens: (call) => call.inputTokens,
    cachedInputTokens: (call) => call.cachedInputTokens,
    outputTokens: (call) => call.outputTokens,
    reasoningTokens: (call) => call.reasoningTokens,
    // What has no price is unknown, not free.
    costUsd: (call) => (call.priced ? call.cost : null),
    latencyMs: (call) => call.latencyMs,
    timeToFirstTokenMs: (call) => call.timeToFirstTokenMs,
    status: (call) => call.status,
    finishReason: (call) => call.finishReason,
    error: (call) => call.error,
  },
});
