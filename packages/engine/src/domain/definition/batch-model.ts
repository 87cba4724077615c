/**
 * What Stageline needs of a provider's batch API.
 *
 * A batch is a list of model requests that the provider answers within hours, for less. One `BatchApi` speaks one
 * provider's protocol and knows nothing of stages; a `BatchModel` ties it to a model of that provider.
 */

import type { LanguageModelV4 } from "@ai-sdk/provider";

/** One request of a batch, in the provider's own words. */
export interface BatchRequest {
  /** Unique in its batch: letters, digits, `-` and `_`, up to 48. Results come back under it, in any order. */
  readonly id: string;
  /** Body of the request, as the provider's API for single calls takes it. */
  readonly body: unknown;
}

export interface NewBatch {
  /** Names the batch for ever: handed in twice under one key, it must be found and not be made twice. */
  readonly key: string;
  readonly modelId: string;
  readonly requests: readonly BatchRequest[];
}

/** What finds a batch at its provider again. Plain data: it is stored with the stage. */
export interface BatchHandle {
  readonly provider: string;
  readonly batchId: string;
  readonly submittedAt: string;
  /** Number of its requests. */
  readonly size: number;
}

/** What to look for when a crash came between the provider's answer and our note of it. */
export interface LostBatch {
  readonly key: string;
  /** It was not submitted before. */
  readonly since: Date;
  readonly modelId: string;
  readonly requests: readonly BatchRequest[];
}

export type BatchState =
  | { readonly status: "working"; readonly done: number; readonly failed: number }
  /** Results of all or some of its requests can be read. */
  | { readonly status: "ended"; readonly reason: "completed" | "expired" | "cancelled" }
  /** The provider refused the batch as a whole. */
  | { readonly status: "failed"; readonly message: string };

export type BatchAnswer =
  /** `body` is that of the response. */
  | { readonly id: string; readonly ok: true; readonly body: unknown }
  | {
      readonly id: string;
      readonly ok: false;
      readonly kind: "failed" | "expired" | "cancelled";
      readonly message: string;
    };

/** A provider's batch API. All methods throw `BatchApiError` of `@stageline/engine/ai` when the provider refuses or cannot be reached. */
export interface BatchApi {
  readonly provider: string;
  /** Most requests in one batch. */
  readonly maxRequests: number;
  submit(batch: NewBatch, signal: AbortSignal): Promise<BatchHandle>;
  /**
   * The batch that was submitted under the key, if the provider has one.
   *
   * @throws {BatchApiError} that is retryable also when the provider cannot tell yet whether it has one. Ask again, later
   * by its `retryAfterMs`, and do not submit meanwhile: submitting would be paid twice.
   */
  find(lost: LostBatch, signal: AbortSignal): Promise<BatchHandle | undefined>;
  check(handle: BatchHandle, signal: AbortSignal): Promise<BatchState>;
  /** Answers of an ended batch, in any order; requests without one are left out. */
  results(handle: BatchHandle, signal: AbortSignal): AsyncIterable<BatchAnswer>;
  /** Asks the provider to stop. What is done already can be read and is charged. No error if it has ended. */
  cancel(handle: BatchHandle, signal: AbortSignal): Promise<void>;
}

/** A model of a provider, served by its batch API. */
export interface BatchModel {
  readonly api: BatchApi;
  /** As in the AI SDK's `model.provider`: what prices are looked up by. */
  readonly provider: string;
  readonly modelId: string;
  /** A model that hands the body of its request to `take` instead of sending it, and then throws. */
  asking(take: (body: unknown) => void): LanguageModelV4;
  /** A model that answers with the body of a response. */
  answering(body: unknown): LanguageModelV4;
}
