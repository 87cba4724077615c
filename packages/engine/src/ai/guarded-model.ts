/** A model that asks before each call whether it may be made. */

import type { EmbeddingModelV4, LanguageModelV4 } from "@ai-sdk/provider";

type AnyModel = LanguageModelV4 | EmbeddingModelV4;

/** @param mayCall throws to keep a call from being made: the caller of the model gets the error */
export const guarded = (model: AnyModel, mayCall: () => Promise<void>): AnyModel =>
  "doEmbed" in model ? guardedEmbedding(model, mayCall) : guardedLanguage(model, mayCall);

const guardedLanguage = (model: LanguageModelV4, mayCall: () => Promise<void>): LanguageModelV4 => ({
  specificationVersion: "v4",
  provider: model.provider,
  modelId: model.modelId,
  get supportedUrls() {
    return model.supportedUrls;
  },
  async doGenerate(options) {
    await mayCall();
    return model.doGenerate(options);
  },
  async doStream(options) {
    await mayCall();
    return model.doStream(options);
  },
});

const guardedEmbedding = (model: EmbeddingModelV4, mayCall: () => Promise<void>): EmbeddingModelV4 => ({
  specificationVersion: "v4",
  provider: model.provider,
  modelId: model.modelId,
  get maxEmbeddingsPerCall() {
    return model.maxEmbeddingsPerCall;
  },
  get supportsParallelCalls() {
    return model.supportsParallelCalls;
  },
  async doEmbed(options) {
    await mayCall();
    return model.doEmbed(options);
  },
});
