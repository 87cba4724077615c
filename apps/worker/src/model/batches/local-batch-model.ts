import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { BatchApi, BatchModel } from "@stageline/engine";
import { RequestTakenError } from "@stageline/engine/ai";
import { LOCAL_MODEL_ID, LOCAL_PROVIDER } from "../local-model.js";
import { resultOf, storableCall } from "./stored-call.js";

/** The local model, served by its batch endpoint: bodies are the calls and results of the AI SDK's own interface. */
export const localBatchModel = (api: BatchApi): BatchModel => ({
  api,
  provider: LOCAL_PROVIDER,
  modelId: LOCAL_MODEL_ID,
  asking: (take) =>
    modelThat((options) => {
      take(storableCall(options));
      throw new RequestTakenError();
    }),
  answering: (body) => modelThat(() => resultOf(body)),
});

const modelThat = (
  generate: (
    ...asked: Parameters<LanguageModelV4["doGenerate"]>
  ) => Awaited<ReturnType<LanguageModelV4["doGenerate"]>>,
): LanguageModelV4 => ({
  specificationVersion: "v4",
  provider: LOCAL_PROVIDER,
  modelId: LOCAL_MODEL_ID,
  supportedUrls: {},
  doGenerate: async (options) => generate(options),
  doStream() {
    throw new TypeError("Answers of a batch cannot be streamed");
  },
});
