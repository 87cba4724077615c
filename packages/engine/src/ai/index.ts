/** Record what the models do, and price it. */

export * from "../domain/token-prices.js";
export * from "../ports/model-prices.js";
export * from "./batch/anthropic.js";
export * from "./batch/batch-api.js";
export * from "./batch/batch-stage.js";
export * from "./batch/batch-stage-errors.js";
export * from "./batch/google.js";
export * from "./batch/openai.js";
export {
  type ModelWithFetch,
  NotForBatchesError,
  RequestTakenError,
  type SdkBatchModelOptions,
} from "./batch/sdk-batch-model.js";
export * from "./price-book.js";
export * from "./recorded-model.js";
export * from "./recording.js";
