/** What a provider knows of the calls it served: one entry per request, as it would stand on the bill. */

export interface Served {
  /** The call that the request belongs to: a tool loop and a retried call make several requests. */
  readonly key: string;
  readonly model: string;
  readonly status: "COMPLETED" | "FAILED" | "ABORTED";
  /** As they were reported to the client; a stream that was broken off reports none. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly costUsd: number;
}

/** US dollars per million tokens: the provider's own figures, of June 2026. */
const PRICES: Record<string, { input: number; cached: number; output: number }> = {
  "gpt-4o-mini": { input: 0.15, cached: 0.075, output: 0.6 },
  "text-embedding-3-small": { input: 0.02, cached: 0.02, output: 0 },
};

export interface Usage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

export const NO_USAGE: Usage = { input: 0, cached: 0, output: 0, reasoning: 0 };

/** Different for every call, and the same each time it is made. */
export function usageOf(key: string): Usage {
  const number = Number(/\d+/.exec(key)?.[0] ?? 0);
  const reasoning = number % 4;
  return { input: 100 + number, cached: number % 50, output: 10 + (number % 7) + reasoning, reasoning };
}

export function served(key: string, model: string, status: Served["status"], usage: Usage): Served {
  const price = PRICES[model] ?? { input: Number.NaN, cached: Number.NaN, output: Number.NaN };
  const millionths =
    (usage.input - usage.cached) * price.input + usage.cached * price.cached + usage.output * price.output;
  return {
    key,
    model,
    status,
    inputTokens: usage.input,
    cachedInputTokens: usage.cached,
    outputTokens: usage.output,
    reasoningTokens: usage.reasoning,
    costUsd: millionths / 1e6,
  };
}
