/**
 * A stage's batch at its provider.
 *
 *   note     that the batch is about to be handed over, with the stage's job: durable, fenced by the lease
 *   find     unless that was its first note: what an earlier delivery submitted is at the provider, under its key
 *   submit   only if the provider has none
 * A crash between the note and the reply leaves a batch that the next delivery finds; one that was never received is
 * submitted then. Only a process that freezes between the note and the request, for longer than its lease, and then
 * wakes up sends it behind the back of its successor.
 */

import type { LanguageModelV4GenerateResult } from "@ai-sdk/provider";
import type { BatchItem, StageBatch } from "../../domain/definition/stage-batch.js";
import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import type { HandOver } from "../../ports/handed-over-work.js";
import type { PriceBook } from "../price-book.js";
import { type CallOrigin, listedPrices } from "../recording.js";
import { type BatchAnswer, BatchApiError, type BatchHandle, type BatchModel } from "./batch-api.js";
import { batchCallRecord } from "./batch-call.js";
import { fingerprintOf, requestId, requestsOf } from "./item-requests.js";
import { resultOf } from "./item-results.js";

export interface StageBatchOptions {
  readonly model: BatchModel;
  /** Names the batch: stable per run, stage and attempt. */
  readonly key: string;
  readonly origin: CallOrigin;
  readonly signal: AbortSignal;
  /** What calls are priced by. Default: the kept list alone. */
  prices?(): PriceBook | Promise<PriceBook>;
  /** Asked before anything is handed over. Throws to keep it from being. Default: nothing is kept. */
  pass?(): Promise<void>;
  /** @throws {LeaseLostError} if the stage is somebody else's by now */
  handOver(note: HandOverNote): Promise<HandOver>;
  /** Takes the calls of an ended batch. Must not throw. */
  record(batchId: string, calls: readonly CreateAICallInput[]): void;
}

/** What is kept of a batch that is about to be submitted. */
export interface HandOverNote {
  readonly provider: string;
  readonly modelId: string;
  readonly size: number;
}

export function stageBatch(options: StageBatchOptions): StageBatch {
  const { model, key, origin, signal, prices: pricesNow = listedPrices } = options;
  const { api, modelId } = model;
  const answersOf = async (handle: BatchHandle) => {
    const answers = new Map<string, BatchAnswer>();
    for await (const answer of api.results(checked(handle), signal)) answers.set(answer.id, answer);
    return answers;
  };
  /** Asking another provider for it would find nothing there, and look as if it were lost. */
  const checked = (handle: BatchHandle) => {
    if (handle.provider === api.provider) return handle;
    throw new BatchApiError(
      `Batch ${handle.batchId} is at ${handle.provider}, and this worker's batch model is served by ${api.provider}`,
      { isRetryable: true },
    );
  };
  return {
    fingerprint: async (items) => fingerprintOf(model, await requestsOf(model, items, signal)),

    async submit(items) {
      requireFitting(items, model);
      const requests = (await requestsOf(model, items, signal)).map(({ request }) => request);
      await options.pass?.();
      const note = { provider: api.provider, modelId, size: requests.length };
      const { since, isFirst } = await options.handOver(note);
      if (!isFirst) {
        const found = await api.find({ key, since, modelId, requests }, signal);
        if (found !== undefined) return found;
        // Looking may have taken longer than the lease.
        await options.handOver(note);
      }
      return api.submit({ key, modelId, requests }, signal);
    },

    find: (size, since) =>
      api.find(
        {
          key,
          since,
          modelId,
          requests: Array.from({ length: size }, (_, index) => ({ id: requestId(index), body: null })),
        },
        signal,
      ),

    check: (handle) => api.check(checked(handle), signal),

    async results(handle, items) {
      const asked = await requestsOf(model, items, signal);
      const answers = await answersOf(handle);
      const prices = await pricesNow();
      const results = [];
      const calls: CreateAICallInput[] = [];
      for (const [index, item] of items.entries()) {
        const { result, answered } = await resultOf(model, item, answers.get(requestId(index)));
        results.push(result);
        calls.push(
          batchCallRecord({
            origin,
            prices,
            model,
            handle,
            options: asked[index]?.options,
            answered,
            error: result.ok ? undefined : result.message,
          }),
        );
      }
      options.record(handle.batchId, calls);
      return results;
    },

    cancel: (handle) => api.cancel(checked(handle), signal),

    async recordUnread(handle) {
      const prices = await pricesNow();
      const calls: CreateAICallInput[] = [];
      for (const answer of (await answersOf(handle)).values()) {
        if (!answer.ok) continue;
        const answered = await readUnasked(model, answer.body);
        const error = "The stage was cancelled or replaced before its batch had ended";
        calls.push(batchCallRecord({ origin, prices, model, handle, options: undefined, answered, error }));
      }
      options.record(handle.batchId, calls);
    },
  };
}

/** @throws {BatchApiError} if the items cannot be one batch */
function requireFitting(items: readonly BatchItem[], { api }: BatchModel): void {
  if (items.length >= 1 && items.length <= api.maxRequests) return;
  throw new BatchApiError(
    `A batch at ${api.provider} has 1 to ${api.maxRequests} requests, this one would have ${items.length}`,
    { isRetryable: false },
  );
}

/** A body that cannot be read has no usage that could be recorded. */
const readUnasked = async (
  model: BatchModel,
  body: unknown,
): Promise<LanguageModelV4GenerateResult | undefined> => {
  try {
    return await model
      .answering(body)
      .doGenerate({ prompt: [{ role: "user", content: [{ type: "text", text: "" }] }] });
  } catch {
    return undefined;
  }
};
