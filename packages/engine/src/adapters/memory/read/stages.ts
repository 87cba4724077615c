/** Stages as the dashboard shows them: every attempt, without payloads. */

import { STAGES_CAP, type StageView } from "../../../read/views.js";
import { dateOf, dateOrNull, dollars } from "../columns.js";
import type { Moment } from "../database.js";
import type { JobRow, StageRow } from "../rows.js";
import { keyOf, type Tables } from "../tables.js";
import { charsIn } from "./page.js";

/** By group, number, then attempt. */
export function listStages({ tables }: Moment, runId: string): StageView[] {
  const rows = tables.stages.in("run", runId).slice(0, STAGES_CAP);
  return rows.map((row) => toView(tables, row));
}

export function getStageView({ tables }: Moment, stageRecordId: string): StageView | null {
  const row = tables.stages.get(stageRecordId);
  return row ? toView(tables, row) : null;
}

/** The stage's waiting job, if it is kept back. */
const heldJob = ({ jobs }: Tables, { workflowRunId, stageId, attempt }: StageRow): JobRow | undefined =>
  jobs.in("live", keyOf(workflowRunId, stageId, attempt)).find(({ heldAt }) => heldAt !== null);

const toView = (tables: Tables, row: StageRow): StageView => ({
  id: row.id,
  workflowRunId: row.workflowRunId,
  stageId: row.stageId,
  stageName: row.stageName,
  stageNumber: row.stageNumber,
  executionGroup: row.executionGroup,
  attempt: row.attempt,
  isCurrent: row.supersededAt === null,
  status: row.status,
  createdAt: dateOf(row.createdAt),
  queuedAt: dateOrNull(row.queuedAt),
  startedAt: dateOrNull(row.startedAt),
  suspendedAt: dateOrNull(row.suspendedAt),
  resumedAt: dateOrNull(row.resumedAt),
  completedAt: dateOrNull(row.completedAt),
  duration: row.duration,
  nextPollAt: dateOrNull(row.nextPollAt),
  maxWaitUntil: dateOrNull(row.maxWaitUntil),
  pollCount: row.pollCount,
  deliveries: row.deliveries,
  workerId: row.workerId,
  progress: row.progress,
  progressText: row.progressText,
  cost: dollars(row.cost),
  tokens: row.tokens,
  errorMessage: row.errorMessage,
  errorCode: row.errorCode,
  outputChars: row.outputData === null ? null : charsIn(row.outputData),
  outputKey: row.outputKey,
  heldAt: dateOrNull(heldJob(tables, row)?.heldAt ?? null),
  holdReason: heldJob(tables, row)?.holdReason ?? null,
});
