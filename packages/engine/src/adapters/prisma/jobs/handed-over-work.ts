/** Work of jobs that is handed to somebody outside, and what becomes of it when nobody waits for it any more. */

import { LeaseLostError } from "../../../domain/errors.js";
import { encodeDocument } from "../../../domain/json-document.js";
import { canBeStoredId } from "../../../domain/storable.js";
import type { HandOver, UnwantedWork, UnwantedWorkClaim } from "../../../ports/handed-over-work.js";
import type { LeasedJobQueue } from "../../../ports/job-queue.js";
import { fromDocumentOrNull, instant, instantOrNull, type Row, text, textOrNull, whole } from "../columns.js";
import type { Db } from "../db.js";
import { raw, sql } from "../sql.js";

type HeldJob = Parameters<LeasedJobQueue["handOver"]>[0];

/**
 * By primary key, and only under the given lease. What an earlier job of the attempt noted is read before, walking
 * job_queue_run_idx: whoever wrote that had lost its job by the time this one was claimed.
 *
 * @throws {LeaseLostError}
 */
export async function handOver(db: Db, held: HeldJob, note: unknown): Promise<HandOver> {
  const { jobId, leaseToken, workflowRunId, stageId, stageAttempt } = held;
  const noted = note === undefined ? null : encodeDocument(note);
  if (!canBeStoredId(jobId)) throw new LeaseLostError(jobId);
  const { now } = db.dialect;
  const [before] = await db.read(sql`
    select min(handed_over_at) as since from job_queue
    where workflow_run_id = ${workflowRunId} and stage_id = ${stageId} and stage_attempt = ${stageAttempt}`);
  const [after] = await db.write(sql`
    update job_queue set handed_over_at = coalesce(handed_over_at, ${now}), hand_over_note = coalesce(hand_over_note, ${noted}),
      cancel_work_at = coalesce(cancel_work_at, ${now}), updated_at = ${now}
    where id = ${jobId} and lease_token = ${leaseToken} and status in ('RUNNING', 'SUSPENDED')
    returning handed_over_at`);
  if (after === undefined) throw new LeaseLostError(jobId);
  const earlier = instantOrNull(before?.since ?? null);
  return { since: earlier ?? instant(after.handed_over_at), isFirst: earlier === null };
}

/** Longest due first. Walks job_queue_unwanted_idx and skips rows that others are taking. */
export async function claimUnwanted(
  db: Db,
  { limit, leaseMs, workflowIds }: UnwantedWorkClaim,
): Promise<UnwantedWork[]> {
  if (limit < 1 || workflowIds.length === 0) return [];
  const { dialect } = db;
  const { now } = dialect;
  const rows = await db.write(sql`
    update job_queue set cancel_work_at = ${dialect.shift(now, leaseMs)}, updated_at = ${now}
    where ${dialect.amongSelected(
      raw("id"),
      sql`select id from job_queue ${dialect.walk("job_queue_unwanted_idx")}
        where cancel_work_at is not null and status in ('CANCELLED', 'FAILED') and cancel_work_at <= ${now}
          and ${dialect.among(raw("workflow_id"), workflowIds.filter(canBeStoredId))}
        order by cancel_work_at, id limit ${limit} ${dialect.skipLocked}`,
    )}
    returning id, workflow_run_id, workflow_id, stage_id, stage_attempt, handed_over_at, hand_over_note, completed_at,
      updated_at`);
  if (rows.length === 0) return [];
  return Promise.all(rows.map(async (row) => toUnwantedWork(row, await stageOf(db, row))));
}

export async function settleUnwanted(db: Db, jobId: string, againInMs?: number): Promise<void> {
  if (!canBeStoredId(jobId)) return;
  const { dialect } = db;
  const { now } = dialect;
  const due = againInMs === undefined ? raw("null") : dialect.shift(now, againInMs);
  await db.execute(
    sql`update job_queue set cancel_work_at = ${due}, updated_at = ${now} where id = ${jobId}`,
  );
}

/** By workflow_stages_attempt_key: also an attempt that was replaced. */
async function stageOf(db: Db, job: Row): Promise<Row | undefined> {
  const [stage] = await db.read(sql`
    select id, suspended_state from workflow_stages
    where workflow_run_id = ${text(job.workflow_run_id)} and stage_id = ${text(job.stage_id)}
      and attempt = ${whole(job.stage_attempt)}`);
  return stage;
}

function toUnwantedWork(row: Row, stage: Row | undefined): UnwantedWork {
  const endedAt = instantOrNull(row.completed_at) ?? instant(row.updated_at);
  return {
    jobId: text(row.id),
    workflowRunId: text(row.workflow_run_id),
    workflowId: text(row.workflow_id),
    stageId: text(row.stage_id),
    stageAttempt: whole(row.stage_attempt),
    stageRecordId: textOrNull(stage?.id),
    state: fromDocumentOrNull(stage?.suspended_state),
    handedOverAt: instantOrNull(row.handed_over_at) ?? endedAt,
    note: fromDocumentOrNull(row.hand_over_note),
    endedAt,
  };
}
