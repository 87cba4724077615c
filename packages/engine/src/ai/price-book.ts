/** What a model call costs: the user's own prices from their dates on, the kept list's otherwise. */

import {
  type CallPricing,
  type CostLine,
  costOf,
  type TokenKind,
  type TokenPrices,
} from "../domain/token-prices.js";
import type { ModelPrice } from "../ports/model-prices.js";
import { listedPrice } from "./listed-price.js";

export interface TokenUse {
  /** All input tokens, those of caches included. */
  readonly inputTokens: number;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
}

/** A call to be priced. */
export interface PricedCall {
  /** As in the AI SDK's `model.provider`. */
  readonly provider: string;
  readonly modelId: string;
  readonly use: TokenUse;
  /** When it was made: prices change by date. */
  readonly at: Date;
  /** Whether it was part of a batch. Default false. */
  readonly isBatch?: boolean | undefined;
}

/** A known cost with the prices behind it, or the fact that none is known. */
export type Price =
  | { readonly priced: true; readonly costUsd: number; readonly pricing: CallPricing }
  | { readonly priced: false; readonly costUsd: 0; readonly pricing: null };

export interface PriceBook {
  /** `priced: false` for a model without a known price: unknown, never free. */
  priceOf(call: PricedCall): Price;
}

/** Models that run in the worker itself cost nothing but the machine. */
const LOCAL_PROVIDER = "stageline-local";

export const UNPRICED: Price = { priced: false, costUsd: 0, pricing: null };

/** @param overrides the user's own prices. Default: none */
export function priceBook(overrides: readonly ModelPrice[] = []): PriceBook {
  return {
    priceOf(call) {
      if (call.provider === LOCAL_PROVIDER)
        return { priced: true, costUsd: 0, pricing: { source: "local", lines: [] } };
      const known = overridden(overrides, call) ?? listed(call);
      if (known === undefined) return UNPRICED;
      const { prices, ...origin } = known;
      const discount = call.isBatch ? (prices.batchDiscount ?? providersDiscount(known.provider)) : undefined;
      const rates = ratesOf(prices, discount);
      const lines = linesOf(call.use, rates);
      const costUsd = costOf(lines);
      const saved = {
        cacheUsd: cacheSaved(call.use, rates),
        batchUsd:
          discount === undefined ? 0 : costOf(linesOf(call.use, ratesOf(prices, undefined))) - costUsd,
      };
      return {
        priced: true,
        costUsd,
        pricing: {
          ...origin,
          ...(discount === undefined ? {} : { batchDiscount: discount }),
          ...(saved.cacheUsd === 0 && saved.batchUsd === 0 ? {} : { saved }),
          lines,
        },
      };
    },
  };
}

type Known = Omit<CallPricing, "lines" | "batchDiscount" | "saved"> & {
  provider: string;
  prices: TokenPrices;
};

/** The price of the provider's own wins over that of any, then the later one. */
function overridden(
  overrides: readonly ModelPrice[],
  { provider, modelId, at }: PricedCall,
): Known | undefined {
  const [best] = overrides
    .filter(
      (price) => price.modelId === modelId && price.effectiveFrom <= at && covers(price.provider, provider),
    )
    .sort(
      (a, b) =>
        Number(b.provider !== null) - Number(a.provider !== null) ||
        b.effectiveFrom.getTime() - a.effectiveFrom.getTime(),
    );
  if (best === undefined) return undefined;
  return {
    source: "override",
    provider: best.provider ?? provider,
    model: modelId,
    effectiveFrom: best.effectiveFrom.toISOString(),
    prices: best.prices,
  };
}

const covers = (named: string | null, provider: string): boolean =>
  named === null || named === provider || provider.startsWith(`${named}.`);

function listed({ provider, modelId, use, at }: PricedCall): Known | undefined {
  const found = listedPrice({ provider, modelId, inputTokens: use.inputTokens, at });
  return found === undefined ? undefined : { source: "price-list", ...found };
}

/** Half the price is what these three say of their batches. */
const providersDiscount = (provider: string): number =>
  /^(openai|azure|anthropic|google|gemini|vertex)/i.test(provider) ? 0.5 : 0;

type Rates = Record<TokenKind, number>;

function ratesOf(prices: TokenPrices, discount: number | undefined): Rates {
  const input = prices.input ?? 0;
  const output = prices.output ?? 0;
  const single: Rates = {
    input,
    cachedInput: prices.cachedInput ?? input,
    cacheWrite: prices.cacheWrite ?? input,
    output,
    reasoning: prices.reasoning ?? output,
  };
  if (discount === undefined) return single;
  const rate = (kind: TokenKind) => prices.batch?.[kind] ?? single[kind] * (1 - discount);
  return {
    input: rate("input"),
    cachedInput: rate("cachedInput"),
    cacheWrite: rate("cacheWrite"),
    output: rate("output"),
    reasoning: rate("reasoning"),
  };
}

/** What the tokens of caches would have cost more, or less, as plain input. */
const cacheSaved = ({ cachedInputTokens, cacheWriteTokens }: TokenUse, rates: Rates): number =>
  (cachedInputTokens * (rates.input - rates.cachedInput) +
    cacheWriteTokens * (rates.input - rates.cacheWrite)) /
  1_000_000;

/** Reasoning has a line of its own only where it has a price of its own. */
function linesOf(use: TokenUse, rates: Rates): CostLine[] {
  const { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens } = use;
  const apart = rates.reasoning === rates.output ? 0 : Math.min(use.reasoningTokens, outputTokens);
  const tokens: Rates = {
    input: Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens),
    cachedInput: cachedInputTokens,
    cacheWrite: cacheWriteTokens,
    output: outputTokens - apart,
    reasoning: apart,
  };
  const kinds = Object.keys(tokens) as TokenKind[];
  return kinds
    .filter((kind) => tokens[kind] > 0)
    .map((kind) => ({ kind, tokens: tokens[kind], usdPerMillion: rates[kind] }));
}
