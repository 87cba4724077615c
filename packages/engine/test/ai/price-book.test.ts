import { calcPrice } from "@pydantic/genai-prices";
import { describe, expect, test } from "vitest";
import { priceBook, type TokenUse } from "../../src/ai/price-book.js";
import { costOf, type TokenPrices } from "../../src/domain/token-prices.js";
import type { ModelPrice } from "../../src/ports/model-prices.js";

const at = new Date("2026-06-01T00:00:00Z");
const use = (tokens: Partial<TokenUse>): TokenUse => ({
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  ...tokens,
});
const override = (from: string, prices: TokenPrices, provider: string | null = null): ModelPrice => ({
  modelId: "house-model",
  provider,
  effectiveFrom: new Date(from),
  prices,
  actorId: null,
  createdAt: at,
});
const house = (
  tokens: Partial<TokenUse>,
  more: { at?: Date; isBatch?: boolean; provider?: string } = {},
) => ({
  provider: "house.chat",
  modelId: "house-model",
  use: use(tokens),
  at,
  ...more,
});

describe("the kept list", () => {
  const uses = [
    use({ inputTokens: 1_000, outputTokens: 200 }),
    use({ inputTokens: 90_000, outputTokens: 4_000, cachedInputTokens: 60_000, reasoningTokens: 3_000 }),
    use({ inputTokens: 300_000, outputTokens: 10, cachedInputTokens: 100, cacheWriteTokens: 5_000 }),
    use({ inputTokens: 200_000, outputTokens: 1 }),
  ];
  test.each([
    ["openai.responses", "gpt-4o-mini"],
    ["openai.chat", "gpt-5-mini"],
    ["anthropic.messages", "claude-sonnet-4-5"],
    ["google.generative-ai", "gemini-2.5-pro"],
    ["openai.embedding", "text-embedding-3-small"],
  ])("%s %s costs what the list's own sum says, tiers included", (provider, modelId) => {
    for (const tokens of uses) {
      const isEmbedding = modelId.includes("embedding");
      const asked = isEmbedding ? { ...tokens, outputTokens: 0, reasoningTokens: 0 } : tokens;
      const price = priceBook().priceOf({ provider, modelId, use: asked, at });
      const listed = calcPrice(
        {
          input_tokens: asked.inputTokens,
          output_tokens: asked.outputTokens,
          cache_read_tokens: asked.cachedInputTokens,
          cache_write_tokens: asked.cacheWriteTokens,
        },
        modelId,
        { providerId: provider.split(".")[0] ?? provider, timestamp: at },
      );

      expect(price.costUsd).toBeCloseTo(listed?.total_price ?? Number.NaN, 12);
      expect(price.priced && costOf(price.pricing.lines)).toBe(price.costUsd);
    }
  });

  test("an unknown model is not priced, and not free", () => {
    const call = { provider: "nobody", modelId: "unheard-of-9", use: use({ inputTokens: 5 }), at };

    expect(priceBook().priceOf(call)).toEqual({ priced: false, costUsd: 0, pricing: null });
  });

  test("a gateway's names are understood", () => {
    const call = { modelId: "openai/gpt-4o-mini", use: use({ inputTokens: 1_000_000 }), at };

    expect(priceBook().priceOf({ ...call, provider: "gateway" }).costUsd).toBeCloseTo(0.15, 12);
  });

  test("a model in the worker itself is free", () => {
    const call = { provider: "stageline-local", modelId: "any", use: use({ inputTokens: 5 }), at };

    expect(priceBook().priceOf(call)).toMatchObject({ priced: true, costUsd: 0 });
  });

  test.each([
    ["openai.chat", "gpt-4o-mini"],
    ["anthropic.messages", "claude-sonnet-4-5"],
    ["google.generative-ai", "gemini-2.5-pro"],
  ])("a batch of %s costs half", (provider, modelId) => {
    const call = {
      provider,
      modelId,
      use: use({ inputTokens: 900, cachedInputTokens: 300, outputTokens: 50 }),
      at,
    };
    const [single, batch] = [priceBook().priceOf(call), priceBook().priceOf({ ...call, isBatch: true })];

    expect(batch.costUsd).toBeCloseTo(single.costUsd / 2, 15);
    expect(batch).toMatchObject({ pricing: { batchDiscount: 0.5 } });
  });
});

