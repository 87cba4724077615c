/** What stages said while they worked. */

import { NotFoundError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import type { WorkflowLogRecord } from "../../domain/records.js";
import { storableText } from "../../domain/storable.js";
import type { LogFilter } from "../../ports/engine-persistence.js";
import type { CreateLogInput } from "../../ports/workflow-persistence.js";
import { dateOf, documentOrNull, toDocumentOrNull, toIdOrNull, toTimeOrNull } from "./columns.js";
import type { Moment } from "./database.js";
import { oldestFirst } from "./order.js";
import type { LogRow } from "./rows.js";
import { mustHaveRun } from "./runs.js";

/** All or none, in their order; refuses runs and stages that do not exist. */
export function createLogs(
  moment: Moment,
  logs: readonly (CreateLogInput & { readonly createdAt?: Date })[],
): void {
  const { tables, now } = moment;
  const rows = logs.map(
    (log): LogRow => ({
      id: newId(),
      createdAt: toTimeOrNull("createdAt", log.createdAt) ?? now,
      workflowRunId: toIdOrNull("workflowRunId", log.workflowRunId),
      workflowStageId: toIdOrNull("workflowStageId", log.workflowStageId),
      level: log.level,
      message: storableText(log.message),
      metadata: toDocumentOrNull(log.metadata),
    }),
  );
  for (const row of rows) mustHaveOwners(moment, row.workflowRunId, row.workflowStageId);
  for (const row of rows) tables.logs.put(row);
}

/** @throws {NotFoundError} naming the run, else the stage, that is named and does not exist */
export function mustHaveOwners(moment: Moment, runId: string | null, stageRecordId: string | null): void {
  if (runId !== null) mustHaveRun(moment, runId);
  if (stageRecordId !== null && !moment.tables.stages.get(stageRecordId))
    throw new NotFoundError("stage", stageRecordId);
}

/** Oldest first. */
export function listLogs({ tables }: Moment, filter: LogFilter = {}): WorkflowLogRecord[] {
  const { workflowRunId, workflowStageId, level, limit = Number.POSITIVE_INFINITY } = filter;
  return candidates({ tables }, filter)
    .filter((row) => workflowRunId === undefined || row.workflowRunId === workflowRunId)
    .filter((row) => workflowStageId === undefined || row.workflowStageId === workflowStageId)
    .filter((row) => level === undefined || level.includes(row.level))
    .slice(0, Math.max(0, limit))
    .map(toLog);
}

function candidates(
  { tables }: Pick<Moment, "tables">,
  { workflowRunId, workflowStageId }: LogFilter,
): readonly LogRow[] {
  if (workflowStageId !== undefined) return tables.logs.in("stage", workflowStageId);
  if (workflowRunId !== undefined) return tables.logs.in("run", workflowRunId);
  return [...tables.logs.all()].sort(oldestFirst);
}

const toLog = (row: LogRow): WorkflowLogRecord => ({
  id: row.id,
  createdAt: dateOf(row.createdAt),
  workflowStageId: row.workflowStageId,
  workflowRunId: row.workflowRunId,
  level: row.level,
  message: row.message,
  metadata: documentOrNull(row.metadata),
});
