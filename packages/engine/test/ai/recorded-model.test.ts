import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { generateText, isStepCount, streamText, tool } from "ai";
import { convertArrayToReadableStream, MockLanguageModelV4 } from "ai/test";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { recorded } from "../../src/ai/recorded-model.js";
import { loggedTo } from "../../src/ai/recording.js";
import type { CreateAICallInput } from "../../src/ports/ai-call-logger.js";
import { openMemoryStore } from "../../src/store.js";

const usage = {
  inputTokens: { total: 1_000, noCache: 600, cacheRead: 400, cacheWrite: undefined },
  outputTokens: { total: 50, text: 40, reasoning: 10 },
};
const stop = { unified: "stop", raw: "stop" } as const;

/** The provider here is a stand-in for a company's servers; the code under test is ours. */
const provider = (overrides: Partial<ConstructorParameters<typeof MockLanguageModelV4>[0]> = {}) =>
  new MockLanguageModelV4({ provider: "openai", modelId: "gpt-4o-mini", ...overrides });

function recording() {
  const calls: CreateAICallInput[] = [];
  return {
    calls,
    to: {
      origin: { topic: "workflow.w.run.r.stage.s" },
      record: (call: CreateAICallInput) => void calls.push(call),
    },
  };
}

describe("a recorded model", () => {
  test("leaves one record of a call: text, tokens, price, latency", async () => {
    const { calls, to } = recording();
    const model = recorded(
      provider({
        doGenerate: async () => ({
          content: [{ type: "text", text: "four" }],
          finishReason: stop,
          usage,
          warnings: [],
        }),
      }),
      to,
    );

    const { text } = await generateText({ model, system: "Be brief.", prompt: "2 + 2?" });

    expect(text).toBe("four");
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      topic: "workflow.w.run.r.stage.s",
      modelKey: "openai:gpt-4o-mini",
      system: "Be brief.",
      prompt: "2 + 2?",
      response: "four",
      inputTokens: 1_000,
      cachedInputTokens: 400,
      outputTokens: 50,
      reasoningTokens: 10,
      status: "COMPLETED",
      finishReason: "stop",
      priced: true,
    });
    // 600 × $0.15 + 400 × $0.075 + 50 × $0.60 per million tokens
    expect(calls[0]?.cost).toBeCloseTo((600 * 0.15 + 400 * 0.075 + 50 * 0.6) / 1e6, 12);
  });

  test("records each step of a tool loop once", async () => {
    const { calls, to } = recording();
    let step = 0;
    const model = recorded(
      provider({
        doGenerate: async () => {
          step += 1;
          return step === 1
            ? {
                content: [{ type: "tool-call", toolCallId: "1", toolName: "add", input: '{"a":1}' }],
                finishReason: { unified: "tool-calls", raw: "tool_calls" },
                usage,
                warnings: [],
              }
            : { content: [{ type: "text", text: "done" }], finishReason: stop, usage, warnings: [] };
        },
      }),
      to,
    );

    await generateText({
      model,
      prompt: "add",
      tools: { add: tool({ inputSchema: z.object({ a: z.number() }), execute: async ({ a }) => a + 1 }) },
      stopWhen: isStepCount(5),
    });

    expect(calls.map(({ finishReason }) => finishReason)).toEqual(["tool-calls", "stop"]);
    expect(calls[0]?.toolCalls).toEqual([{ toolName: "add", input: '{"a":1}' }]);
  });

  const parts: LanguageModelV4StreamPart[] = [
    { type: "stream-start", warnings: [] },
    { type: "text-start", id: "1" },
    { type: "text-delta", id: "1", delta: "one " },
    { type: "text-delta", id: "1", delta: "two" },
    { type: "text-end", id: "1" },
    { type: "finish", finishReason: stop, usage },
  ];

  test("records a stream when it ends, and passes it on unchanged", async () => {
    const { calls, to } = recording();
    const model = recorded(
      provider({ doStream: async () => ({ stream: convertArrayToReadableStream(parts) }) }),
      to,
    );

    const { textStream } = streamText({ model, prompt: "count" });
    let seen = "";
    for await (const piece of textStream) seen += piece;

    expect(seen).toBe("one two");
    expect(calls).toMatchObject([
      { response: "one two", inputTokens: 1_000, status: "COMPLETED", callType: "stream" },
    ]);
    expect(calls[0]?.timeToFirstTokenMs).toBeGreaterThanOrEqual(0);
  });

  test("records a stream that nobody read to its end as aborted, with what had arrived", async () => {
    const { calls, to } = recording();
    const model = recorded(
      provider({ doStream: async () => ({ stream: convertArrayToReadableStream(parts) }) }),
      to,
    );

    const { stream } = await model.doStream({
      prompt: [{ role: "user", content: [{ type: "text", text: "count" }] }],
    });
    const reader = stream.getReader();
    for (let read = 0; read < 3; read++) await reader.read();
    await reader.cancel();

    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ status: "ABORTED" });
    expect(calls[0]?.response).toContain("one");
  });

  test("records a call that failed, and lets the error through", async () => {
    const { calls, to } = recording();
    const model = recorded(
      provider({
        doGenerate: async () => {
          throw new Error("429 too many requests");
        },
      }),
      to,
    );

    await expect(generateText({ model, prompt: "x", maxRetries: 0 })).rejects.toThrow("429");

    expect(calls).toMatchObject([
      { status: "FAILED", error: "429 too many requests", response: "", cost: 0 },
    ]);
  });

  test("records a model without a known price as unpriced, not as free", async () => {
    const { calls, to } = recording();
    const model = recorded(
      provider({
        provider: "nobody",
        modelId: "unheard-of-9",
        doGenerate: async () => ({
          content: [{ type: "text", text: "x" }],
          finishReason: stop,
          usage,
          warnings: [],
        }),
      }),
      to,
    );

    await generateText({ model, prompt: "x" });

    expect(calls).toMatchObject([{ priced: false, cost: 0, pricing: null, inputTokens: 1_000 }]);
  });

  test("records a stream with an error in it as failed", async () => {
    const { calls, to } = recording();
    const broken: LanguageModelV4StreamPart[] = [
      { type: "text-delta", id: "1", delta: "one " },
      { type: "error", error: { type: "overloaded", message: "try later" } },
    ];
    const model = recorded(
      provider({ doStream: async () => ({ stream: convertArrayToReadableStream(broken) }) }),
      to,
    );

    const { stream } = await model.doStream({ prompt: [] });
    await stream.pipeTo(new WritableStream());

    // It had begun to answer and never said what that costs.
    expect(calls).toMatchObject([{ status: "FAILED", error: "try later", response: "one ", priced: false }]);
  });

  test("logs calls outside of stages under a topic of the user's", async ({ onTestFinished }) => {
    const store = openMemoryStore();
    onTestFinished(() => store.close());
    const answer = { content: [], finishReason: stop, usage, warnings: [] };
    const model = recorded(
      provider({ doGenerate: async () => answer }),
      loggedTo(store.aiCalls, { topic: "nightly.summary" }),
    );

    await generateText({ model, prompt: "x" });

    expect(await store.aiCalls.getStats("nightly")).toMatchObject({ totalCalls: 1, totalInputTokens: 1_000 });
  });

  test("says why the name of a model and an older model cannot be recorded", () => {
    const named: unknown = "openai/gpt-5";
    const older: unknown = { specificationVersion: "v2", doGenerate: 1, doStream: 1 };

    expect(() => recorded(named as LanguageModelV4, recording().to)).toThrow(/the name of a model/);
    expect(() => recorded(older as LanguageModelV4, recording().to)).toThrow(/"v4" is needed/);
  });
});
