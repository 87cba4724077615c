/** Runs of some days by what they cost, among the newest COST_RUNS of them. */

import type { Status } from "../../../domain/status.js";
import {
  COST_RUNS,
  type CostRunFilter,
  type DearRun,
  endInstant,
  firstInstant,
  type RunCosts,
  type VersionCost,
} from "../../../read/costs.js";
import { dollars, instant, instantOrNull, text, textOrNull, whole, wholeOrNull } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";

const FOUND =
  "r.id, r.created_at, r.workflow_id, r.definition_hash, r.status, r.attempt, r.duration, r.total_tokens, r.total_cost";

/** Walks workflow_runs_created_idx or workflow_runs_workflow_idx. */
export async function runCosts(db: Db, filter: CostRunFilter): Promise<RunCosts> {
  const conditions = [
    sql`r.created_at >= ${db.dialect.time(firstInstant(filter))}`,
    sql`r.created_at < ${db.dialect.time(endInstant(filter))}`,
    ...(filter.workflowId === undefined ? [] : [sql`r.workflow_id = ${filter.workflowId}`]),
  ];
  const order = raw("order by r.created_at desc, r.id desc");
  const found = sql`
    select ${raw(FOUND)} from workflow_runs r where ${and(conditions)} ${order} limit ${COST_RUNS}`;
  const [sums, byVersion, dear] = await Promise.all([
    sumsOf(db, found),
    versions(db, found),
    dearest(db, found, filter.limit),
  ]);
  return { ...sums, versions: byVersion, dearest: dear };
}

async function sumsOf(db: Db, found: Sql): Promise<Omit<RunCosts, "versions" | "dearest">> {
  const [row] = await db.read(sql`
    with found as (${found})
    select count(*) as runs, ${db.dialect.sumDollars(raw("f.total_cost"))} as cost, min(f.created_at) as oldest,
      sum(case when f.status = 'FAILED' then 1 else 0 end) as failed_runs,
      ${db.dialect.sumDollars(raw("case when f.status = 'FAILED' and f.attempt = 0 then f.total_cost else 0.0 end"))}
        as failed_once,
      (select ${db.dialect.sumDollars(raw("s.cost"))} from found g
        join workflow_stages s on s.workflow_run_id = g.id and s.attempt = 0
        where g.status = 'FAILED' and g.attempt > 0) as failed_again
    from found f`);
  const runs = whole(row?.runs ?? 0);
  return {
    runs,
    costUsd: dollars(row?.cost),
    failedRuns: whole(row?.failed_runs ?? 0),
    failedUsd: dollars(Number(row?.failed_once ?? 0) + Number(row?.failed_again ?? 0)),
    readFrom: runs < COST_RUNS ? null : instantOrNull(row?.oldest),
  };
}

/** The place of a percentile among `runs` sorted values, as `placeOf` has it. */
const at = (percent: number): Sql =>
  raw(`max(case when place = (case when runs * ${percent} <= 100 then 1 else (runs * ${percent} + 99) / 100 end)
    then total_cost end)`);

async function versions(db: Db, found: Sql): Promise<VersionCost[]> {
  const rows = await db.read(sql`
    with found as (${found}), placed as (
      select workflow_id, definition_hash, total_cost, created_at,
        row_number() over (partition by workflow_id, definition_hash order by total_cost) as place,
        count(*) over (partition by workflow_id, definition_hash) as runs
      from found where status = 'COMPLETED'
    )
    select workflow_id, definition_hash, count(*) as runs, ${at(5)} as p5, ${at(50)} as p50, ${at(95)} as p95,
      ${db.dialect.sumDollars(raw("total_cost"))} as cost
    from placed group by workflow_id, definition_hash
    order by workflow_id, max(created_at) desc, definition_hash`);
  return rows.map((row) => ({
    workflowId: text(row.workflow_id),
    definitionHash: textOrNull(row.definition_hash),
    runs: whole(row.runs),
    p5Usd: dollars(row.p5),
    p50Usd: dollars(row.p50),
    p95Usd: dollars(row.p95),
    costUsd: dollars(row.cost),
  }));
}

async function dearest(db: Db, found: Sql, limit: number): Promise<DearRun[]> {
  const rows = await db.read(sql`
    with found as (${found}), dear as (
      select ${raw(FOUND)} from found r where total_cost > 0 order by total_cost desc, created_at desc, id desc limit ${limit}
    ), stages as (
      select s.workflow_run_id, s.stage_id, ${db.dialect.sumDollars(raw("s.cost"))} as cost
      from workflow_stages s where s.workflow_run_id in (select id from dear) group by s.workflow_run_id, s.stage_id
    ), ranked as (
      select workflow_run_id, stage_id, cost,
        row_number() over (partition by workflow_run_id order by cost desc, stage_id) as place
      from stages
    )
    select d.id, d.created_at, d.workflow_id, d.status, d.attempt, d.duration, d.total_tokens, d.total_cost,
      k.stage_id as dear_stage, k.cost as dear_cost from dear d
    left join ranked k on k.workflow_run_id = d.id and k.place = 1 and k.cost > 0
    order by d.total_cost desc, d.created_at desc, d.id desc`);
  return rows.map((row) => ({
    id: text(row.id),
    createdAt: instant(row.created_at),
    workflowId: text(row.workflow_id),
    status: text(row.status) as Status,
    attempt: whole(row.attempt),
    durationMs: wholeOrNull(row.duration),
    tokens: whole(row.total_tokens),
    costUsd: dollars(row.total_cost),
    dearest:
      row.dear_stage == null ? null : { stageId: text(row.dear_stage), costUsd: dollars(row.dear_cost) },
  }));
}
