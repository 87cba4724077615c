/** AI calls of one run or of all, oldest first, without what was said. */

import { decodeDocument } from "../../../domain/json-document.js";
import { type CostExplanation, explainCost } from "../../../read/explain-cost.js";
import type { AiCallFilter } from "../../../read/filters.js";
import type { AiCallTotals, AiCallView, Page } from "../../../read/views.js";
import { dateOf, dollars, sumOfDollars } from "../columns.js";
import type { Moment } from "../database.js";
import { oldestFirst } from "../order.js";
import type { AiCallRow } from "../rows.js";
import { pageOf } from "./page.js";

export function listAiCalls(moment: Moment, filter: AiCallFilter): Page<AiCallView> {
  return pageOf(matching(moment, filter), filter, { newestFirst: false, toView });
}

/** Sums over all that matches, wherever the page is. */
export function totalAiCalls(moment: Moment, filter: AiCallFilter): AiCallTotals {
  const calls = matching(moment, filter);
  return {
    calls: calls.length,
    unpricedCalls: calls.filter((call) => !call.priced).length,
    inputTokens: calls.reduce((total, call) => total + call.inputTokens, 0),
    outputTokens: calls.reduce((total, call) => total + call.outputTokens, 0),
    cost: sumOfDollars(calls.map((call) => call.cost)),
  };
}

export function explainCostOf({ tables }: Moment, id: string): CostExplanation | null {
  const row = tables.aiCalls.get(id);
  if (row === undefined) return null;
  return explainCost({
    priced: row.priced,
    pricing: row.pricing === null ? null : decodeDocument(row.pricing),
  });
}

function matching({ tables }: Moment, filter: AiCallFilter): AiCallRow[] {
  const { runId, stageId, attempt, modelId, status } = filter;
  const candidates =
    runId === undefined ? [...tables.aiCalls.all()].sort(oldestFirst) : tables.aiCalls.in("run", runId);
  return candidates.filter(
    (row) =>
      (stageId === undefined || row.stageId === stageId) &&
      (attempt === undefined || row.attempt === attempt) &&
      (modelId === undefined || row.modelId === modelId) &&
      (status === undefined || status.includes(row.status)),
  );
}

const toView = (row: AiCallRow): AiCallView => ({
  id: row.id,
  createdAt: dateOf(row.createdAt),
  workflowRunId: row.workflowRunId,
  stageId: row.stageId,
  attempt: row.attempt,
  topic: row.topic,
  callType: row.callType,
  provider: row.provider,
  modelKey: row.modelKey,
  modelId: row.modelId,
  inputTokens: row.inputTokens,
  cachedInputTokens: row.cachedInputTokens,
  outputTokens: row.outputTokens,
  reasoningTokens: row.reasoningTokens,
  cost: dollars(row.cost),
  priced: row.priced,
  latencyMs: row.latencyMs,
  timeToFirstTokenMs: row.timeToFirstTokenMs,
  status: row.status,
  finishReason: row.finishReason,
  error: row.error,
});
