/** Stores AI calls and adds them to the day's costs and the totals of their topics, in the same write. */

import { type Db, executeTogether } from "../db.js";
import type { Dialect } from "../dialect/dialect.js";
import { list, raw, type Sql, sql } from "../sql.js";
import { AI_CALL_COLUMNS, type AiCallRow, costTopicOf } from "./columns.js";
import { topicDays } from "./topic-daily.js";
import { topicPrefixes } from "./topics.js";

/** Rows per statement. */
const BATCH = 500;

/** Writers of a busy topic spread over this many rows, so that they seldom wait for each other. */
const SHARDS = 8;

export async function insertAiCalls(db: Db, rows: readonly AiCallRow[]): Promise<void> {
  if (rows.length <= BATCH) {
    if (rows.length > 0) await insertBatch(db, rows);
    return;
  }
  await db.transaction(async (tx) => {
    for (let start = 0; start < rows.length; start += BATCH)
      await insertBatch(tx, rows.slice(start, start + BATCH));
  });
}

async function insertBatch(db: Db, rows: readonly AiCallRow[]): Promise<void> {
  const { dialect } = db;
  const shard = Math.floor(Math.random() * SHARDS);
  await executeTogether(
    db,
    calls(dialect, rows),
    costs(dialect, rows),
    topicDays(dialect, rows, shard),
    totals(dialect, rows, shard),
  );
}

function calls(dialect: Dialect, rows: readonly AiCallRow[]): Sql {
  const names = Object.keys(AI_CALL_COLUMNS).filter((name) => name !== "age_ms");
  const selected = names.map((name) => (name === "created_at" ? "" : `t.${name}`)).filter(Boolean);
  const clock = performance.now();
  const aged = rows.map((row) => ({ ...row, age_ms: Math.max(0, Math.round(clock - row.loggedAt)) }));
  return sql`
    insert into ai_calls (${raw(["created_at", ...names.filter((name) => name !== "created_at")].join(", "))})
    select coalesce(t.created_at, ${dialect.shift(dialect.now, raw("-t.age_ms"))}), ${raw(selected.join(", "))}
    from ${dialect.rows("t", AI_CALL_COLUMNS, aged)}`;
}

const COST_COLUMNS = {
  created_at: "time",
  workflow_id: "text",
  stage_id: "text",
  model_key: "text",
  model_id: "text",
  generation: "text",
  status: "text",
  topic: "text",
  unpriced: "bigint",
  input_tokens: "bigint",
  output_tokens: "bigint",
  cached_input_tokens: "bigint",
  reasoning_tokens: "bigint",
  cost: "real",
  cache_saved: "real",
  batch_saved: "real",
  batched: "bigint",
} as const;

/** Upserts ai_cost_daily in the order of its key, so that two writers cannot wait for each other. */
function costs(dialect: Dialect, rows: readonly AiCallRow[]): Sql {
  const cells = rows.map((row) => ({
    ...row,
    workflow_id: row.workflow_id ?? "",
    stage_id: row.stage_id ?? "",
    generation: (row.attempt ?? 0) > 0 ? "rerun" : "first",
    topic: costTopicOf(row),
    unpriced: row.priced ? 0 : 1,
    cache_saved: row.saved.cacheUsd,
    batch_saved: row.saved.batchUsd,
    batched: row.batch_id === null ? 0 : 1,
  }));
  return sql`
    insert into ai_cost_daily (day, workflow_id, stage_id, model_key, model_id, generation, status, topic, calls,
      unpriced_calls, input_tokens, output_tokens, cached_input_tokens, reasoning_tokens, cost, cache_saved,
      batch_saved, batch_calls)
    select ${dialect.day(sql`coalesce(t.created_at, ${dialect.now})`)} as day, t.workflow_id, t.stage_id, t.model_key,
      t.model_id, t.generation, t.status, t.topic, count(*), sum(t.unpriced), sum(t.input_tokens),
      sum(t.output_tokens), sum(t.cached_input_tokens), sum(t.reasoning_tokens), ${dialect.sumDollars(raw("t.cost"))},
      ${dialect.sumDollars(raw("t.cache_saved"))}, ${dialect.sumDollars(raw("t.batch_saved"))}, sum(t.batched)
    from ${dialect.rows("t", COST_COLUMNS, cells)} where true
    group by 1, 2, 3, 4, 5, 6, 7, 8 order by 1, 2, 3, 4, 5, 6, 7, 8
    on conflict (day, workflow_id, stage_id, model_key, model_id, generation, status, topic) do update set
      calls = ai_cost_daily.calls + excluded.calls,
      unpriced_calls = ai_cost_daily.unpriced_calls + excluded.unpriced_calls,
      input_tokens = ai_cost_daily.input_tokens + excluded.input_tokens,
      output_tokens = ai_cost_daily.output_tokens + excluded.output_tokens,
      cached_input_tokens = ai_cost_daily.cached_input_tokens + excluded.cached_input_tokens,
      reasoning_tokens = ai_cost_daily.reasoning_tokens + excluded.reasoning_tokens,
      batch_calls = ai_cost_daily.batch_calls + excluded.batch_calls,
      ${list(["cost", "cache_saved", "batch_saved"].map((name) => sum(dialect, name)))}`;
}

const sum = (dialect: Dialect, name: string): Sql =>
  sql`${raw(name)} = ${dialect.addDollars(raw(`ai_cost_daily.${name}`), raw(`excluded.${name}`))}`;

const TOTAL_COLUMNS = {
  topic: "text",
  model_key: "text",
  shard: "integer",
  input_tokens: "bigint",
  output_tokens: "bigint",
  cost: "real",
} as const;

/** Upserts ai_topic_totals for every prefix of every topic, in the order of its key. */
function totals(dialect: Dialect, rows: readonly AiCallRow[], shard: number): Sql {
  const cells = rows.flatMap((row) =>
    topicPrefixes(row.topic).map((topic, depth) => ({ ...row, topic, shard: depth < 3 ? shard : 0 })),
  );
  return sql`
    insert into ai_topic_totals (topic, model_key, shard, calls, input_tokens, output_tokens, cost)
    select t.topic, t.model_key, t.shard, count(*), sum(t.input_tokens), sum(t.output_tokens),
      ${dialect.sumDollars(raw("t.cost"))}
    from ${dialect.rows("t", TOTAL_COLUMNS, cells)} where true
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (topic, model_key, shard) do update set
      calls = ai_topic_totals.calls + excluded.calls,
      input_tokens = ai_topic_totals.input_tokens + excluded.input_tokens,
      output_tokens = ai_topic_totals.output_tokens + excluded.output_tokens,
      cost = ${dialect.addDollars(raw("ai_topic_totals.cost"), raw("excluded.cost"))}`;
}
