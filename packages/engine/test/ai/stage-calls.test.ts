/** A stage costs what its calls cost, however it ends; and no call is lost because nobody waits for its answer. */

import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { embed } from "ai";
import { MockEmbeddingModelV4, MockLanguageModelV4 } from "ai/test";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineStage, type StageContext } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import { KERNEL_STORES, type KernelStoreKind, type Workbench, workbench } from "../kernel/workbench.js";
import { recordedCalls } from "./recorded-calls.js";

const usage = {
  inputTokens: { total: 1_001, noCache: 1_001, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 7, text: 7, reasoning: undefined },
};
const question = { prompt: [{ role: "user" as const, content: [{ type: "text" as const, text: "?" }] }] };

/** A company's server, not code of ours. */
const answering: LanguageModelV4 = new MockLanguageModelV4({
  provider: "openai.chat",
  modelId: "gpt-4o-mini",
  doGenerate: async () => ({
    content: [{ type: "text", text: "four" }],
    finishReason: { unified: "stop", raw: "stop" },
    usage,
    warnings: [],
  }),
});
const COST = (1_001 * 0.15 + 7 * 0.6) / 1e6;

/** Says a word and then nothing more. */
const halting = new MockLanguageModelV4({
  provider: "openai.chat",
  modelId: "gpt-4o-mini",
  doGenerate: () => new Promise(() => undefined),
  doStream: async () => ({
    stream: new ReadableStream<LanguageModelV4StreamPart>({
      start(controller) {
        controller.enqueue({ type: "text-start", id: "1" });
        controller.enqueue({ type: "text-delta", id: "1", delta: "one " });
      },
    }),
  }),
});

const input = z.object({});
type Context = StageContext<z.infer<typeof input>, undefined>;
const workflowOf = (execute: (ctx: Context) => Promise<number>) =>
  defineWorkflow({ id: "calls", name: "Calls", input })
    .pipe(
      defineStage({
        id: "call",
        name: "Call",
        schemas: { input, output: z.number() },
        retry: { baseMs: 1, capMs: 1 },
        execute,
      }),
    )
    .build();

async function costs({ store }: Workbench, runId: string) {
  const calls = (await recordedCalls(store)).filter(({ workflowRunId }) => workflowRunId === runId);
  const stages = await store.read.stages.listByRun(runId);
  return {
    calls: calls.map(({ status }) => status),
    ofCalls: calls.reduce((sum, { cost }) => sum + cost, 0),
    ofStages: stages.reduce((sum, { cost }) => sum + cost, 0),
    ofRun: (await store.persistence.getRun(runId))?.totalCost,
  };
}

const opened = async (
  kind: KernelStoreKind,
  onTestFinished: (fn: () => Promise<void>) => void,
  execute: (ctx: Context) => Promise<number>,
) => {
  const bench = await workbench(kind, workflowOf(execute));
  onTestFinished(() => bench.discard());
  return bench;
};

const sameCost = (calls: readonly string[], each: number) => ({
  calls,
  ofCalls: expect.closeTo(each, 12),
  ofStages: expect.closeTo(each, 12),
  ofRun: expect.closeTo(each, 12),
});

