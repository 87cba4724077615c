/** What tokens cost, and the sum that was made of it for one call. */

import { z } from "zod";

/** What is paid for apart. `input` is what was neither read from nor written to a cache, `output` what is no reasoning. */
export const TOKEN_KINDS = ["input", "cachedInput", "cacheWrite", "output", "reasoning"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

const usdPerMillion = z.number().min(0).max(1_000_000);
const byKind = z.object({
  input: usdPerMillion.optional(),
  /** Default: as `input`. */
  cachedInput: usdPerMillion.optional(),
  /** Default: as `input`. */
  cacheWrite: usdPerMillion.optional(),
  output: usdPerMillion.optional(),
  /** Default: as `output`. */
  reasoning: usdPerMillion.optional(),
});

/** US dollars per million tokens of a kind. What is not named, and has no default, is free. */
export const tokenPrices = byKind.extend({
  /** What batches cost of each kind, where that is not the discounted price. */
  batch: byKind.optional(),
  /** What a batch costs less, from 0 to 1. Default: as its provider says, 0.5 with OpenAI, Anthropic and Google. */
  batchDiscount: z.number().min(0).max(1).optional(),
});
export type TokenPrices = z.infer<typeof tokenPrices>;

const costLine = z.object({ kind: z.enum(TOKEN_KINDS), tokens: z.number(), usdPerMillion: z.number() });
/** `tokens` × `usdPerMillion` / 1,000,000 dollars. */
export type CostLine = z.infer<typeof costLine>;

const savings = z.object({ cacheUsd: z.number(), batchUsd: z.number() });

/** How the cost of a call came about, as it is stored with it: the cost is the sum of the lines. */
export const callPricing = z.object({
  /** `local`: a model that runs in the worker, and costs nothing but the machine. */
  source: z.enum(["price-list", "override", "local"]),
  provider: z.string().optional(),
  model: z.string().optional(),
  /** ISO time from which the override holds. */
  effectiveFrom: z.string().optional(),
  /** What the prices of the lines are below those of single calls, from 0 to 1. Only of batches. */
  batchDiscount: z.number().optional(),
  /** Left out when nothing was. */
  saved: savings.optional(),
  lines: z.array(costLine),
});
export type CallPricing = z.infer<typeof callPricing>;

/** US dollars. */
export const costOf = (lines: readonly CostLine[]): number =>
  lines.reduce((sum, { tokens, usdPerMillion }) => sum + tokens * usdPerMillion, 0) / 1_000_000;

/** What a call would have cost more, in US dollars. */
export interface Savings {
  /** Without a cache: what was read from it was cheaper, what was written to it dearer. May be below 0. */
  readonly cacheUsd: number;
  /** Outside a batch. */
  readonly batchUsd: number;
}

const NOTHING_SAVED: Savings = { cacheUsd: 0, batchUsd: 0 };

/** @param pricing as it is given or stored with the call, in whatever form */
export function savingsOf(pricing: unknown): Savings {
  if (typeof pricing !== "object" || pricing === null || !("saved" in pricing)) return NOTHING_SAVED;
  const { data } = savings.safeParse(pricing.saved);
  return data ?? NOTHING_SAVED;
}
