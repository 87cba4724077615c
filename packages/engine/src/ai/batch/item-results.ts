/**
 * A batch's answers as results of its items.
 *
 * The AI SDK reads them: `generateText` is run with the same item on a model that answers with the response's body, so
 * structured output, tool calls, usage and finish reasons are what a single call would have given.
 */

import type { LanguageModelV4, LanguageModelV4GenerateResult } from "@ai-sdk/provider";
import type { BatchAnswer, BatchModel } from "../../domain/definition/batch-model.js";
import type { BatchItem, BatchResult, BatchUnanswered } from "../../domain/definition/stage-batch.js";
import { askModel } from "./item-requests.js";

export interface ReadAnswer<Value> {
  readonly result: BatchResult<Value>;
  /** What the model gave, for the record. */
  readonly answered: LanguageModelV4GenerateResult | undefined;
}

/** @param answer undefined when the batch ended without one */
export async function resultOf<Value>(
  model: BatchModel,
  item: BatchItem<Value>,
  answer: BatchAnswer | undefined,
): Promise<ReadAnswer<Value>> {
  if (answer === undefined) {
    const message = "The batch ended without an answer to this request";
    return { result: { ok: false, kind: "failed", message }, answered: undefined };
  }
  if (!answer.ok) {
    const { kind, message } = answer;
    return { result: { ok: false, kind, message }, answered: undefined };
  }
  let answered: LanguageModelV4GenerateResult | undefined;
  const answering = keeping(model.answering(answer.body), (given) => {
    answered = given;
  });
  try {
    const { text, output, toolCalls, usage, finishReason } = await readWith(item, answering);
    return {
      result: {
        ok: true,
        text,
        output,
        toolCalls,
        usage,
        finishReason,
      },
      answered,
    };
  } catch (error) {
    return { result: invalid(error), answered };
  }
}

async function readWith<Value>(item: BatchItem<Value>, model: LanguageModelV4) {
  const { text, toolCalls, usage, finishReason, readOutput } = await askModel(item, model);
  // A model that calls tools instead of answering has no output.
  const output = toolCalls.length > 0 ? undefined : readOutput();
  // The item's own `output` has made it.
  return { text, toolCalls, usage, finishReason, output: output as Value };
}

/** The model, telling of what it answers. */
const keeping = (
  model: LanguageModelV4,
  onAnswered: (answered: LanguageModelV4GenerateResult) => void,
): LanguageModelV4 => ({
  specificationVersion: "v4",
  provider: model.provider,
  modelId: model.modelId,
  get supportedUrls() {
    return model.supportedUrls;
  },
  async doGenerate(options) {
    const answered = await model.doGenerate(options);
    onAnswered(answered);
    return answered;
  },
  doStream: (options) => model.doStream(options),
});

const invalid = (error: unknown): BatchUnanswered => ({
  ok: false,
  kind: "invalid",
  message: error instanceof Error ? error.message : String(error),
});
