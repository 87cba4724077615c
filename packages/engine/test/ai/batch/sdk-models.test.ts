/** The AI SDK's own models make the requests of a batch and read its answers. */

import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, Output, streamText, tool } from "ai";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { anthropicBatchModel } from "../../../src/ai/batch/anthropic.js";
import type { BatchModel } from "../../../src/ai/batch/batch-api.js";
import { openaiBatchModel } from "../../../src/ai/batch/openai.js";
import { NotForBatchesError, RequestTakenError } from "../../../src/ai/batch/sdk-batch-model.js";
import { startAnthropic } from "./anthropic-server.js";
import { answersOf } from "./fake-provider.js";
import { startOpenai } from "./openai-server.js";
import { SDK_PROVIDERS } from "./sdk-providers.js";

const signal = new AbortController().signal;

const verdict = z.object({ risk: z.enum(["low", "high"]), duties: z.array(z.string()) });

const ITEMS = {
  plain: { system: "Be brief.", prompt: "What is 2 + 2?", maxOutputTokens: 500 },
  structured: { prompt: "Judge the licence MIT.", output: Output.object({ schema: verdict }) },
  tools: {
    prompt: "How is the weather in Oslo?",
    tools: { weather: tool({ description: "Tells it", inputSchema: z.object({ city: z.string() }) }) },
  },
};

type Item = (typeof ITEMS)[keyof typeof ITEMS];

async function bodyOf(model: BatchModel, item: Item): Promise<unknown> {
  const taken: unknown[] = [];
  const asked = generateText({ ...item, model: model.asking((body) => taken.push(body)) });
  await expect(asked).rejects.toBeInstanceOf(RequestTakenError);
  expect(taken).toHaveLength(1);
  return taken[0];
}

describe.each(Object.entries(SDK_PROVIDERS))(
  "%s",
  (_, { start, model: modelOf, reply, named, reasoningTokens }) => {
    const begin = async () => {
      const fake = await start();
      onTestFinished(() => fake.server.close());
      return { fake, model: modelOf(fake) };
    };

    test("is known by the names that prices are looked up by", async () => {
      const { model } = await begin();

      expect({ provider: model.provider, modelId: model.modelId }).toEqual(named);
    });

    test("text, structured output and tool calls come through a batch as through single calls", async () => {
      const { fake, model } = await begin();
      const bodies = await Promise.all(Object.values(ITEMS).map((item) => bodyOf(model, item)));
      const requests = bodies.map((body, index) => ({ id: `r-${index}`, body }));

      const handle = await model.api.submit({ key: "k", modelId: model.modelId, requests }, signal);
      const outcomes = [
        reply({ text: "Four." }),
        reply({ text: JSON.stringify({ risk: "low", duties: ["name the authors"] }) }),
        reply({ tool: "weather", input: { city: "Oslo" } }),
      ].map((body) => ({ kind: "answered" as const, body }));
      fake.end(handle.batchId, { outcomes, order: [2, 0, 1] });
      const answers = new Map((await answersOf(fake, handle)).map((answer) => [answer.id, answer]));
      const answering = (id: string) => {
        const answer = answers.get(id);
        return model.answering(answer?.ok ? answer.body : undefined);
      };
      const plain = await generateText({ ...ITEMS.plain, model: answering("r-0") });
      const structured = await generateText({ ...ITEMS.structured, model: answering("r-1") });
      const called = await generateText({ ...ITEMS.tools, model: answering("r-2") });

      expect(plain.text).toBe("Four.");
      expect(plain.finishReason).toBe("stop");
      expect(plain.usage).toMatchObject({
        inputTokens: 100,
        inputTokenDetails: { cacheReadTokens: 40 },
        outputTokens: 30,
        outputTokenDetails: { reasoningTokens },
      });
      expect(structured.output).toEqual({ risk: "low", duties: ["name the authors"] });
      expect(called.finishReason).toBe("tool-calls");
      expect(called.toolCalls).toMatchObject([{ toolName: "weather", input: { city: "Oslo" } }]);
      expect(fake.server.violations).toEqual([]);
    });

    test("the same item makes the same body every time", async () => {
      const { model } = await begin();

      for (const item of Object.values(ITEMS)) {
        expect(await bodyOf(model, item)).toEqual(await bodyOf(model, item));
      }
    });

    test("streaming is refused, both ways", async () => {
      const { model } = await begin();
      const thrown: unknown[] = [];
      const onError = ({ error }: { error: unknown }) => void thrown.push(error);

      for (const served of [model.asking(() => undefined), model.answering(reply({ text: "Four." }))]) {
        await streamText({ ...ITEMS.plain, model: served, onError }).consumeStream();
      }

      expect(thrown).toEqual([expect.any(NotForBatchesError), expect.any(NotForBatchesError)]);
    });

    test("an answer that does not fit the schema fails as a single call's would", async () => {
      const { model } = await begin();
      const served = model.answering(reply({ text: '{"risk":"somewhat"}' }));

      await expect(generateText({ ...ITEMS.structured, model: served })).rejects.toThrow(/schema|parse/);
    });
  },
);

test("betas that Anthropic's requests need are sent as the batch's header and not in their bodies", async () => {
  const fake = await startAnthropic();
  onTestFinished(() => fake.server.close());
  const { apiKey, api } = fake;
  const model = anthropicBatchModel({
    api,
    model: (fetch) => createAnthropic({ apiKey, fetch })("claude-haiku-4-5"),
  });
  const withBetas = (anthropicBeta: string[]) =>
    bodyOf(model, { ...ITEMS.plain, providerOptions: { anthropic: { anthropicBeta } } } as Item);

  const bodies = [await withBetas(["one-2027-01-01"]), await withBetas(["two-2027-02-02", "one-2027-01-01"])];
  const requests = bodies.map((body, index) => ({ id: `r-${index}`, body }));
  await api.submit({ key: "k", modelId: model.modelId, requests }, signal);

  expect(fake.server.exchanges[0]?.headers["anthropic-beta"]).toBe("one-2027-01-01,two-2027-02-02");
  expect(fake.server.violations).toEqual([]);
});

test("what is no request for text is refused: embeddings have batches of their own", async () => {
  const fake = await startOpenai();
  onTestFinished(() => fake.server.close());
  const { apiKey, api } = fake;
  const model = openaiBatchModel({
    api,
    model: (fetch) => createOpenAI({ apiKey, fetch }).completion("babbage-002"),
  });

  const asked = generateText({ prompt: "Hello", model: model.asking(() => undefined) });

  await expect(asked).rejects.toBeInstanceOf(NotForBatchesError);
});
