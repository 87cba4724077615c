/** AI calls of one run or of all, oldest first, without what was said. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { AICallStatus } from "../../../ports/ai-call-logger.js";
import { type CostExplanation, explainCost } from "../../../read/explain-cost.js";
import type { AiCallFilter } from "../../../read/filters.js";
import { type AiCallTopics, type AiCallTopicsFilter, MAX_TOPICS } from "../../../read/run-overviews.js";
import { type AiCallTotals, type AiCallView, COUNT_CAP, type Page } from "../../../read/views.js";
import {
  dollars,
  flag,
  fromDocumentOrNull,
  instant,
  type Row,
  text,
  textOrNull,
  whole,
  wholeOrNull,
} from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";
import { beginning, is } from "./annotations.js";
import { readPage } from "./page.js";

/** All but what was said. */
export const CALL_COLUMNS = `c.id, c.created_at, c.workflow_run_id, c.stage_id, c.attempt, c.topic, c.call_type,
  c.provider, c.model_key, c.model_id, c.input_tokens, c.cached_input_tokens, c.output_tokens, c.reasoning_tokens,
  c.cost, c.priced, c.latency_ms, c.time_to_first_token_ms, c.status, c.finish_reason, c.error`;

/** Walks ai_calls_run_idx, ai_calls_model_idx or ai_calls_created_idx. */
export async function listAiCalls(db: Db, filter: AiCallFilter): Promise<Page<AiCallView>> {
  const select = raw(`select ${CALL_COLUMNS} from ai_calls c`);
  return readPage(
    db,
    { select, alias: "c", conditions: matching(db, filter), newestFirst: false },
    filter,
    toCallView,
  );
}

/** Sums over all that matches, wherever the page is. */
export async function totalAiCalls(db: Db, filter: AiCallFilter): Promise<AiCallTotals> {
  const [row] = await db.read(sql`
    select count(*) as calls, coalesce(sum(case when c.priced then 0 else 1 end), 0) as unpriced,
      coalesce(sum(c.input_tokens), 0) as input_tokens, coalesce(sum(c.cached_input_tokens), 0) as cached_input_tokens,
      coalesce(sum(c.output_tokens), 0) as output_tokens,
      ${db.dialect.sumDollars(raw("c.cost"))} as cost
    from ai_calls c where ${and(matching(db, filter))}`);
  return {
    calls: whole(row?.calls),
    unpricedCalls: whole(row?.unpriced),
    inputTokens: whole(row?.input_tokens),
    cachedInputTokens: whole(row?.cached_input_tokens),
    outputTokens: whole(row?.output_tokens),
    cost: dollars(row?.cost),
  };
}

/** Counts in the newest calls. Walks the same indexes as the list. */
export async function listAiCallTopics(db: Db, filter: AiCallTopicsFilter): Promise<AiCallTopics> {
  const rows = await db.read(sql`
    select counted.topic, count(*) as calls, ${db.dialect.sumDollars(raw("counted.cost"))} as cost,
      sum(counted.tokens) as tokens, sum(count(*)) over () as total
    from (
      select c.topic, c.cost, c.input_tokens + c.output_tokens as tokens from ai_calls c
      where ${and(matching(db, filter))} order by c.created_at desc, c.id desc limit ${COUNT_CAP + 1}
    ) as counted
    group by counted.topic order by cost desc, counted.topic limit ${MAX_TOPICS + 1}`);
  return {
    topics: rows.slice(0, MAX_TOPICS).map((row) => ({
      topic: text(row.topic),
      calls: whole(row.calls),
      cost: dollars(row.cost),
      tokens: whole(row.tokens),
    })),
    isCapped: rows.length > MAX_TOPICS || whole(rows[0]?.total ?? 0) > COUNT_CAP,
  };
}

export async function explainCostOf(db: Db, id: string): Promise<CostExplanation | null> {
  if (!canBeStoredId(id)) return null;
  const [row] = await db.read(sql`select priced, pricing from ai_calls where id = ${id}`);
  return row ? explainCost({ priced: flag(row.priced), pricing: fromDocumentOrNull(row.pricing) }) : null;
}

const matching = (
  db: Db,
  { runId, stageId, attempt, modelId, topicPrefix, status }: AiCallTopicsFilter,
): Sql[] => [
  ...is("c.workflow_run_id", runId),
  ...is("c.stage_id", stageId),
  ...(attempt === undefined ? [] : [sql`c.attempt = ${attempt}`]),
  ...is("c.model_id", modelId),
  ...beginning("c.topic", topicPrefix),
  ...(status === undefined ? [] : [db.dialect.among(raw("c.status"), status)]),
];

export const toCallView = (row: Row): AiCallView => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  workflowRunId: textOrNull(row.workflow_run_id),
  stageId: textOrNull(row.stage_id),
  attempt: wholeOrNull(row.attempt),
  topic: text(row.topic),
  callType: text(row.call_type),
  provider: textOrNull(row.provider),
  modelKey: text(row.model_key),
  modelId: text(row.model_id),
  inputTokens: whole(row.input_tokens),
  cachedInputTokens: whole(row.cached_input_tokens),
  outputTokens: whole(row.output_tokens),
  reasoningTokens: whole(row.reasoning_tokens),
  cost: dollars(row.cost),
  priced: flag(row.priced),
  latencyMs: wholeOrNull(row.latency_ms),
  timeToFirstTokenMs: wholeOrNull(row.time_to_first_token_ms),
  status: text(row.status) as AICallStatus,
  finishReason: textOrNull(row.finish_reason),
  error: textOrNull(row.error),
});
