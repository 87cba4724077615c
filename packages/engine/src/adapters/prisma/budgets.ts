/** Budgets and what was spent of them; pauses. */

import {
  type Budget,
  type BudgetPeriod,
  type BudgetTargetKind,
  daysOf,
  type SpentBudget,
} from "../../domain/budget.js";
import { newId } from "../../domain/ids.js";
import { canBeStoredId, storableId, storableNumber, storableText } from "../../domain/storable.js";
import type { BudgetTarget, Pause, PauseTarget, SetBudget } from "../../ports/budgets.js";
import { recountTopic } from "./ai-calls/topic-daily.js";
import { dollars, instant, type Row, text, textOrNull } from "./columns.js";
import type { Db } from "./db.js";
import { raw, sql } from "./sql.js";

const COUNTED_DAYS = { budget_id: "text", target: "text", day: "text" } as const;

/**
 * Two statements, one when there are no budgets. The second looks the days of each budget up by the day's totals: a
 * workflow's and a topic's by the first columns of the primary key, a model's among all totals of the day.
 */
export async function spentBudgets(db: Db): Promise<SpentBudget[]> {
  const { dialect } = db;
  const rows = await db.read(sql`
    select id, created_at, updated_at, target_kind, target_id, period, limit_usd, warn_at, actor_id,
      ${dialect.day(dialect.now)} as today
    from budgets order by target_kind, target_id, period`);
  if (rows.length === 0) return [];
  const budgets = rows.map((row) => ({ ...toBudget(row), today: text(row.today) }));
  const daysFor = (kind: BudgetTargetKind) =>
    dialect.rows(
      "d",
      COUNTED_DAYS,
      budgets
        .filter(({ targetKind }) => targetKind === kind)
        .flatMap(({ id, targetId, period, today }) =>
          daysOf(period, today).map((day) => ({ budget_id: id, target: targetId, day })),
        ),
    );
  const sums = await db.read(sql`
    select d.budget_id, ${dialect.sumDollars(raw("c.cost"))} as cost from ${daysFor("workflow")}
    join ai_cost_daily c on c.day = d.day and c.workflow_id = d.target group by d.budget_id
    union all
    select d.budget_id, ${dialect.sumDollars(raw("c.cost"))} from ${daysFor("model")}
    join ai_cost_daily c on c.day = d.day and (c.model_id = d.target or c.model_key = d.target) group by d.budget_id
    union all
    select d.budget_id, ${dialect.sumDollars(raw("c.cost"))} from ${daysFor("topic")}
    join ai_topic_daily c on c.topic = d.target and c.day = d.day group by d.budget_id`);
  const spent = new Map(sums.map((row) => [row.budget_id, dollars(row.cost)]));
  return budgets.map((budget) => ({ ...budget, spentUsd: spent.get(budget.id) ?? 0 }));
}

/** Upserts by budgets_target_key. */
export async function setBudget(
  db: Db,
  { limitUsd, warnAt, actorId, ...target }: SetBudget,
): Promise<Budget> {
  const { now } = db.dialect;
  const id = newId();
  return db.transaction(async (tx) => {
    const [row] = await tx.write(sql`
      insert into budgets (id, created_at, updated_at, target_kind, target_id, period, limit_usd, warn_at, actor_id)
      values (${id}, ${now}, ${now}, ${target.targetKind}, ${storableId("targetId", target.targetId)}, ${target.period},
        ${storableNumber("limitUsd", limitUsd)}, ${storableNumber("warnAt", warnAt)},
        ${actorId === null ? null : storableText(actorId)})
      on conflict (target_kind, target_id, period) do update set limit_usd = excluded.limit_usd,
        warn_at = excluded.warn_at, actor_id = excluded.actor_id, updated_at = excluded.updated_at
      returning *`);
    const budget = toBudget(row ?? {});
    if (budget.targetKind === "topic" && budget.id === id) await recountTopic(tx, budget);
    return budget;
  });
}

export async function removeBudget(db: Db, { targetKind, targetId, period }: BudgetTarget): Promise<boolean> {
  if (!canBeStoredId(targetId)) return false;
  const removed = await db.execute(sql`
    delete from budgets where target_kind = ${targetKind} and target_id = ${targetId} and period = ${period}`);
  return removed > 0;
}

export async function listPauses(db: Db): Promise<Pause[]> {
  const rows = await db.read(
    raw(
      "select target_kind, target_id, reason, actor_id, created_at from pauses order by target_kind, target_id",
    ),
  );
  return rows.map((row) => ({
    targetKind: text(row.target_kind) as Pause["targetKind"],
    targetId: text(row.target_id),
    reason: text(row.reason),
    actorId: text(row.actor_id),
    createdAt: instant(row.created_at),
  }));
}

export async function setPause(
  db: Db,
  { targetKind, targetId, reason, actorId }: Omit<Pause, "createdAt">,
): Promise<void> {
  await db.execute(sql`
    insert into pauses (target_kind, target_id, reason, actor_id, created_at)
    values (${targetKind}, ${storableId("targetId", targetId)}, ${storableText(reason)}, ${storableText(actorId)},
      ${db.dialect.now})
    on conflict (target_kind, target_id) do update set reason = excluded.reason, actor_id = excluded.actor_id`);
}

export async function clearPause(db: Db, { targetKind, targetId }: PauseTarget): Promise<boolean> {
  if (!canBeStoredId(targetId)) return false;
  const cleared = await db.execute(
    sql`delete from pauses where target_kind = ${targetKind} and target_id = ${targetId}`,
  );
  return cleared > 0;
}

const toBudget = (row: Row): Budget => ({
  id: text(row.id),
  targetKind: text(row.target_kind) as BudgetTargetKind,
  targetId: text(row.target_id),
  period: text(row.period) as BudgetPeriod,
  limitUsd: dollars(row.limit_usd),
  warnAt: Number(row.warn_at),
  actorId: textOrNull(row.actor_id),
  createdAt: instant(row.created_at),
  updatedAt: instant(row.updated_at),
});
