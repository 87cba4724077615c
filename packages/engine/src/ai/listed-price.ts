/** Prices of the kept list: `@pydantic/genai-prices`, as it is shipped with this version. */

import { calcPrice } from "@pydantic/genai-prices";
import type { TokenPrices } from "../domain/token-prices.js";

export interface ListedPrice {
  readonly provider: string;
  readonly model: string;
  readonly prices: TokenPrices;
}

export interface Asked {
  readonly provider: string;
  readonly modelId: string;
  /** Of the whole call: long prompts cost more with some models. */
  readonly inputTokens: number;
  readonly at: Date;
}

/** @returns undefined for a model the list does not know */
export function listedPrice({ provider, modelId, inputTokens, at }: Asked): ListedPrice | undefined {
  const [family = provider] = provider.split(".");
  const slash = modelId.indexOf("/");
  const found =
    look(modelId, family, at) ??
    // Gateways name models `openai/gpt-4o`.
    (slash > 0 ? look(modelId.slice(slash + 1), modelId.slice(0, slash), at) : null) ??
    look(modelId, undefined, at);
  if (found === null) return undefined;
  const { input_mtok, cache_read_mtok, cache_write_mtok, output_mtok, output_reasoning_mtok } =
    found.model_price;
  const rate = (price: Listed) => perMillion(price, inputTokens);
  return {
    provider: found.provider.id,
    model: found.model.id,
    prices: {
      input: rate(input_mtok),
      cachedInput: rate(cache_read_mtok),
      cacheWrite: rate(cache_write_mtok),
      output: rate(output_mtok),
      reasoning: rate(output_reasoning_mtok),
    },
  };
}

/** A price that is found by what the list is asked with: no tokens, since only its prices are wanted. */
function look(modelId: string, providerId: string | undefined, at: Date): ReturnType<typeof calcPrice> {
  try {
    return calcPrice({}, modelId, { timestamp: at, ...(providerId === undefined ? {} : { providerId }) });
  } catch {
    // The list throws for what it cannot price; that is no reason to fail a stage.
    return null;
  }
}

type Listed = NonNullable<ReturnType<typeof calcPrice>>["model_price"][string];

/** Of prices with tiers that of the highest one that the call is above. */
function perMillion(price: Listed, inputTokens: number): number | undefined {
  if (price === undefined || typeof price === "number") return price;
  return price.tiers.reduce((held, tier) => (inputTokens > tier.start ? tier.price : held), price.base);
}
