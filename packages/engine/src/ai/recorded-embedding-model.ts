/** An embedding model that leaves a record of each call it serves: what was embedded, not the vectors. */

import type { EmbeddingModelV4, EmbeddingModelV4Result } from "@ai-sdk/provider";
import { emptyAnswer } from "./call-transcript.js";
import { failedStatus, OpenCall } from "./open-call.js";
import type { Recording } from "./recording.js";

export function recordedEmbeddingModel(model: EmbeddingModelV4, recording: Recording): EmbeddingModelV4 {
  const { provider, modelId } = model;
  return {
    specificationVersion: "v4",
    provider,
    modelId,
    get maxEmbeddingsPerCall() {
      return model.maxEmbeddingsPerCall;
    },
    get supportsParallelCalls() {
      return model.supportsParallelCalls;
    },
    async doEmbed(options) {
      const question = { system: null, prompt: promptOf(options.values) };
      const call = new OpenCall({ provider, modelId, callType: "embed", question }, recording);
      try {
        const result = await model.doEmbed(options);
        call.answer = { ...emptyAnswer(), response: responseOf(result) };
        call.usage = usageOf(result);
        await call.end("COMPLETED");
        return result;
      } catch (error) {
        call.error = error;
        await call.end(failedStatus(options.abortSignal));
        throw error;
      }
    },
  };
}

/** A lone value as it is, several as JSON. */
const promptOf = (values: readonly string[]): string =>
  values.length === 1 ? (values[0] ?? "") : JSON.stringify(values);

const responseOf = ({ embeddings }: EmbeddingModelV4Result): string =>
  `${embeddings.length} × ${embeddings[0]?.length ?? 0} dimensions`;

const usageOf = ({ usage }: EmbeddingModelV4Result): OpenCall["usage"] =>
  usage === undefined
    ? undefined
    : {
        inputTokens: { total: usage.tokens, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
        outputTokens: { total: 0, text: undefined, reasoning: undefined },
      };
