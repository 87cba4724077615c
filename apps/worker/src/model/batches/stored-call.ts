/** A model's call and its result as plain JSON. */

import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from "@ai-sdk/provider";

/** Bytes of files become base64, as which every model reads them, too. */
export function storableCall({ abortSignal, headers, ...asked }: LanguageModelV4CallOptions): unknown {
  return JSON.parse(
    JSON.stringify(asked, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
    ),
  );
}

// Written by `storableCall`, and read by nobody else.
export const callOf = (stored: unknown): LanguageModelV4CallOptions => stored as LanguageModelV4CallOptions;

export const storableResult = ({
  content,
  finishReason,
  usage,
  warnings,
  providerMetadata,
}: LanguageModelV4GenerateResult): unknown =>
  JSON.parse(JSON.stringify({ content, finishReason, usage, warnings, providerMetadata }));

// Written by `storableResult`, and read by nobody else.
export const resultOf = (stored: unknown): LanguageModelV4GenerateResult =>
  stored as LanguageModelV4GenerateResult;
