/** What AI calls have cost by topic. */

import type { AIHelperStats } from "../../../ports/ai-call-logger.js";
import { sumOfDollars } from "../columns.js";
import type { Moment } from "../database.js";
import { compareText } from "../order.js";
import type { AiCallRow } from "../rows.js";

/** Covers the topic itself and everything below it, segment by segment; '' covers all. */
export function getStats({ tables }: Moment, topicPrefix: string): AIHelperStats {
  const perModel = new Map<string, AiCallRow[]>();
  for (const call of tables.aiCalls.all()) {
    if (topicPrefix !== "" && call.topic !== topicPrefix && !call.topic.startsWith(`${topicPrefix}.`))
      continue;
    const calls = perModel.get(call.modelKey);
    if (calls) calls.push(call);
    else perModel.set(call.modelKey, [call]);
  }
  const models = [...perModel].sort(([a], [b]) => compareText(a, b));
  const { calls, inputTokens, outputTokens, cost } = statsOf(models.flatMap(([, of]) => of));
  return {
    totalCalls: calls,
    totalInputTokens: inputTokens,
    totalOutputTokens: outputTokens,
    totalCost: cost,
    perModel: Object.fromEntries(models.map(([model, of]) => [model, statsOf(of)])),
  };
}

const statsOf = (calls: readonly AiCallRow[]) => ({
  calls: calls.length,
  inputTokens: sum(calls, (call) => call.inputTokens),
  outputTokens: sum(calls, (call) => call.outputTokens),
  cost: sumOfDollars(calls.map((call) => call.cost)),
});

const sum = (calls: readonly AiCallRow[], of: (call: AiCallRow) => number): number =>
  calls.reduce((total, call) => total + of(call), 0);
