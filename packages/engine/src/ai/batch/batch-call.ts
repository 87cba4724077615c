/** The record of one request of a batch: an AI call like any other, at a batch's price and without a latency. */

import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from "@ai-sdk/provider";
import type { BatchHandle, BatchModel } from "../../domain/definition/batch-model.js";
import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import { answerOf, emptyAnswer, questionOf, tokensOf } from "../call-transcript.js";
import type { PriceBook } from "../price-book.js";
import type { CallOrigin } from "../recording.js";

export interface BatchCall {
  readonly origin: CallOrigin;
  readonly prices: PriceBook;
  readonly model: Pick<BatchModel, "provider" | "modelId">;
  readonly handle: BatchHandle;
  /** Undefined when what was asked is not known any more. */
  readonly options: LanguageModelV4CallOptions | undefined;
  /** What the model answered, also if it was not what was asked for. */
  readonly answered: LanguageModelV4GenerateResult | undefined;
  readonly error: string | undefined;
}

export function batchCallRecord(call: BatchCall): CreateAICallInput {
  const { origin, prices, model, handle, options, answered, error } = call;
  const use = tokensOf(answered?.usage);
  const answer = answered === undefined ? emptyAnswer() : answerOf(answered.content);
  const submittedAt = new Date(handle.submittedAt);
  const { provider, modelId } = model;
  const { costUsd, priced, pricing } = prices.priceOf({
    provider,
    modelId,
    use,
    at: submittedAt,
    isBatch: true,
  });
  return {
    ...origin,
    ...(options === undefined ? { system: null, prompt: "" } : questionOf(options)),
    ...use,
    createdAt: submittedAt,
    callType: "batch",
    batchId: handle.batchId,
    provider,
    modelKey: `${provider}:${modelId}`,
    modelId,
    response: answer.response,
    reasoning: answer.reasoning,
    toolCalls: answer.toolCalls.length === 0 ? null : answer.toolCalls,
    cost: costUsd,
    priced,
    pricing,
    status: answered === undefined ? "FAILED" : "COMPLETED",
    finishReason: answered?.finishReason.unified ?? null,
    error: error ?? null,
    latencyMs: null,
    timeToFirstTokenMs: null,
  };
}
