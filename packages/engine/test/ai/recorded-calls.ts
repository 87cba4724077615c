/** Reads what was recorded, in the words of a provider's books. */

import type { Store } from "../../src/adapters/store.js";
import type { AiCallView } from "../../src/read/views.js";
import type { Served } from "./provider/books.js";

export async function recordedCalls(store: Store): Promise<AiCallView[]> {
  const calls: AiCallView[] = [];
  for (let cursor: AiCallView | undefined; ; cursor = calls.at(-1)) {
    const page = await store.read.aiCalls.list({
      direction: "after",
      limit: 200,
      ...(cursor === undefined ? {} : { cursor: { createdAt: cursor.createdAt, id: cursor.id } }),
    });
    calls.push(...page.rows);
    if (page.next === null) return calls;
  }
}

export type Sums = Record<string, { calls: number; tokens: readonly number[]; costUsd: number }>;

type Counted = Omit<Served, "key">;

/** By model and status: how many, their tokens of each kind, and dollars to the 10th decimal. */
export function sumsOf(calls: readonly Counted[]): Sums {
  const sums: Sums = {};
  for (const name of [...new Set(calls.map(nameOf))].sort()) {
    const of = calls.filter((call) => nameOf(call) === name);
    const sum = (what: (call: Counted) => number) => of.reduce((total, call) => total + what(call), 0);
    sums[name] = {
      calls: of.length,
      tokens: [
        sum((call) => call.inputTokens),
        sum((call) => call.cachedInputTokens),
        sum((call) => call.outputTokens),
        sum((call) => call.reasoningTokens),
      ],
      costUsd: Number(sum((call) => call.costUsd).toFixed(10)),
    };
  }
  return sums;
}

const nameOf = ({ model, status }: Counted): string => `${model} ${status}`;

export const asCounted = ({ modelId, cost, ...call }: AiCallView): Counted => ({
  model: modelId,
  status: call.status,
  inputTokens: call.inputTokens,
  cachedInputTokens: call.cachedInputTokens,
  outputTokens: call.outputTokens,
  reasoningTokens: call.reasoningTokens,
  costUsd: cost,
});
