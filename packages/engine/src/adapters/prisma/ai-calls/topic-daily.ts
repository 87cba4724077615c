/** A day's cost of topics that have a budget: counted with every call, and once from the calls stored before. */

import { type Budget, daysOf } from "../../../domain/budget.js";
import { text } from "../columns.js";
import type { Db } from "../db.js";
import type { Dialect } from "../dialect/dialect.js";
import { raw, type Sql, sql } from "../sql.js";
import type { AiCallRow } from "./columns.js";

const TOPIC_COLUMNS = { created_at: "time", topic: "text", cost: "real" } as const;

/** Whether a topic is this one or below it. Compares characters: a topic may have % and _ in it. */
const isWithin = (topic: Sql, covering: Sql): Sql =>
  sql`(${topic} = ${covering} or substr(${topic}, 1, length(${covering}) + 1) = ${covering} || '.')`;

/**
 * Upserts ai_topic_daily in the order of its key, for those topics that have a budget. Compares each of them with each
 * call, so without any it costs the reading of an empty table.
 */
export function topicDays(dialect: Dialect, rows: readonly AiCallRow[], shard: number): Sql {
  return sql`
    insert into ai_topic_daily (topic, day, shard, cost)
    select b.topic, ${dialect.day(sql`coalesce(t.created_at, ${dialect.now})`)} as day, cast(${shard} as integer) as shard,
      ${dialect.sumDollars(raw("t.cost"))}
    from (select distinct target_id as topic from budgets where target_kind = 'topic') b
    cross join ${dialect.rows("t", TOPIC_COLUMNS, rows)}
    where ${isWithin(raw("t.topic"), raw("b.topic"))}
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (topic, day, shard) do update set
      cost = ${dialect.addDollars(raw("ai_topic_daily.cost"), raw("excluded.cost"))}`;
}

/** Counts the period's calls of a topic anew, in the caller's transaction: one pass over ai_calls_created_idx. */
export async function recountTopic(
  tx: Db,
  { targetId: topic, period }: Pick<Budget, "targetId" | "period">,
): Promise<void> {
  const { dialect } = tx;
  const [row] = await tx.read(sql`select ${dialect.day(dialect.now)} as today`);
  const [first = ""] = daysOf(period, text(row?.today));
  const day = dialect.day(raw("created_at"));
  await tx.execute(sql`delete from ai_topic_daily where topic = ${topic} and day >= ${first}`);
  await tx.execute(sql`
    insert into ai_topic_daily (topic, day, shard, cost)
    select cast(${topic} as text), ${day}, 0, ${dialect.sumDollars(raw("cost"))} from ai_calls
    where created_at >= ${dialect.time(new Date(`${first}T00:00:00.000Z`))} and cost > 0
      and ${isWithin(raw("topic"), sql`cast(${topic} as text)`)}
    group by ${day}`);
}
