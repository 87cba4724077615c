/** Logs of one run, oldest first. */

import type { LogLevel } from "../../../domain/status.js";
import { isStorableText } from "../../../domain/storable.js";
import type { LogViewFilter } from "../../../read/filters.js";
import type { LogLevels, LogLevelsFilter } from "../../../read/run-overviews.js";
import { COUNT_CAP, type LogView, type Page, PREVIEW_CHARS } from "../../../read/views.js";
import { instant, type Row, text, textOrNull, whole } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, type Sql, sql } from "../sql.js";
import { is } from "./annotations.js";
import { readPage } from "./page.js";

/** Walks workflow_logs_run_idx. */
export async function listLogViews(db: Db, filter: LogViewFilter): Promise<Page<LogView>> {
  return readPage(
    db,
    { select: selectLines, alias: "l", conditions: matching(db, filter), newestFirst: false },
    filter,
    toView,
  );
}

/** By primary key. */
export async function getLogView(db: Db, runId: string, id: string): Promise<LogView | null> {
  const [row] = await db.read(
    sql`${selectLines} where ${and([...is("l.id", id), ...is("l.workflow_run_id", runId)])}`,
  );
  return row ? toView(row) : null;
}

/** Counts in the newest lines. Walks workflow_logs_run_idx backwards. */
export async function countLogLevels(db: Db, filter: LogLevelsFilter): Promise<LogLevels> {
  const rows = await db.read(sql`
    select counted.level, count(*) as lines from (
      select l.level from workflow_logs l where ${and(matching(db, filter))}
      order by l.created_at desc, l.id desc limit ${COUNT_CAP + 1}
    ) as counted group by counted.level`);
  const counts = Object.fromEntries(rows.map((row) => [text(row.level), whole(row.lines)]));
  const total = Object.values(counts).reduce((sum, lines) => sum + lines, 0);
  return { counts: { DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0, ...counts }, isCapped: total > COUNT_CAP };
}

const selectLines = sql`
  select l.id, l.created_at, l.workflow_stage_id, l.level, l.message, substr(l.metadata, 1, ${PREVIEW_CHARS}) as metadata_preview
  from workflow_logs l`;

const matching = (
  { dialect }: Db,
  {
    runId,
    stageRecordId,
    stageId,
    attempt,
    level,
    text: words,
  }: LogLevelsFilter & Pick<LogViewFilter, "level">,
): Sql[] => [
  ...is("l.workflow_run_id", runId),
  ...is("l.workflow_stage_id", stageRecordId),
  ...ofStages(runId, stageId, attempt),
  ...(level === undefined ? [] : [dialect.among(raw("l.level"), level)]),
  ...(words ? [isStorableText(words) ? dialect.contains(raw("l.message"), words) : raw("false")] : []),
];

/** A run has few stages, so they are found first. */
function ofStages(runId: string, stageId: string | undefined, attempt: number | undefined): Sql[] {
  if (stageId === undefined && attempt === undefined) return [];
  const conditions = [
    ...is("s.workflow_run_id", runId),
    ...is("s.stage_id", stageId),
    ...(attempt === undefined ? [] : [sql`s.attempt = ${attempt}`]),
  ];
  return [sql`l.workflow_stage_id in (select s.id from workflow_stages s where ${and(conditions)})`];
}

const toView = (row: Row): LogView => ({
  id: text(row.id),
  createdAt: instant(row.created_at),
  stageRecordId: textOrNull(row.workflow_stage_id),
  level: text(row.level) as LogLevel,
  message: text(row.message),
  metadataPreview: textOrNull(row.metadata_preview),
});
