/** What AI calls have cost by topic. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { AIHelperStats } from "../../../ports/ai-call-logger.js";
import { dollars, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { sql } from "../sql.js";

/** Sums per model over the totals kept for this topic, by their primary key: a few rows, however many calls. */
export async function getStats(db: Db, topicPrefix: string): Promise<AIHelperStats> {
  const rows = canBeStoredId(topicPrefix)
    ? await db.read(sql`
        select model_key, sum(calls) as calls, sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens,
          ${db.dialect.sumDollars(sql`cost`)} as cost
        from ai_topic_totals where topic = ${topicPrefix} group by model_key order by model_key`)
    : [];
  const models = rows.map((row) => ({
    modelKey: text(row.model_key),
    calls: whole(row.calls),
    inputTokens: whole(row.input_tokens),
    outputTokens: whole(row.output_tokens),
    cost: dollars(row.cost),
  }));
  const sum = (of: (model: (typeof models)[number]) => number) =>
    models.reduce((total, model) => total + of(model), 0);
  return {
    totalCalls: sum((model) => model.calls),
    totalInputTokens: sum((model) => model.inputTokens),
    totalOutputTokens: sum((model) => model.outputTokens),
    totalCost: dollars(sum((model) => model.cost)),
    perModel: Object.fromEntries(models.map(({ modelKey, ...counts }) => [modelKey, counts])),
  };
}
