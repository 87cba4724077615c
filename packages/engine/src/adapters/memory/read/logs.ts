/** Logs of one run, oldest first. */

import type { LogViewFilter } from "../../../read/filters.js";
import { type LogView, type Page, PREVIEW_CHARS } from "../../../read/views.js";
import { dateOf } from "../columns.js";
import type { Moment } from "../database.js";
import type { LogRow } from "../rows.js";
import { contains, cut, pageOf } from "./page.js";

export function listLogViews({ tables }: Moment, filter: LogViewFilter): Page<LogView> {
  const { runId, stageRecordId, level, text } = filter;
  const rows = tables.logs
    .in("run", runId)
    .filter((row) => stageRecordId === undefined || row.workflowStageId === stageRecordId)
    .filter((row) => level === undefined || level.includes(row.level))
    .filter((row) => text === undefined || contains(row.message, text));
  return pageOf(rows, filter, { newestFirst: false, toView });
}

const toView = (row: LogRow): LogView => ({
  id: row.id,
  createdAt: dateOf(row.createdAt),
  stageRecordId: row.workflowStageId,
  level: row.level,
  message: row.message,
  metadataPreview: row.metadata === null ? null : cut(row.metadata, PREVIEW_CHARS),
});
