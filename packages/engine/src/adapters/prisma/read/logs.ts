/** Logs of one run, oldest first. */

import type { LogLevel } from "../../../domain/status.js";
import { isStorableText } from "../../../domain/storable.js";
import type { LogViewFilter } from "../../../read/filters.js";
import { type LogView, type Page, PREVIEW_CHARS } from "../../../read/views.js";
import { instant, type Row, text, textOrNull } from "../columns.js";
import type { Db } from "../db.js";
import { raw, type Sql, sql } from "../sql.js";
import { is } from "./annotations.js";
import { readPage } from "./page.js";

/** Walks workflow_logs_run_idx. */
export async function listLogViews(db: Db, filter: LogViewFilter): Promise<Page<LogView>> {
  const select = sql`
    select l.id, l.created_at, l.workflow_stage_id, l.level, l.message, substr(l.metadata, 1, ${PREVIEW_CHARS}) as metadata_preview
    from workflow_logs l`;
  return readPage(
    db,
    { select, alias: "l", conditions: matching(db, filter), newestFirst: false },
    filter,
    toView,
  );
}

const matching = ({ dialect }: Db, { runId, stageRecordId, level, text: words }: LogViewFilter): Sql[] => [
  ...is("l.workflow_run_id", runId),
  ...is("l.workflow_stage_id", stageRecordId),
  ...(level === undefined ? [] : [dialect.among(raw("l.level"), level)]),
  ...(words ? [isStorableText(words) ? dialect.contains(raw("l.message"), words) : raw("false")] : []),
];

const toView = (row: Row): LogView => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  stageRecordId: textOrNull(row.workflow_stage_id),
  level: text(row.level) as LogLevel,
  message: text(row.message),
  metadataPreview: textOrNull(row.metadata_preview),
});
