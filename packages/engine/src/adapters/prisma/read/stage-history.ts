/** Earlier completed executions of stages, with the models they called. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { StageHistoryFilter } from "../../../read/filters.js";
import {
  HISTORY_EXECUTIONS,
  HISTORY_ROWS,
  type StageExecution,
  type StageHistory,
  stageHistories,
} from "../../../read/stage-history.js";
import { dollars, type Row, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { raw, sql } from "../sql.js";

/** Reads per stage, each bounded and all at once: histories are looked at, not summed over everything. */
export async function getStageHistory(
  db: Db,
  { workflowId, stageIds }: StageHistoryFilter,
): Promise<StageHistory[]> {
  if (!canBeStoredId(workflowId)) return [];
  const executions = await Promise.all(
    stageIds.filter(canBeStoredId).map((stageId) => executionsOf(db, workflowId, stageId)),
  );
  return stageHistories(stageIds, executions.flat());
}

async function executionsOf(db: Db, workflowId: string, stageId: string): Promise<StageExecution[]> {
  const rows = await newest(db, workflowId, stageId);
  const models = await modelsOf(db, rows);
  return rows.map((row) => ({
    stageId,
    costUsd: dollars(row.cost),
    durationMs: whole(row.duration),
    modelKeys: models.get(text(row.id)) ?? [],
  }));
}

/** Walks workflow_stages_history_idx from its newest row on, and looks at so many rows at most. */
const newest = (db: Db, workflowId: string, stageId: string): Promise<Row[]> =>
  db.read(sql`
    select s.id, s.workflow_run_id, s.cost, s.duration
    from (
      select id, workflow_run_id, cost, duration, status, created_at from workflow_stages
      where stage_id = ${stageId} order by created_at desc limit ${HISTORY_ROWS}
    ) s join workflow_runs r on r.id = s.workflow_run_id
    where s.status = 'COMPLETED' and s.duration is not null and r.workflow_id = ${workflowId}
    order by s.created_at desc, s.id desc limit ${HISTORY_EXECUTIONS}`);

/** By row id of the stage. Walks ai_calls_run_idx. */
async function modelsOf(db: Db, stages: readonly Row[]): Promise<Map<string, string[]>> {
  if (stages.length === 0) return new Map();
  const runIds = [...new Set(stages.map((row) => text(row.workflow_run_id)))];
  const rows = await db.read(sql`
    select distinct workflow_stage_id, model_key from ai_calls
    where ${db.dialect.among(raw("workflow_run_id"), runIds)} and workflow_stage_id is not null`);
  const models = new Map<string, string[]>();
  for (const row of rows) {
    const stage = text(row.workflow_stage_id);
    models.set(stage, [...(models.get(stage) ?? []), text(row.model_key)].sort());
  }
  return models;
}
