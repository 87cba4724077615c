/** A workflow whose one stage makes calls of all kinds, and tells the provider of each answer it got. */

import { createOpenAI } from "@ai-sdk/openai";
import { embed, embedMany, generateText, isStepCount, Output, streamText, tool } from "ai";
import { z } from "zod";
import { defineStage, type StageContext } from "../../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../../src/domain/definition/workflow.js";

export const KINDS = [
  "text",
  "stream",
  "abort",
  "leave",
  "tool",
  "object",
  "embed",
  "embeds",
  "fail",
  "retry",
] as const;
type Kind = (typeof KINDS)[number];

/** Requests that reach the provider for one call of each kind. */
export const REQUESTS = KINDS.length + 2;

const input = z.object({
  /** Number of the first call. */
  first: z.number(),
  /** How many of each kind. */
  ofEach: z.number(),
});
type Input = z.infer<typeof input>;

interface Model {
  readonly ctx: StageContext<Input, undefined>;
  readonly openai: ReturnType<typeof createOpenAI>;
}

export function mixedCalls(providerUrl: string) {
  const openai = createOpenAI({ baseURL: `${providerUrl}/v1`, apiKey: "none" });
  const acknowledge = (key: string) =>
    fetch(`${providerUrl}/acknowledge`, { method: "POST", body: key }).then((response) => response.text());
  const calls = defineStage({
    id: "calls",
    name: "Calls",
    schemas: { input, output: z.number() },
    retry: { maxAttempts: 50, baseMs: 1, capMs: 1 },
    async execute(ctx) {
      const numbers = Array.from({ length: ctx.input.ofEach }, (_, index) => ctx.input.first + index);
      for (const number of numbers) {
        await Promise.all(
          KINDS.map(async (kind) => {
            const key = `${number}-${kind}-${ctx.delivery}`;
            await call(kind, key, { ctx, openai });
            // What was broken off has no answer that could have been received.
            if (kind !== "abort" && kind !== "leave") await acknowledge(key);
          }),
        );
      }
      return numbers.length;
    },
  });
  return defineWorkflow({ id: "mixed", name: "Mixed", input }).pipe(calls).build();
}

async function call(kind: Kind, key: string, { ctx, openai }: Model): Promise<unknown> {
  const model = ctx.ai(openai.chat("gpt-4o-mini"));
  const prompt = `call:${key}`;
  const embedder = ctx.ai(openai.embedding("text-embedding-3-small"));
  switch (kind) {
    case "text":
    case "retry":
      return generateText({ model, prompt });
    case "fail":
      return generateText({ model, prompt }).catch(() => undefined);
    case "object":
      return generateText({
        model,
        prompt,
        output: Output.object({ schema: z.object({ answer: z.number() }) }),
      });
    case "tool":
      return generateText({ model, prompt, tools: { add }, stopWhen: isStepCount(3) });
    case "embed":
      return embed({ model: embedder, value: prompt });
    case "embeds":
      return embedMany({ model: embedder, values: [prompt, "and another"] });
    case "stream":
      return streamText({ model, prompt }).text;
    case "abort": {
      const controller = new AbortController();
      const { textStream } = streamText({ model, prompt, abortSignal: controller.signal });
      for await (const _ of textStream) controller.abort();
      return undefined;
    }
    case "leave": {
      const { stream } = await model.doStream({
        prompt: [{ role: "user", content: [{ type: "text", text: prompt }] }],
      });
      // Read a little, never cancelled: the reader is simply forgotten.
      return stream.getReader().read();
    }
  }
}

const add = tool({ inputSchema: z.object({ a: z.number() }), execute: async ({ a }) => a + 1 });
