/** Stands in for a company's servers: answers batches of chat completions, and keeps books of what it was asked. */

import { createOpenAI } from "@ai-sdk/openai";
import {
  type BatchAnswer,
  type BatchApi,
  BatchApiError,
  type BatchHandle,
  type BatchModel,
  type BatchRequest,
  type BatchState,
} from "../../src/ai/batch/batch-api.js";
import { openaiBatchModel } from "../../src/ai/batch/openai.js";

export interface Book {
  readonly batchId: string;
  readonly key: string;
  readonly requests: readonly BatchRequest[];
  isCancelled: boolean;
  /** What `check` says. */
  state: BatchState;
}

export interface Provider {
  readonly model: BatchModel;
  /** Batches it has, in the order in which they came. */
  readonly books: readonly Book[];
  /** Calls of its API, by name, in order. */
  readonly calls: readonly string[];
  /** Every batch has ended. */
  finish(reason?: "completed" | "expired" | "cancelled"): void;
  /** Every batch was refused. */
  refuse(message: string): void;
  /** The next so many calls of the name fail with the error. `afterwards`: what they do is done all the same. */
  fail(name: string, error: BatchApiError, options?: { times?: number; afterwards?: boolean }): void;
  /** How a request is answered, by its number; default: with its number in words. */
  answer: (number: number, id: string) => BatchAnswer | undefined;
}

export const INPUT_TOKENS = 1_000;
export const OUTPUT_TOKENS = 100;
/** Half of gpt-4o-mini's 0.15 and 0.60 dollars per million tokens. */
export const COST_PER_CALL = (INPUT_TOKENS * 0.15 + OUTPUT_TOKENS * 0.6) / 2 / 1_000_000;

export const away = (retryAfterMs?: number) =>
  new BatchApiError("The provider is away", { isRetryable: true, retryAfterMs });

/** A chat completion's body. */
export const said = (id: string, content: string): BatchAnswer => ({
  id,
  ok: true,
  body: {
    id: `chat-${id}`,
    object: "chat.completion",
    created: 1_760_000_000,
    model: "gpt-4o-mini",
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
    usage: {
      prompt_tokens: INPUT_TOKENS,
      completion_tokens: OUTPUT_TOKENS,
      total_tokens: INPUT_TOKENS + OUTPUT_TOKENS,
    },
  },
});

export function openProvider(): Provider {
  const books: Book[] = [];
  const calls: string[] = [];
  const failures: { name: string; error: BatchApiError; afterwards: boolean }[] = [];
  const failing = (name: string, afterwards: boolean) => {
    const index = failures.findIndex((each) => each.name === name && each.afterwards === afterwards);
    const [failure] = index < 0 ? [] : failures.splice(index, 1);
    if (failure !== undefined) throw failure.error;
  };
  const call = async <Result>(name: string, work: () => Result): Promise<Result> => {
    calls.push(name);
    failing(name, false);
    const result = work();
    failing(name, true);
    return result;
  };
  const bookOf = ({ batchId }: BatchHandle): Book => {
    const book = books.find((each) => each.batchId === batchId);
    if (book === undefined)
      throw new BatchApiError(`No batch ${batchId}`, { isRetryable: false, status: 404 });
    return book;
  };
  const handleOf = ({ batchId, requests }: Book): BatchHandle => ({
    provider: "openai",
    batchId,
    submittedAt: "2026-03-01T12:00:00.000Z",
    size: requests.length,
  });
  const api: BatchApi = {
    provider: "openai",
    maxRequests: 1_000,
    submit: ({ key, requests }) =>
      call("submit", () => {
        const book: Book = {
          batchId: `batch-${crypto.randomUUID()}`,
          key,
          requests,
          isCancelled: false,
          state: { status: "working", done: 0, failed: 0 },
        };
        books.push(book);
        return handleOf(book);
      }),
    find: ({ key }) =>
      call("find", () => {
        const found = books.find((book) => book.key === key);
        return found && handleOf(found);
      }),
    check: (handle) => call("check", () => bookOf(handle).state),
    async *results(handle) {
      const { requests } = await call("results", () => bookOf(handle));
      // The last one first: the order is nobody's promise.
      for (const [index, { id }] of [...requests.entries()].reverse()) {
        const answer = provider.answer(index + 1, id);
        if (answer !== undefined) yield answer;
      }
    },
    cancel: (handle) =>
      call("cancel", () => {
        bookOf(handle).isCancelled = true;
      }),
  };
  const provider: Provider = {
    model: openaiBatchModel({
      api,
      model: (fetch) => createOpenAI({ apiKey: "none", fetch }).chat("gpt-4o-mini"),
    }),
    books,
    calls,
    finish(reason = "completed") {
      for (const book of books) book.state = { status: "ended", reason };
    },
    refuse(message) {
      for (const book of books) book.state = { status: "failed", message };
    },
    fail(name, error, { times = 1, afterwards = false } = {}) {
      for (let time = 0; time < times; time++) failures.push({ name, error, afterwards });
    },
    answer: (number, id) => said(id, JSON.stringify({ word: `word ${number}` })),
  };
  return provider;
}
