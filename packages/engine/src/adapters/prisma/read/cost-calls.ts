/** Single AI calls of some days, newest or most expensive first. */

import {
  COST_CALLS,
  type CostCallFilter,
  type CostCallPage,
  type CostCallView,
  type DearCallFilter,
  type DearCalls,
  endInstant,
  firstInstant,
} from "../../../read/costs.js";
import { instant, instantOrNull, type Row, text, textOrNull } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";
import { CALL_COLUMNS, toCallView } from "./ai-calls.js";
import { isWithinTopic, TOPIC_BELOW } from "./topic-paths.js";

const COLUMNS = raw(`${CALL_COLUMNS}, c.workflow_id`);

/**
 * One page. Time and model are walked in ai_calls_created_idx or ai_calls_model_idx; for the rest at most COST_CALLS calls
 * are looked at, and the next page goes on behind them.
 */
export async function listCostCalls(db: Db, filter: CostCallFilter): Promise<CostCallPage> {
  const { limit, isPriced } = filter;
  const indexed = walked(db, filter);
  const rows = await db.read(sql`
    select ${COLUMNS} from (${newest(indexed)}) c
    where ${and([...looked(db, filter), ...(isPriced === undefined ? [] : [raw(isPriced ? "c.priced" : "not c.priced")])])}
    order by c.created_at desc, c.id desc limit ${limit + 1}`);
  const shown = rows.slice(0, limit).map(toView);
  const last = shown.at(-1);
  if (rows.length > limit && last) return { rows: shown, next: placeOf(last), readTo: null };
  const [end] = await db.read(sql`
    select c.created_at, c.id from ai_calls c where ${and(indexed)}
    order by c.created_at desc, c.id desc limit 1 offset ${COST_CALLS - 1}`);
  const next = end === undefined ? null : { createdAt: instant(end.created_at), id: text(end.id) };
  return { rows: shown, next, readTo: next?.createdAt ?? null };
}

/** Of the newest COST_CALLS calls that the index leaves. */
export async function listDearCalls(db: Db, filter: DearCallFilter): Promise<DearCalls> {
  const indexed = walked(db, filter);
  const rows = await db.read(sql`
    select ${COLUMNS} from (${newest(indexed)}) c where ${and([...looked(db, filter), raw("c.cost > 0")])}
    order by c.cost desc, c.created_at desc, c.id desc limit ${filter.limit}`);
  const [beyond] = await db.read(sql`
    select c.created_at from ai_calls c where ${and(indexed)}
    order by c.created_at desc, c.id desc limit 1 offset ${COST_CALLS}`);
  return { calls: rows.map(toView), readFrom: instantOrNull(beyond?.created_at) };
}

const newest = (indexed: readonly Sql[]): Sql => sql`
  select ${COLUMNS} from ai_calls c where ${and(indexed)}
  order by c.created_at desc, c.id desc limit ${COST_CALLS}`;

/** The list ends at one place: given two, PostgreSQL begins at the first day's end and walks to the cursor. */
function walked(db: Db, { cursor, ...filter }: DearCallFilter & Pick<CostCallFilter, "cursor">): Sql[] {
  const { dialect } = db;
  const end = endInstant(filter);
  return [
    sql`c.created_at >= ${dialect.time(firstInstant(filter))}`,
    cursor !== undefined && cursor.createdAt < end
      ? sql`(c.created_at, c.id) < (${dialect.time(cursor.createdAt)}, ${cursor.id})`
      : sql`c.created_at < ${dialect.time(end)}`,
    ...(filter.modelId === undefined ? [] : [sql`c.model_id = ${filter.modelId}`]),
  ];
}

const looked = (db: Db, { workflowId, stageId, topic, generation, status }: DearCallFilter): Sql[] => [
  ...(workflowId === undefined ? [] : [sql`coalesce(c.workflow_id, '') = ${workflowId}`]),
  ...(stageId === undefined ? [] : [sql`coalesce(c.stage_id, '') = ${stageId}`]),
  ...(topic === undefined ? [] : [isWithinTopic(TOPIC_BELOW, topic)]),
  ...(generation === undefined
    ? []
    : [raw(generation === "rerun" ? "coalesce(c.attempt, 0) > 0" : "coalesce(c.attempt, 0) = 0")]),
  ...(status === undefined ? [] : [db.dialect.among(raw("c.status"), status)]),
];

const placeOf = ({ createdAt, id }: CostCallView) => ({ createdAt, id });

const toView = (row: Row): CostCallView => ({ ...toCallView(row), workflowId: textOrNull(row.workflow_id) });
