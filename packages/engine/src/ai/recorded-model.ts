/**
 * A model that leaves a record of each call it serves.
 *
 * It wraps any AI SDK language or embedding model and is one itself, so `generateText`, `streamText`, structured output,
 * tool loops, `embed` and `embedMany` work unchanged. Each step of a loop and each try of a retry is one call and one
 * record. Calls that fail and streams that are aborted are recorded with what had arrived. Recording never changes what
 * the caller gets.
 */

import type { EmbeddingModelV4, LanguageModelV4 } from "@ai-sdk/provider";
import { EngineError } from "../domain/errors.js";
import { recordedEmbeddingModel } from "./recorded-embedding-model.js";
import { recordedLanguageModel } from "./recorded-language-model.js";
import type { Recording } from "./recording.js";

export type { CallOrigin } from "./recording.js";

/** Something that is no model whose calls can be recorded. */
export class UnsupportedModelError extends EngineError {
  override readonly name = "UnsupportedModelError";
  readonly code = "UNSUPPORTED_MODEL";
  readonly isRetryable = false;
}

/** @throws {UnsupportedModelError} if it is the name of a model, or a model of another kind or version */
export function recorded(model: LanguageModelV4, recording: Recording): LanguageModelV4;
export function recorded(model: EmbeddingModelV4, recording: Recording): EmbeddingModelV4;
export function recorded(
  model: LanguageModelV4 | EmbeddingModelV4,
  recording: Recording,
): LanguageModelV4 | EmbeddingModelV4;
export function recorded(
  model: LanguageModelV4 | EmbeddingModelV4,
  recording: Recording,
): LanguageModelV4 | EmbeddingModelV4 {
  const whyNot = unsupported(model);
  if (whyNot !== undefined) throw new UnsupportedModelError(whyNot);
  return "doEmbed" in model
    ? recordedEmbeddingModel(model, recording)
    : recordedLanguageModel(model, recording);
}

/** JavaScript, and types that were cast, bring anything here. */
function unsupported(model: unknown): string | undefined {
  if (typeof model === "string") {
    return `${JSON.stringify(model)} is the name of a model; give the model itself, such as openai(${JSON.stringify(model)}), so that its calls can be recorded`;
  }
  if (typeof model !== "object" || model === null) return `A model is needed, not ${String(model)}`;
  const { specificationVersion } = model as { specificationVersion?: unknown };
  if (specificationVersion !== "v4") {
    return `The model speaks version ${String(specificationVersion ?? "unknown")} of the AI SDK's specification and "v4" is needed: install the provider's package that belongs to AI SDK 7`;
  }
  if ("doEmbed" in model || ("doGenerate" in model && "doStream" in model)) return undefined;
  return "The calls of language and embedding models can be recorded, those of others not";
}