describe("the user's own prices", () => {
  const prices = { input: 2, cachedInput: 0.5, cacheWrite: 3, output: 10, reasoning: 20 };

  test("count each kind of token once, at its price", () => {
    const book = priceBook([override("2026-01-01", prices)]);

    const price = book.priceOf(
      house({
        inputTokens: 1_000_000,
        cachedInputTokens: 300_000,
        cacheWriteTokens: 100_000,
        outputTokens: 50_000,
        reasoningTokens: 20_000,
      }),
    );

    // 600,000 × 2 + 300,000 × 0.5 + 100,000 × 3 + 30,000 × 10 + 20,000 × 20 per million
    expect(price.costUsd).toBeCloseTo(1.2 + 0.15 + 0.3 + 0.3 + 0.4, 12);
  });

  test("what has no price of its own costs as its kind does", () => {
    const book = priceBook([override("2026-01-01", { input: 2, output: 10 })]);

    const price = book.priceOf(
      house({
        inputTokens: 10,
        cachedInputTokens: 4,
        cacheWriteTokens: 3,
        outputTokens: 10,
        reasoningTokens: 9,
      }),
    );

    expect(price.costUsd).toBeCloseTo(120 / 1e6, 15);
    expect(price.priced && price.pricing.lines.map(({ kind }) => kind)).toEqual([
      "input",
      "cachedInput",
      "cacheWrite",
      "output",
    ]);
  });

  test("hold from their dates on, the later one over the earlier", () => {
    const book = priceBook([override("2026-03-01", { input: 1 }), override("2026-05-01", { input: 4 })]);
    const on = (day: string) => book.priceOf(house({ inputTokens: 1_000_000 }, { at: new Date(day) }));

    expect(on("2026-02-28T23:59:59.999Z").priced).toBe(false);
    expect(on("2026-03-01").costUsd).toBe(1);
    expect(on("2026-04-30T23:59:59.999Z").costUsd).toBe(1);
    expect(on("2026-05-01")).toMatchObject({
      costUsd: 4,
      pricing: { source: "override", effectiveFrom: "2026-05-01T00:00:00.000Z" },
    });
  });

  test("of a provider win over those of any", () => {
    const book = priceBook([
      override("2026-05-01", { input: 1 }),
      override("2026-01-01", { input: 7 }, "house"),
    ]);

    expect(book.priceOf(house({ inputTokens: 1_000_000 })).costUsd).toBe(7);
    expect(book.priceOf(house({ inputTokens: 1_000_000 }, { provider: "housing" })).costUsd).toBe(1);
  });

  test("win over the list's", () => {
    const book = priceBook([{ ...override("2026-01-01", { input: 9 }), modelId: "gpt-4o-mini" }]);

    const { costUsd } = book.priceOf({
      provider: "openai.chat",
      modelId: "gpt-4o-mini",
      use: use({ inputTokens: 1_000_000 }),
      at,
    });

    expect(costUsd).toBe(9);
  });

  test("say what batches cost, by discount or by price", () => {
    const tokens = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
    const cost = (prices: TokenPrices) =>
      priceBook([override("2026-01-01", prices)]).priceOf(house(tokens, { isBatch: true })).costUsd;

    expect(cost({ input: 1, output: 2 })).toBe(3);
    expect(cost({ input: 1, output: 2, batchDiscount: 0.25 })).toBe(2.25);
    expect(cost({ input: 1, output: 2, batchDiscount: 0.5, batch: { output: 1.5 } })).toBe(2);
  });
});
