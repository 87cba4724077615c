/** What a model call costs, from a kept price list. */

import { calcPrice } from "@pydantic/genai-prices";

export interface TokenUse {
  /** All input tokens, cached ones included. */
  inputTokens: number;
  /** All output tokens, reasoning included. */
  outputTokens: number;
  cachedInputTokens: number;
  cacheWriteTokens: number;
}

/** A known cost with the prices behind it, or the fact that none is known. */
export type Price =
  | { readonly priced: true; readonly costUsd: number; readonly pricing: Readonly<Record<string, unknown>> }
  | { readonly priced: false; readonly costUsd: 0; readonly pricing: null };

/** Models that run in the worker itself cost nothing but the machine. */
const LOCAL_PROVIDER = "stageline-local";

const UNPRICED: Price = { priced: false, costUsd: 0, pricing: null };

/**
 * Prices a call. Source of the prices: the `@pydantic/genai-prices` list shipped with this version.
 *
 * @param at when the call was made; prices change by date
 * @returns `priced: false` for a model the list does not know: unknown, never free
 */
export function priceOf(provider: string, modelId: string, use: TokenUse, at: Date): Price {
  if (provider === LOCAL_PROVIDER) return { priced: true, costUsd: 0, pricing: { source: "local" } };
  const usage = {
    input_tokens: use.inputTokens,
    output_tokens: use.outputTokens,
    cache_read_tokens: use.cachedInputTokens,
    cache_write_tokens: use.cacheWriteTokens,
  };
  const found =
    calculate(usage, modelId, { providerId: provider.split(".")[0] ?? provider, timestamp: at }) ??
    calculate(usage, modelId, { timestamp: at });
  if (found === null) return UNPRICED;
  return {
    priced: true,
    costUsd: found.total_price,
    pricing: {
      source: "genai-prices",
      provider: found.provider.id,
      model: found.model.id,
      prices: found.model_price,
    },
  };
}

/** The list throws for a usage that it cannot price; that is no reason to fail a stage. */
function calculate(...call: Parameters<typeof calcPrice>): ReturnType<typeof calcPrice> {
  try {
    return calcPrice(...call);
  } catch {
    return null;
  }
}
