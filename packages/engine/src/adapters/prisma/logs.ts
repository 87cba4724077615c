/** What stages said while they worked. */

import { NotFoundError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import type { WorkflowLogRecord } from "../../domain/records.js";
import type { LogLevel } from "../../domain/status.js";
import { canBeStoredId, storableDate, storableId, storableText } from "../../domain/storable.js";
import type { LogFilter } from "../../ports/engine-persistence.js";
import type { CreateLogInput } from "../../ports/workflow-persistence.js";
import { fromDocumentOrNull, instant, text, textOrNull, toDocumentOrNull } from "./columns.js";
import type { Db } from "./db.js";
import { and, empty, raw, sql } from "./sql.js";

/** Inserts all or none, in their order; refuses runs and stages that do not exist. */
export async function createLogs(
  db: Db,
  logs: readonly (CreateLogInput & { createdAt?: Date })[],
): Promise<void> {
  if (logs.length === 0) return;
  const { dialect } = db;
  const rows = logs.map((log) => ({
    id: newId(),
    created_at: log.createdAt && storableDate("createdAt", log.createdAt),
    run_id: log.workflowRunId == null ? null : storableId("workflowRunId", log.workflowRunId),
    stage_id: log.workflowStageId == null ? null : storableId("workflowStageId", log.workflowStageId),
    level: log.level,
    message: storableText(log.message),
    metadata: toDocumentOrNull(log.metadata),
  }));
  const columns = {
    id: "text",
    created_at: "time",
    run_id: "text",
    stage_id: "text",
    level: "text",
    message: "text",
    metadata: "text",
  } as const;
  const missing = sql`select t.run_id, t.stage_id from ${dialect.rows(
    "t",
    { run_id: "text", stage_id: "text" },
    distinctOwners(rows),
  )}
    where (t.run_id is not null and not exists (select 1 from workflow_runs r where r.id = t.run_id))
      or (t.stage_id is not null and not exists (select 1 from workflow_stages s where s.id = t.stage_id))`;
  const written = await db.execute(sql`
    insert into workflow_logs (id, created_at, workflow_run_id, workflow_stage_id, level, message, metadata)
    select t.id, coalesce(t.created_at, ${dialect.now}), t.run_id, t.stage_id, t.level, t.message, t.metadata
    from ${dialect.rows("t", columns, rows)}
    where not exists (${missing})`);
  if (written > 0) return;
  const [lost] = await db.read(sql`${missing} limit 1`);
  await refuseMissing(db, textOrNull(lost?.run_id), textOrNull(lost?.stage_id));
}

/** The runs and stages that rows belong to, each pair once. */
export const distinctOwners = (rows: readonly { run_id: string | null; stage_id: string | null }[]) => [
  ...new Map(
    rows.map(({ run_id, stage_id }) => [JSON.stringify([run_id, stage_id]), { run_id, stage_id }]),
  ).values(),
];

/** @throws {NotFoundError} naming the run if that is what does not exist, else the stage */
export async function refuseMissing(db: Db, runId: string | null, stageId: string | null): Promise<never> {
  if (runId !== null) {
    const [run] = await db.read(sql`select 1 as found from workflow_runs where id = ${runId}`);
    if (!run) throw new NotFoundError("run", runId);
  }
  throw new NotFoundError("stage", stageId ?? "");
}

/** Oldest first. Walks workflow_logs_run_idx or workflow_logs_stage_idx. */
export async function listLogs(db: Db, filter: LogFilter = {}): Promise<WorkflowLogRecord[]> {
  const { workflowRunId, workflowStageId, level, limit } = filter;
  if (!canBeStoredId(workflowRunId ?? "") || !canBeStoredId(workflowStageId ?? "")) return [];
  const rows = await db.read(sql`
    select * from workflow_logs
    where ${and([
      ...(workflowRunId === undefined ? [] : [sql`workflow_run_id = ${workflowRunId}`]),
      ...(workflowStageId === undefined ? [] : [sql`workflow_stage_id = ${workflowStageId}`]),
      ...(level === undefined ? [] : [db.dialect.among(raw("level"), level)]),
    ])}
    order by created_at, id ${limit === undefined ? empty : sql`limit ${limit}`}`);
  return rows.map((row) => ({
    id: text(row.id),
    createdAt: instant(row.created_at),
    workflowStageId: textOrNull(row.workflow_stage_id),
    workflowRunId: textOrNull(row.workflow_run_id),
    level: text(row.level) as LogLevel,
    message: text(row.message),
    metadata: fromDocumentOrNull(row.metadata),
  }));
}
