/** Earlier completed executions of stages, with the models they called. */

import type { StageHistoryFilter } from "../../../read/filters.js";
import { HISTORY_EXECUTIONS, type StageHistory, stageHistories } from "../../../read/stage-history.js";
import { dollars } from "../columns.js";
import type { Moment } from "../database.js";
import { oldestFirst } from "../order.js";
import type { StageRow } from "../rows.js";

export function getStageHistory(
  { tables }: Moment,
  { workflowId, stageIds }: StageHistoryFilter,
): StageHistory[] {
  const stages = [...tables.stages.all()].sort(oldestFirst).reverse();
  const isOf = (row: StageRow, stageId: string) =>
    row.stageId === stageId &&
    row.status === "COMPLETED" &&
    row.duration !== null &&
    tables.runs.get(row.workflowRunId)?.workflowId === workflowId;
  const modelsOf = ({ id, workflowRunId }: StageRow) => {
    const calls = tables.aiCalls.in("run", workflowRunId).filter((call) => call.workflowStageId === id);
    return [...new Set(calls.map(({ modelKey }) => modelKey))].sort();
  };
  const executions = stageIds.flatMap((stageId) =>
    stages
      .filter((row) => isOf(row, stageId))
      .slice(0, HISTORY_EXECUTIONS)
      .map((row) => ({
        stageId,
        costUsd: dollars(row.cost),
        durationMs: row.duration ?? 0,
        modelKeys: modelsOf(row),
      })),
  );
  return stageHistories(stageIds, executions);
}
