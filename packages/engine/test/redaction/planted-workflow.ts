/** Work in which everything that user code or a model can fill is filled with secrets. */

import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { generateText, streamText } from "ai";
import { convertArrayToReadableStream, MockLanguageModelV4 } from "ai/test";
import { z } from "zod";
import { defineAsyncBatchStage } from "../../src/domain/definition/async-batch-stage.js";
import { defineStage, type StageContext } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import type { Planting } from "./planting.js";

const usage = {
  inputTokens: { total: 10, noCache: 10, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 5, text: 5, reasoning: undefined },
};
const stop = { unified: "stop", raw: "stop" } as const;
const retry = { maxAttempts: 2, baseMs: 1, capMs: 1 };

/** talk → wait → fail; the last stage fails for good. */
export function plantedWorkflow(plant: Planting) {
  const talk = defineStage({
    id: "talk",
    name: "Talk",
    schemas: { input: z.unknown(), output: z.unknown(), config: z.unknown() },
    retry,
    async execute(ctx) {
      if (ctx.delivery === 1) throw new Error(`no access: ${plant.text()}`);
      report(ctx, plant);
      await ctx.storage.save(`kept/${plant.id()}`, plant.value());
      await converse(ctx, plant);
      return plant.value();
    },
  });
  const wait = defineAsyncBatchStage({
    id: "wait",
    name: "Wait",
    schemas: { input: z.unknown(), output: z.unknown() },
    retry,
    pollIntervalMs: 1,
    submit: () => ({ suspend: { state: { batchId: "batch_68f1c2d4e5b88190", note: plant.value() } } }),
    checkCompletion(ctx, state) {
      report(ctx, plant);
      // Whatever else is taken out, the batch is found again.
      if (state.batchId !== "batch_68f1c2d4e5b88190") throw new Error("the batch is lost");
      return { ready: true, output: plant.value() };
    },
  });
  const fail = defineStage({
    id: "fail",
    name: "Fail",
    schemas: { input: z.unknown(), output: z.unknown() },
    retry: { ...retry, maxAttempts: 1 },
    execute(): never {
      throw Object.assign(new Error(plant.text()), { code: plant.id() });
    },
  });
  return defineWorkflow({ id: "planted", name: "Planted", input: z.unknown() })
    .pipe(talk)
    .pipe(wait)
    .pipe(fail)
    .build();
}

/** first → second, which say nothing beside their outputs: what single statements can write. */
export function quietWorkflow(plant: Planting) {
  const stage = <const Id extends string>(id: Id) =>
    defineStage({
      id,
      name: id,
      schemas: { input: z.unknown(), output: z.unknown() },
      execute: () => plant.value(),
    });
  return defineWorkflow({ id: "quiet", name: "Quiet", input: z.unknown() })
    .pipe(stage("first"))
    .pipe(stage("second"))
    .build();
}

function report(ctx: StageContext<unknown, unknown>, plant: Planting): void {
  ctx.log("WARN", plant.text(), plant.value());
  ctx.progress(0.5, plant.text());
  ctx.annotate(plant.id(), plant.value(), {
    payload: plant.value(),
    scope: plant.id(),
    scopeId: plant.id(),
    actor: { kind: plant.id(), id: plant.id(), version: plant.id() },
    idempotencyKey: plant.id(),
    emitEvent: true,
  });
}

/** A call, a stream whose pieces cut through its secrets, and a call that fails. */
async function converse(ctx: StageContext<unknown, unknown>, plant: Planting): Promise<void> {
  const model = new MockLanguageModelV4({
    provider: "openai",
    modelId: "gpt-4o-mini",
    doGenerate: async () => ({
      content: [
        { type: "reasoning", text: plant.text() },
        { type: "text", text: plant.text() },
        {
          type: "tool-call",
          toolCallId: "1",
          toolName: "search",
          input: JSON.stringify({ q: plant.text() }),
        },
      ],
      finishReason: stop,
      usage,
      warnings: [],
    }),
    doStream: async () => ({ stream: convertArrayToReadableStream(piecesOf(plant)) }),
  });
  const ask = { system: plant.text(), prompt: plant.text(), maxRetries: 0 };
  await generateText({ ...ask, model: ctx.ai(model, { topic: plant.id() }) });
  const messages = [
    { role: "user" as const, content: plant.text() },
    { role: "assistant" as const, content: plant.text() },
    { role: "user" as const, content: plant.text() },
  ];
  await streamText({ messages, model: ctx.ai(model), maxRetries: 0 }).text;
  const broken = new MockLanguageModelV4({
    doGenerate: () => Promise.reject(new Error(`401: ${plant.text()}`)),
  });
  await generateText({ prompt: plant.text(), model: ctx.ai(broken), maxRetries: 0 }).catch(() => undefined);
}

function piecesOf(plant: Planting): LanguageModelV4StreamPart[] {
  const said = plant.text(6);
  const pieces = Array.from({ length: Math.ceil(said.length / 7) }, (_, n) => said.slice(n * 7, n * 7 + 7));
  return [
    { type: "text-start", id: "1" },
    ...pieces.map((delta) => ({ type: "text-delta" as const, id: "1", delta })),
    { type: "text-end", id: "1" },
    { type: "finish", usage, finishReason: stop },
  ];
}
