/** A provider's stand-in: it answers at once, and its every call costs the same. */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import { convertArrayToReadableStream, MockLanguageModelV4 } from "ai/test";

/** A million input tokens of the model, which is on the price list. */
export const PRICE_USD = 0.15;
export const MODEL_ID = "gpt-4o-mini";
export const MODEL_KEY = `openai:${MODEL_ID}`;

const usage = {
  inputTokens: { total: 1_000_000, noCache: 1_000_000, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};
const finishReason = { unified: "stop", raw: "stop" } as const;

/** @param beforeAnswer waited for within each call */
export const fixedPriceModel = (beforeAnswer: () => Promise<void> = async () => undefined): LanguageModelV4 =>
  new MockLanguageModelV4({
    provider: "openai",
    modelId: MODEL_ID,
    doGenerate: async () => {
      await beforeAnswer();
      return { content: [{ type: "text", text: "yes" }], finishReason, usage, warnings: [] };
    },
    doStream: async () => ({
      stream: convertArrayToReadableStream([
        { type: "stream-start", warnings: [] },
        { type: "text-start", id: "1" },
        { type: "text-delta", id: "1", delta: "yes" },
        { type: "text-end", id: "1" },
        { type: "finish", finishReason, usage },
      ]),
    }),
  });