describe.each(KERNEL_STORES)("on %s", (kind) => {
  test("the calls of failed deliveries count too", async ({ onTestFinished }) => {
    const bench = await opened(kind, onTestFinished, async (ctx) => {
      await ctx.ai(answering).doGenerate(question);
      if (ctx.delivery < 3) throw new Error("again");
      return 1;
    });

    const runId = await bench.create({});
    await bench.drainUntil(runId, "COMPLETED");

    expect(await costs(bench, runId)).toEqual(sameCost(Array(3).fill("COMPLETED"), 3 * COST));
  });

  test("an answer is handed on after its record is stored", async ({ onTestFinished }) => {
    const seen: number[] = [];
    const bench: Workbench = await opened(kind, onTestFinished, async (ctx) => {
      await ctx.ai(answering).doGenerate(question);
      seen.push((await costs(bench, ctx.runId)).ofStages);
      return 1;
    });

    await bench.create({});
    await bench.drain();

    expect(seen).toEqual([expect.closeTo(COST, 12)]);
  });

  test("a stage whose lease was lost adds what it called before, and nothing after", async ({
    onTestFinished,
  }) => {
    const bench: Workbench = await opened(kind, onTestFinished, async (ctx) => {
      await ctx.ai(answering).doGenerate(question);
      if (jobs.length === 0) return 1;
      await bench.store.jobs.release(jobs.splice(0));
      await ctx.ai(answering).doGenerate(question);
      return 2;
    });
    const runId = await bench.create({});
    const jobs = await bench.claim();

    await bench.kernel.dispatch("job.execute", { job: jobs[0] as (typeof jobs)[0] });
    await bench.drainUntil(runId, "COMPLETED");

    expect(await costs(bench, runId)).toEqual(sameCost(["COMPLETED", "COMPLETED"], 2 * COST));
  });

  test("a run that is cancelled keeps what its calls cost", async ({ onTestFinished }) => {
    const bench: Workbench = await opened(kind, onTestFinished, async (ctx) => {
      await bench.kernel.dispatch("run.cancel", { runId: ctx.runId });
      await ctx.ai(answering).doGenerate(question);
      return 1;
    });

    const runId = await bench.create({});
    await bench.drain();

    expect(await bench.statusOf(runId)).toBe("CANCELLED");
    expect(await costs(bench, runId)).toEqual(sameCost(["COMPLETED"], COST));
  });

  test("a stream that nobody reads on and a call that nobody waits for are recorded with the outcome", async ({
    onTestFinished,
  }) => {
    const bench = await opened(kind, onTestFinished, async (ctx) => {
      const { stream } = await ctx.ai(halting).doStream(question);
      const reader = stream.getReader();
      await reader.read();
      await reader.read();
      void ctx.ai(halting).doGenerate(question);
      return 1;
    });

    const runId = await bench.create({});
    await bench.drain();

    const calls = await recordedCalls(bench.store);
    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    expect(calls.map(({ status, priced, cost, inputTokens }) => [status, priced, cost, inputTokens])).toEqual(
      [
        ["ABORTED", false, 0, 0],
        ["ABORTED", false, 0, 0],
      ],
    );
    const payloads = await Promise.all(
      calls.map(({ id }) => bench.store.read.payloads.get({ kind: "aiCallResponse", id, maxChars: 100 })),
    );
    expect(payloads.some((payload) => payload?.text.includes("one "))).toBe(true);
  });

  test("the user's own price counts from the first call on", async ({ onTestFinished }) => {
    const bench = await opened(kind, onTestFinished, async (ctx) => {
      await ctx.ai(answering).doGenerate(question);
      return 1;
    });
    await bench.store.modelPrices.set({
      modelId: "gpt-4o-mini",
      effectiveFrom: new Date(0),
      prices: { input: 1_000, output: 0 },
    });

    const runId = await bench.create({});
    await bench.drain();

    const [call] = await recordedCalls(bench.store);
    expect(await costs(bench, runId)).toEqual(sameCost(["COMPLETED"], 1.001));
    expect(await bench.store.read.aiCalls.explainCost(call?.id ?? "")).toMatchObject({
      line: "1,001 input × $1,000/M + 7 output × $0/M = $1.001",
    });
  });
});

test("embeddings are recorded without their vectors", async ({ onTestFinished }) => {
  const embedder = new MockEmbeddingModelV4({
    provider: "openai.embedding",
    modelId: "text-embedding-3-small",
    doEmbed: async () => ({ embeddings: [[1, 2, 3]], usage: { tokens: 1_000_000 }, warnings: [] }),
  });
  const bench = await opened("memory", onTestFinished, async (ctx) => {
    const { embedding } = await embed({ model: ctx.ai(embedder, { topic: "index" }), value: "a text" });
    return embedding.length;
  });

  const runId = await bench.create({});
  await bench.drain();

  const [call] = await recordedCalls(bench.store);
  const response = await bench.store.read.payloads.get({
    kind: "aiCallResponse",
    id: call?.id ?? "",
    maxChars: 100,
  });
  expect(call).toMatchObject({
    callType: "embed",
    topic: `workflow.calls.run.${runId}.stage.call.index`,
    inputTokens: 1_000_000,
    outputTokens: 0,
    cost: 0.02,
  });
  expect(response?.text).toContain("1 × 3 dimensions");
});
