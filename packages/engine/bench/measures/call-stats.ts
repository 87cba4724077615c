/** How long it takes to say what AI calls have cost, however many there are. */

import { type CreateAICallInput, openStore, type Store } from "@stageline/engine/store";
import { type Result, shown } from "../report.js";
import type { BenchDatabase } from "../server.js";
import { median } from "../spread.js";
import type { Measure } from "./measure.js";

const STAGES = 5;
const CALLS_PER_STAGE = 10;
const CALLS_PER_RUN = STAGES * CALLS_PER_STAGE;
const WORKFLOWS = 10;
const MODELS = ["openai:gpt-4o-mini", "openai:gpt-5-mini", "anthropic:claude-sonnet-4-5"];
/** Calls that go through the log. */
const LOGGED = 100;
/** As the log spreads busy topics. */
const SHARDS = 8;
const SPREAD_DEPTH = 3;
const QUESTIONS = 50;

/** From everything down to one stage. */
const TOPICS = ["", "workflow", "workflow.w1", "workflow.w1.run.r1", "workflow.w1.run.r1.stage.s1"];

export const measureCallStats: Measure = async ({ options, server, say }): Promise<Result[]> => {
  const calls = options.calls;
  const database = await server.migrated();
  const store = await openStore(database.url);
  try {
    say(`making ${calls} AI calls`);
    await fill(database, calls - LOGGED);
    await store.aiCalls.write(Array.from({ length: LOGGED }, () => CALL));
    await requireCalls(database, store, calls);
    say("asking what they have cost");
    const rows: string[][] = [];
    const figures: number[] = [];
    for (const topic of TOPICS) {
      const tookMs = await ask(store, topic);
      rows.push([topic === "" ? "everything" : topic, "", shown(median(tookMs)), shown(Math.max(...tookMs))]);
      figures.push(...tookMs);
    }
    return [
      {
        title: `What ${calls.toLocaleString("en")} AI calls have cost`,
        meaning: `Milliseconds of one \`getStats\` on PostgreSQL, ${QUESTIONS} times each.`,
        head: ["topic", "", "median ms", "max ms"],
        rows,
        figures,
      },
    ];
  } finally {
    await store.close();
    await database.drop();
  }
};

async function ask(store: Store, topic: string): Promise<number[]> {
  const tookMs: number[] = [];
  for (let question = 0; question < QUESTIONS; question++) {
    const start = performance.now();
    await store.aiCalls.getStats(topic);
    tookMs.push(performance.now() - start);
  }
  return tookMs;
}

/**
 * The rows that the log of calls leaves, made by the database itself: writing a million of them is another measurement.
 * The last calls go through the log, and must add up with the others.
 */
async function fill(database: BenchDatabase, calls: number): Promise<void> {
  const models = `(array['${MODELS.join("', '")}'])[1 + number % ${MODELS.length}]`;
  await database.query(`
    insert into ai_calls (id, topic, call_type, model_key, model_id, prompt, response, input_tokens, output_tokens, cost,
      workflow_id, workflow_run_id, stage_id)
    select 'call-' || number, 'workflow.' || workflow || '.run.' || run || '.stage.' || stage, 'generate', model,
      split_part(model, ':', 2), 'What is in this document?', 'A licence.', 1000, 50, 0.00018, workflow, run, stage
    from (
      select number, 'r' || number / ${CALLS_PER_RUN} as run, 's' || number % ${CALLS_PER_RUN} / ${CALLS_PER_STAGE} as stage,
        'w' || number / ${CALLS_PER_RUN} % ${WORKFLOWS} as workflow, ${models} as model
      from generate_series(0, ${calls - 1}) number
    ) made`);
  for (let depth = 0; depth <= 6; depth++) {
    const prefix = depth === 0 ? "''" : `array_to_string((string_to_array(topic, '.'))[1:${depth}], '.')`;
    await database.query(`
      insert into ai_topic_totals (topic, model_key, shard, calls, input_tokens, output_tokens, cost)
      select ${prefix}, model_key, ${depth < SPREAD_DEPTH ? `abs(hashtext(id)) % ${SHARDS}` : "0"}, count(*),
        sum(input_tokens), sum(output_tokens), sum(cost::numeric)
      from ai_calls group by 1, 2, 3`);
  }
  await database.query("analyze");
}

const CALL: CreateAICallInput = {
  topic: "workflow.w1.run.r1.stage.s1",
  callType: "generate",
  modelKey: MODELS[0] ?? "",
  modelId: "gpt-4o-mini",
  prompt: "What is in this document?",
  response: "A licence.",
  inputTokens: 1_000,
  outputTokens: 50,
  cost: 0.000_18,
};

/** @throws {Error} if one is missing, in the rows or in the sums */
async function requireCalls(database: BenchDatabase, store: Store, calls: number): Promise<void> {
  const [row] = await database.query("select count(*) as stored from ai_calls");
  const { totalCalls } = await store.aiCalls.getStats("");
  if (Number(row?.stored) !== calls || totalCalls !== calls)
    throw new Error(`${calls} calls were written, ${row?.stored} are stored and ${totalCalls} summed up`);
}
