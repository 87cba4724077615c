/** AI calls of one run or of all, oldest first, without what was said. */

import { decodeDocument } from "../../../domain/json-document.js";
import { type CostExplanation, explainCost } from "../../../read/explain-cost.js";
import type { AiCallFilter } from "../../../read/filters.js";
import { type AiCallTopics, type AiCallTopicsFilter, MAX_TOPICS } from "../../../read/run-overviews.js";
import { type AiCallTotals, type AiCallView, COUNT_CAP, type Page } from "../../../read/views.js";
import { startsWith } from "../annotations.js";
import { dateOf, dollars, sumOfDollars } from "../columns.js";
import type { Moment } from "../database.js";
import { compareText, oldestFirst } from "../order.js";
import type { AiCallRow } from "../rows.js";
import { grouped } from "./grouped.js";
import { pageOf } from "./page.js";

export function listAiCalls(moment: Moment, filter: AiCallFilter): Page<AiCallView> {
  return pageOf(matching(moment, filter), filter, { newestFirst: false, toView: toCallView });
}

/** Sums over all that matches, wherever the page is. */
export function totalAiCalls(moment: Moment, filter: AiCallFilter): AiCallTotals {
  const calls = matching(moment, filter);
  return {
    calls: calls.length,
    unpricedCalls: calls.filter((call) => !call.priced).length,
    inputTokens: calls.reduce((total, call) => total + call.inputTokens, 0),
    cachedInputTokens: calls.reduce((total, call) => total + call.cachedInputTokens, 0),
    outputTokens: calls.reduce((total, call) => total + call.outputTokens, 0),
    cost: sumOfDollars(calls.map((call) => call.cost)),
  };
}

export function listAiCallTopics(moment: Moment, filter: AiCallTopicsFilter): AiCallTopics {
  const calls = matching(moment, filter).slice(-COUNT_CAP - 1);
  const topics = grouped(calls, ({ topic }) => topic)
    .map((its) => ({
      topic: its[0]?.topic ?? "",
      calls: its.length,
      cost: sumOfDollars(its.map(({ cost }) => cost)),
      tokens: its.reduce((total, call) => total + call.inputTokens + call.outputTokens, 0),
    }))
    .sort((a, b) => b.cost - a.cost || compareText(a.topic, b.topic));
  return {
    topics: topics.slice(0, MAX_TOPICS),
    isCapped: topics.length > MAX_TOPICS || calls.length > COUNT_CAP,
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

function matching({ tables }: Moment, filter: AiCallTopicsFilter): AiCallRow[] {
  const { runId, stageId, attempt, modelId, topicPrefix, status } = filter;
  const candidates =
    runId === undefined ? [...tables.aiCalls.all()].sort(oldestFirst) : tables.aiCalls.in("run", runId);
  return candidates.filter(
    (row) =>
      (stageId === undefined || row.stageId === stageId) &&
      (attempt === undefined || row.attempt === attempt) &&
      (modelId === undefined || row.modelId === modelId) &&
      startsWith(row.topic, topicPrefix) &&
      (status === undefined || status.includes(row.status)),
  );
}

export const toCallView = (row: AiCallRow): AiCallView => ({
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
