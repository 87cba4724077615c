/** What synthetic AI calls add to the day's costs: the rows the product keeps beside its calls. */

import { NANO } from "./stage-rows.js";
import type { RowOf } from "./tables.js";

/** The key of ai_cost_daily. */
export const DAY_KEY = [
  "day",
  "workflow_id",
  "stage_id",
  "model_key",
  "model_id",
  "generation",
  "status",
  "topic",
] as const;

export interface DailyCost {
  readonly key: readonly string[];
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
}

const DAY_CHARS = 10;

export function dailyCosts(calls: readonly RowOf<"ai_calls">[]): DailyCost[] {
  const days = new Map<string, DailyCost & { nanos: number }>();
  for (const call of calls) {
    const day = (call.created_at as Date).toISOString().slice(0, DAY_CHARS);
    const generation = Number(call.attempt) > 0 ? "rerun" : "first";
    const key = [
      day,
      ...[call.workflow_id, call.stage_id, call.model_key, call.model_id].map(String),
      generation,
      String(call.status),
      // Calls are about their stage as a whole.
      "",
    ];
    const name = key.join("\n");
    const sum = days.get(name) ?? { key, calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, nanos: 0 };
    days.set(name, sum);
    sum.calls += 1;
    sum.inputTokens += Number(call.input_tokens);
    sum.outputTokens += Number(call.output_tokens);
    sum.nanos += Math.round(Number(call.cost) * NANO);
    sum.costUsd = sum.nanos / NANO;
  }
  return [...days.values()].sort((a, b) => (a.key.join("\n") < b.key.join("\n") ? -1 : 1));
}
