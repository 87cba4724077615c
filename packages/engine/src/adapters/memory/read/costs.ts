/** What AI calls have cost, added up when it is asked: here a look at every call is cheap. */

import { costTopic } from "../../../domain/cost-topic.js";
import { savingsOf } from "../../../domain/token-prices.js";
import {
  type CostFilter,
  type CostNames,
  type DayCost,
  MAX_COST_TOPICS,
  type TopicCost,
  type TopicCosts,
} from "../../../read/costs.js";
import { documentOrNull, sumOfDollars } from "../columns.js";
import type { Moment } from "../database.js";
import { by, byText, descending } from "../order.js";
import type { AiCallRow } from "../rows.js";
import { costMatches, dayOf } from "./cost-matches.js";
import { grouped } from "./grouped.js";

export function costDays(moment: Moment, filter: CostFilter): DayCost[] {
  return grouped(matching(moment, filter), (call) => `${dayOf(call)}\n${call.modelId}`)
    .map(dayCost)
    .sort(
      by(
        byText((row: DayCost) => row.day),
        byText((row: DayCost) => row.modelId),
      ),
    );
}

export function costTopics(moment: Moment, filter: CostFilter): TopicCosts {
  const topics = grouped(matching(moment, filter), (call) =>
    JSON.stringify([call.workflowId ?? "", call.stageId ?? "", costTopic(call), call.modelId]),
  )
    .map(topicCost)
    .sort(
      by(
        descending((topic: TopicCost) => topic.costUsd),
        descending((topic: TopicCost) => topic.tokens),
        byText((topic: TopicCost) => topic.workflowId),
        byText((topic: TopicCost) => topic.stageId),
        byText((topic: TopicCost) => topic.topic),
        byText((topic: TopicCost) => topic.modelId),
      ),
    );
  const rest = topics.slice(MAX_COST_TOPICS);
  return {
    topics: topics.slice(0, MAX_COST_TOPICS),
    total: topics.length,
    rest: {
      calls: sum(rest, ({ calls }) => calls),
      tokens: sum(rest, ({ tokens }) => tokens),
      costUsd: sumOfDollars(rest.map(({ costUsd }) => costUsd)),
    },
  };
}

export function costNames(moment: Moment, { from, to }: CostFilter): CostNames {
  const calls = matching(moment, { from, to });
  const sorted = (of: (call: AiCallRow) => string) => [...new Set(calls.map(of))].sort();
  return {
    models: sorted(({ modelId }) => modelId),
    workflows: sorted(({ workflowId }) => workflowId ?? ""),
  };
}

const matching = ({ tables }: Moment, filter: CostFilter): AiCallRow[] =>
  [...tables.aiCalls.all()].filter((call) => costMatches(call, filter, costTopic));

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

function dayCost(calls: readonly AiCallRow[]): DayCost {
  const [first] = calls as [AiCallRow];
  const saved = calls.map(({ pricing }) => savingsOf(documentOrNull(pricing)));
  return {
    day: dayOf(first),
    modelId: first.modelId,
    calls: calls.length,
    unpricedCalls: calls.filter(({ priced }) => !priced).length,
    inputTokens: sum(calls, ({ inputTokens }) => inputTokens),
    cachedInputTokens: sum(calls, ({ cachedInputTokens }) => cachedInputTokens),
    outputTokens: sum(calls, ({ outputTokens }) => outputTokens),
    costUsd: sumOfDollars(calls.map(({ cost }) => cost)),
    rerunUsd: sumOfDollars(calls.filter(({ attempt }) => (attempt ?? 0) > 0).map(({ cost }) => cost)),
    cacheSavedUsd: sumOfDollars(saved.map(({ cacheUsd }) => cacheUsd)),
    batchSavedUsd: sumOfDollars(saved.map(({ batchUsd }) => batchUsd)),
    batchCalls: calls.filter(({ batchId }) => batchId !== null).length,
  };
}

function topicCost(calls: readonly AiCallRow[]): TopicCost {
  const [first] = calls as [AiCallRow];
  return {
    workflowId: first.workflowId ?? "",
    stageId: first.stageId ?? "",
    topic: costTopic(first),
    modelId: first.modelId,
    calls: calls.length,
    tokens: sum(calls, ({ inputTokens, outputTokens }) => inputTokens + outputTokens),
    costUsd: sumOfDollars(calls.map(({ cost }) => cost)),
  };
}
