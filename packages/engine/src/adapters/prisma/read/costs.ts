/** What AI calls have cost, from the totals that are kept by day: a few rows however many calls. */

import {
  type CostFilter,
  type CostNames,
  type DayCost,
  MAX_COST_TOPICS,
  type TopicCosts,
} from "../../../read/costs.js";
import { dollars, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";
import { isWithinTopic } from "./topic-paths.js";

/** Walks ai_cost_daily_pkey by its first column. */
export async function costDays(db: Db, filter: CostFilter): Promise<DayCost[]> {
  const { dialect } = db;
  const rows = await db.read(sql`
    select c.day, c.model_id, sum(c.calls) as calls, sum(c.unpriced_calls) as unpriced,
      sum(c.input_tokens) as input_tokens, sum(c.cached_input_tokens) as cached_input_tokens,
      sum(c.output_tokens) as output_tokens, sum(c.batch_calls) as batch_calls,
      ${dialect.sumDollars(raw("c.cost"))} as cost,
      ${dialect.sumDollars(raw("case when c.generation = 'rerun' then c.cost else 0.0 end"))} as rerun,
      ${dialect.sumDollars(raw("c.cache_saved"))} as cache_saved,
      ${dialect.sumDollars(raw("c.batch_saved"))} as batch_saved
    from ai_cost_daily c where ${and(matching(db, filter))}
    group by c.day, c.model_id order by c.day, c.model_id`);
  return rows.map((row) => ({
    day: text(row.day),
    modelId: text(row.model_id),
    calls: whole(row.calls),
    unpricedCalls: whole(row.unpriced),
    inputTokens: whole(row.input_tokens),
    cachedInputTokens: whole(row.cached_input_tokens),
    outputTokens: whole(row.output_tokens),
    costUsd: dollars(row.cost),
    rerunUsd: dollars(row.rerun),
    cacheSavedUsd: dollars(row.cache_saved),
    batchSavedUsd: dollars(row.batch_saved),
    batchCalls: whole(row.batch_calls),
  }));
}

export async function costTopics(db: Db, filter: CostFilter): Promise<TopicCosts> {
  const cost = db.dialect.sumDollars(raw("c.cost"));
  const rows = await db.read(sql`
    with sums as (
      select c.workflow_id, c.stage_id, c.topic, c.model_id, sum(c.calls) as calls,
        sum(c.input_tokens + c.output_tokens) as tokens, ${cost} as cost
      from ai_cost_daily c where ${and(matching(db, filter))}
      group by c.workflow_id, c.stage_id, c.topic, c.model_id
    )
    select workflow_id, stage_id, topic, model_id, calls, tokens, cost, count(*) over () as total, sum(sums.calls) over () as all_calls,
      sum(sums.tokens) over () as all_tokens, sum(sums.cost) over () as all_cost
    from sums order by cost desc, tokens desc, workflow_id, stage_id, topic, model_id limit ${MAX_COST_TOPICS}`);
  const topics = rows.map((row) => ({
    workflowId: text(row.workflow_id),
    stageId: text(row.stage_id),
    topic: text(row.topic),
    modelId: text(row.model_id),
    calls: whole(row.calls),
    tokens: whole(row.tokens),
    costUsd: dollars(row.cost),
  }));
  const all = rows[0] ?? {};
  const told = (of: (topic: (typeof topics)[number]) => number) =>
    topics.reduce((sum, topic) => sum + of(topic), 0);
  return {
    topics,
    total: whole(all.total ?? 0),
    rest: {
      calls: whole(all.all_calls ?? 0) - told(({ calls }) => calls),
      tokens: whole(all.all_tokens ?? 0) - told(({ tokens }) => tokens),
      costUsd: dollars(Number(all.all_cost ?? 0) - told(({ costUsd }) => costUsd)),
    },
  };
}

export async function costNames(db: Db, { from, to }: CostFilter): Promise<CostNames> {
  const rows = await db.read(sql`
    select distinct c.model_id, c.workflow_id from ai_cost_daily c where c.day >= ${from} and c.day <= ${to}`);
  const sorted = (column: string) => [...new Set(rows.map((row) => text(row[column])))].sort();
  return { models: sorted("model_id"), workflows: sorted("workflow_id") };
}

const matching = (
  db: Db,
  { from, to, workflowId, stageId, topic, modelId, generation, status }: CostFilter,
): Sql[] => [
  sql`c.day >= ${from} and c.day <= ${to}`,
  ...(workflowId === undefined ? [] : [sql`c.workflow_id = ${workflowId}`]),
  ...(stageId === undefined ? [] : [sql`c.stage_id = ${stageId}`]),
  ...(topic === undefined ? [] : [isWithinTopic(raw("c.topic"), topic)]),
  ...(modelId === undefined ? [] : [sql`c.model_id = ${modelId}`]),
  ...(generation === undefined ? [] : [sql`c.generation = ${generation}`]),
  ...(status === undefined ? [] : [db.dialect.among(raw("c.status"), status)]),
];
