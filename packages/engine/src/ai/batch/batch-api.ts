/** What a provider's batch API is, and how it says no. */

export type {
  BatchAnswer,
  BatchApi,
  BatchHandle,
  BatchModel,
  BatchRequest,
  BatchState,
  LostBatch,
  NewBatch,
} from "../../domain/definition/batch-model.js";

export interface BatchApiErrorOptions {
  readonly status?: number | undefined;
  readonly isRetryable: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A provider's batch API refused, or could not be reached. */
export class BatchApiError extends Error {
  override readonly name = "BatchApiError";
  readonly code = "BATCH_API";
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** False when the same request would be refused again. */
  readonly isRetryable: boolean;
  /** Milliseconds after which the provider wants to be asked again, if it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: BatchApiErrorOptions) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.isRetryable = options.isRetryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}
