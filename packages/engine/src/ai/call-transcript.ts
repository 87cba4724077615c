/** What a model was asked and what it answered, as text that can be stored and read. */

import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import type { TokenUse } from "./price-book.js";

export interface Question {
  readonly system: string | null;
  /** A lone user message as its text; a longer conversation as JSON. */
  readonly prompt: string;
}

export interface Answer {
  response: string;
  reasoning: string | null;
  toolCalls: { toolName: string; input: string }[];
}

export function questionOf({ prompt }: LanguageModelV4CallOptions): Question {
  const system = prompt.flatMap((message) => (message.role === "system" ? [message.content] : []));
  const rest = prompt.filter(({ role }) => role !== "system");
  const [only] = rest;
  const parts = rest.length === 1 && only?.role === "user" ? only.content : [];
  const isText = parts.length > 0 && parts.every(({ type }) => type === "text");
  return {
    system: system.length === 0 ? null : system.join("\n\n"),
    prompt: isText
      ? parts.map((part) => (part.type === "text" ? part.text : "")).join("")
      : JSON.stringify(rest),
  };
}

export const emptyAnswer = (): Answer => ({ response: "", reasoning: null, toolCalls: [] });

export function answerOf(content: readonly LanguageModelV4Content[]): Answer {
  const answer = emptyAnswer();
  for (const part of content) {
    if (part.type === "text") answer.response += part.text;
    else if (part.type === "reasoning") answer.reasoning = (answer.reasoning ?? "") + part.text;
    else if (part.type === "tool-call") answer.toolCalls.push({ toolName: part.toolName, input: part.input });
  }
  return answer;
}

/** Adds what one part of a stream says to the answer so far. */
export function addToAnswer(answer: Answer, part: LanguageModelV4StreamPart): void {
  if (part.type === "text-delta") answer.response += part.delta;
  else if (part.type === "reasoning-delta") answer.reasoning = (answer.reasoning ?? "") + part.delta;
  else if (part.type === "tool-call") answer.toolCalls.push({ toolName: part.toolName, input: part.input });
}

/** What is not known counts as none, and a total never as less than its parts. */
export function tokensOf(usage: LanguageModelV4Usage | undefined): TokenUse {
  const { inputTokens, outputTokens } = usage ?? {};
  const cachedInputTokens = count(inputTokens?.cacheRead);
  const cacheWriteTokens = count(inputTokens?.cacheWrite);
  const reasoningTokens = count(outputTokens?.reasoning);
  const inputParts = count(inputTokens?.noCache) + cachedInputTokens + cacheWriteTokens;
  const outputParts = count(outputTokens?.text) + reasoningTokens;
  return {
    inputTokens: Math.max(count(inputTokens?.total ?? inputParts), cachedInputTokens + cacheWriteTokens),
    outputTokens: Math.max(count(outputTokens?.total ?? outputParts), reasoningTokens),
    cachedInputTokens,
    cacheWriteTokens,
    reasoningTokens,
  };
}

/** Providers of all kinds are heard: what is no number of things is none. */
const count = (tokens: number | undefined): number =>
  tokens !== undefined && Number.isFinite(tokens) && tokens > 0 ? Math.round(tokens) : 0;
