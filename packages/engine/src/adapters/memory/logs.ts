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
import { mustHaveRun } from "./runs.js";
import type { LogRow } from "./tables.js";

/** All or none, in their order; refuses runs and stages that do not exist. */
export function createLogs(
  moment: Moment,
  logs: readonly (CreateLogInput & { readonly createdAt?: Date })[],
): void {
  const { tables, now } = moment;
  for (const log of logs) {
    const row: LogRow = {
      id: newId(),
      createdAt: toTimeOrNull("createdAt", log.createdAt) ?? now,
      workflowRunId: toIdOrNull("workflowRunId", log.workflowRunId),
      workflowStageId: toIdOrNull("workflowStageId", log.workflowStageId),
      level: log.level,
      message: storableText(log.message),
      metadata: toDocumentOrNull(log.metadata),
    };
    mustHaveOwners(moment, row.workflowRunId, row.workflowStageId);
    tables.logs.put(row);
  }
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
  const candidates =
    workflowRunId === undefined
      ? [...tables.logs.all()].sort(oldestFirst)
      : tables.logs.in("run", workflowRunId);
  return candidates
    .filter((row) => workflowStageId === undefined || row.workflowStageId === workflowStageId)
    .filter((row) => level === undefined || level.includes(row.level))
    .slice(0, Math.max(0, limit))
    .map(toLog);
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
