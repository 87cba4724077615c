/** Stages as the dashboard shows them: every attempt, without payloads. */

import type { Status } from "../../../domain/status.js";
import { canBeStoredId } from "../../../domain/storable.js";
import { STAGES_CAP, type StageView } from "../../../read/views.js";
import {
  dollars,
  instant,
  instantOrNull,
  type Row,
  text,
  textOrNull,
  whole,
  wholeOrNull,
} from "../columns.js";
import type { Db } from "../db.js";
import { raw, sql } from "../sql.js";

/** Of the stage's waiting job, if it is kept back. Walks job_queue_run_idx. */
const ofHeldJob = (column: string) => `(select j.${column} from job_queue j
  where j.workflow_run_id = workflow_stages.workflow_run_id and j.stage_id = workflow_stages.stage_id
    and j.stage_attempt = workflow_stages.attempt and j.status = 'PENDING' and j.held_at is not null) as ${column}`;

const SHOWN =
  raw(`id, workflow_run_id, stage_id, stage_name, stage_number, execution_group, attempt, superseded_at, status,
  created_at, queued_at, started_at, suspended_at, resumed_at, completed_at, duration, next_poll_at, max_wait_until,
  poll_count, deliveries, worker_id, progress, progress_text, cost, tokens, error_message, error_code,
  length(output_data) as output_chars, output_key, ${ofHeldJob("held_at")}, ${ofHeldJob("hold_reason")}`);

/** By group, number, then attempt. Walks workflow_stages_attempt_key. */
export async function listStages(db: Db, runId: string): Promise<StageView[]> {
  if (!canBeStoredId(runId)) return [];
  const rows = await db.read(sql`
    select ${SHOWN} from workflow_stages where workflow_run_id = ${runId}
    order by execution_group, stage_number, attempt, id limit ${STAGES_CAP}`);
  return rows.map(toView);
}

export async function getStageView(db: Db, stageRecordId: string): Promise<StageView | null> {
  if (!canBeStoredId(stageRecordId)) return null;
  const [row] = await db.read(sql`select ${SHOWN} from workflow_stages where id = ${stageRecordId}`);
  return row ? toView(row) : null;
}

const toView = (row: Row): StageView => ({
  id: text(row.id),
  workflowRunId: text(row.workflow_run_id),
  stageId: text(row.stage_id),
  stageName: text(row.stage_name),
  stageNumber: whole(row.stage_number),
  executionGroup: whole(row.execution_group),
  attempt: whole(row.attempt),
  isCurrent: row.superseded_at == null,
  status: text(row.status) as Status,
  createdAt: instant(row.created_at),
  queuedAt: instantOrNull(row.queued_at),
  startedAt: instantOrNull(row.started_at),
  suspendedAt: instantOrNull(row.suspended_at),
  resumedAt: instantOrNull(row.resumed_at),
  completedAt: instantOrNull(row.completed_at),
  duration: wholeOrNull(row.duration),
  nextPollAt: instantOrNull(row.next_poll_at),
  maxWaitUntil: instantOrNull(row.max_wait_until),
  pollCount: whole(row.poll_count),
  deliveries: whole(row.deliveries),
  workerId: textOrNull(row.worker_id),
  progress: wholeOrNull(row.progress),
  progressText: textOrNull(row.progress_text),
  cost: dollars(row.cost),
  tokens: whole(row.tokens),
  errorMessage: textOrNull(row.error_message),
  errorCode: textOrNull(row.error_code),
  outputChars: wholeOrNull(row.output_chars),
  outputKey: textOrNull(row.output_key),
  heldAt: instantOrNull(row.held_at),
  holdReason: textOrNull(row.hold_reason),
});
