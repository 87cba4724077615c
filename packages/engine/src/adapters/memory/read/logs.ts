/** Logs of one run, oldest first. */

import type { LogLevel } from "../../../domain/status.js";
import type { LogViewFilter } from "../../../read/filters.js";
import type { LogLevels, LogLevelsFilter } from "../../../read/run-overviews.js";
import { COUNT_CAP, type LogView, type Page, PREVIEW_CHARS } from "../../../read/views.js";
import { dateOf } from "../columns.js";
import type { Moment } from "../database.js";
import type { LogRow } from "../rows.js";
import { contains, cut, pageOf } from "./page.js";

export const listLogViews = (moment: Moment, filter: LogViewFilter): Page<LogView> =>
  pageOf(matching(moment, filter), filter, { newestFirst: false, toView });

export function getLogView({ tables }: Moment, runId: string, id: string): LogView | null {
  const row = tables.logs.get(id);
  return row?.workflowRunId === runId ? toView(row) : null;
}

export function countLogLevels(moment: Moment, filter: LogLevelsFilter): LogLevels {
  const rows = matching(moment, filter).slice(-COUNT_CAP - 1);
  const counts: Record<LogLevel, number> = { DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0 };
  for (const { level } of rows) counts[level] += 1;
  return { counts, isCapped: rows.length > COUNT_CAP };
}

function matching(
  { tables }: Moment,
  { runId, stageRecordId, stageId, attempt, level, text }: LogLevelsFilter & Pick<LogViewFilter, "level">,
): LogRow[] {
  const isOfStage = (row: LogRow) => {
    if (stageId === undefined && attempt === undefined) return true;
    const stage = tables.stages.get(row.workflowStageId ?? "");
    return (
      stage !== undefined &&
      (stageId === undefined || stage.stageId === stageId) &&
      (attempt === undefined || stage.attempt === attempt)
    );
  };
  return tables.logs
    .in("run", runId)
    .filter((row) => stageRecordId === undefined || row.workflowStageId === stageRecordId)
    .filter(isOfStage)
    .filter((row) => level === undefined || level.includes(row.level))
    .filter((row) => text === undefined || contains(row.message, text));
}

const toView = (row: LogRow): LogView => ({
  id: row.id,
  createdAt: dateOf(row.createdAt),
  stageRecordId: row.workflowStageId,
  level: row.level,
  message: row.message,
  metadataPreview: row.metadata === null ? null : cut(row.metadata, PREVIEW_CHARS),
});
