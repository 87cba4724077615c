/** How a batch stage fails for reasons that lie in its batch. None is tried again: it would be paid again. */

import type { BatchResult, BatchUnanswered } from "../../domain/definition/stage-batch.js";
import { EngineError } from "../../domain/errors.js";

/** The provider refused or gave up the batch as a whole. */
export class BatchFailedError extends EngineError {
  override readonly name = "BatchFailedError";
  readonly code = "BATCH_FAILED";
  readonly isRetryable = false;
  readonly batchId: string;

  constructor(batchId: string, message: string) {
    super(`Batch ${batchId} failed: ${message}`);
    this.batchId = batchId;
  }
}

/** Requests of the batch have no result that can be used. */
export class BatchItemsFailedError extends EngineError {
  override readonly name = "BatchItemsFailedError";
  readonly code = "BATCH_ITEMS_FAILED";
  readonly isRetryable = false;
  readonly batchId: string;
  /** Places in the list of requests, from 0. */
  readonly items: readonly number[];

  constructor(batchId: string, results: readonly BatchResult[]) {
    const bad = results.flatMap((result, index) => (result.ok ? [] : [{ index, result }]));
    super(
      `${bad.length} of ${results.length} requests of batch ${batchId} have no usable result: ${namesOf(bad)}`,
    );
    this.batchId = batchId;
    this.items = bad.map(({ index }) => index);
  }
}

/** What the batch was made of is not what it would be made of now, so that its answers fit nothing. */
export class BatchRequestsChangedError extends EngineError {
  override readonly name = "BatchRequestsChangedError";
  readonly code = "BATCH_REQUESTS_CHANGED";
  readonly isRetryable = false;

  constructor(stageId: string) {
    super(
      `The requests of stage ${stageId} are not those its batch was made of: they must depend on the stage's input, ` +
        `config and earlier outputs alone. Was the workflow's code or its model changed meanwhile? Rerun from the stage.`,
    );
  }
}

/** Failures named one by one in a message. */
const MOST_NAMED = 3;

function namesOf(bad: readonly { readonly index: number; readonly result: BatchUnanswered }[]): string {
  const named = bad
    .slice(0, MOST_NAMED)
    .map(({ index, result: { kind, message } }) => `no. ${index + 1} ${kind} (${message.slice(0, 300)})`);
  const more = bad.length > MOST_NAMED ? ` and ${bad.length - MOST_NAMED} more` : "";
  return `${named.join(", ")}${more}`;
}
