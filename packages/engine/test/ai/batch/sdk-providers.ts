/** The AI SDK's providers, each over its stand-in. */

import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { anthropicBatchModel } from "../../../src/ai/batch/anthropic.js";
import type { BatchModel } from "../../../src/ai/batch/batch-api.js";
import { googleBatchModel } from "../../../src/ai/batch/google.js";
import { openaiBatchModel } from "../../../src/ai/batch/openai.js";
import { startAnthropic } from "./anthropic-server.js";
import type { FakeProvider } from "./fake-provider.js";
import { startGoogle } from "./google-server.js";
import {
  anthropicMessage,
  googleResponse,
  openaiChatCompletion,
  openaiResponse,
  type Reply,
} from "./model-replies.js";
import { startOpenai } from "./openai-server.js";

export interface SdkProvider {
  start(): Promise<FakeProvider>;
  model(fake: FakeProvider): BatchModel;
  readonly reply: Reply;
  readonly named: { readonly provider: string; readonly modelId: string };
  /** Anthropic does not count thoughts. */
  readonly reasoningTokens: number | undefined;
}

export const SDK_PROVIDERS: Readonly<Record<string, SdkProvider>> = {
  "OpenAI's responses": {
    start: startOpenai,
    model: ({ api, apiKey }) =>
      openaiBatchModel({ api, model: (fetch) => createOpenAI({ apiKey, fetch })("gpt-5-mini") }),
    reply: openaiResponse,
    named: { provider: "openai.responses", modelId: "gpt-5-mini" },
    reasoningTokens: 20,
  },
  "OpenAI's chat completions": {
    start: startOpenai,
    model: ({ api, apiKey }) =>
      openaiBatchModel({ api, model: (fetch) => createOpenAI({ apiKey, fetch }).chat("gpt-5-mini") }),
    reply: openaiChatCompletion,
    named: { provider: "openai.chat", modelId: "gpt-5-mini" },
    reasoningTokens: 20,
  },
  Anthropic: {
    start: startAnthropic,
    model: ({ api, apiKey }) =>
      anthropicBatchModel({ api, model: (fetch) => createAnthropic({ apiKey, fetch })("claude-haiku-4-5") }),
    reply: anthropicMessage,
    named: { provider: "anthropic.messages", modelId: "claude-haiku-4-5" },
    reasoningTokens: undefined,
  },
  Google: {
    start: startGoogle,
    model: ({ api, apiKey }) =>
      googleBatchModel({
        api,
        model: (fetch) => createGoogleGenerativeAI({ apiKey, fetch })("gemini-2.5-flash"),
      }),
    reply: googleResponse,
    named: { provider: "google.generative-ai", modelId: "gemini-2.5-flash" },
    reasoningTokens: 20,
  },
};
