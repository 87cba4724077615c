/** How the cost of a call came about, as data and as one line to read. */

import {
  type CallPricing,
  type CostLine,
  callPricing,
  costOf,
  type TokenKind,
} from "../domain/token-prices.js";

export interface CostExplanation {
  readonly costUsd: number;
  /** Null when no price is known: the cost is 0 because it is unknown. */
  readonly pricing: CallPricing | null;
  /** `12,000 input × $0.25/M + 300 output × $2/M = $0.0036`. */
  readonly line: string;
}

const NAMES: Record<TokenKind, string> = {
  input: "input",
  cachedInput: "cached input",
  cacheWrite: "cache write",
  output: "output",
  reasoning: "reasoning",
};

/** @param pricing as it is stored with the call, in whatever form */
export function explainCost({ priced, pricing }: { priced: boolean; pricing: unknown }): CostExplanation {
  const known = priced ? callPricing.safeParse(pricing) : undefined;
  if (!known?.success) {
    const line = priced ? "How this cost came about was not recorded" : "No price is known for this call";
    return { costUsd: 0, pricing: null, line };
  }
  const { lines, source, batchDiscount } = known.data;
  const costUsd = costOf(lines);
  if (source === "local") return { costUsd, pricing: known.data, line: "Runs in the worker itself: free" };
  const sum = lines.length === 0 ? "no tokens" : lines.map(asTerm).join(" + ");
  const discount =
    batchDiscount === undefined ? "" : ` (batch prices, ${decimal(batchDiscount * 100, 2)} % off)`;
  return { costUsd, pricing: known.data, line: `${sum} = $${decimal(costUsd, 8)}${discount}` };
}

const asTerm = ({ kind, tokens, usdPerMillion }: CostLine): string =>
  `${decimal(tokens, 0)} ${NAMES[kind]} × $${decimal(usdPerMillion, 6)}/M`;

const decimal = (value: number, digits: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: digits });
