/** Jobs that are not to run any more. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { Db } from "../db.js";
import { raw, sql } from "../sql.js";
import { NOT_KEPT_BACK } from "./holds.js";
import { NO_LEASE } from "./leases.js";

/** PENDING and SUSPENDED ones of a run; whoever is polling one finds the lease lost. Walks job_queue_run_idx. */
export async function cancelByRun(db: Db, workflowRunId: string): Promise<number> {
  if (!canBeStoredId(workflowRunId)) return 0;
  const { now } = db.dialect;
  return db.execute(sql`
    update job_queue set status = 'CANCELLED', completed_at = ${now}, updated_at = ${now}, next_poll_at = null, ${NO_LEASE}, ${NOT_KEPT_BACK}
    where workflow_run_id = ${workflowRunId} and status in ('PENDING', 'SUSPENDED')`);
}

/** Live jobs of earlier attempts of these stages, RUNNING ones too: their holders find the lease lost. */
export async function fenceOff(
  db: Db,
  workflowRunId: string,
  stageIds: readonly string[],
  beforeStageAttempt: number,
): Promise<number> {
  if (!canBeStoredId(workflowRunId)) return 0;
  const { now } = db.dialect;
  return db.execute(sql`
    update job_queue set status = 'CANCELLED', completed_at = ${now}, updated_at = ${now}, next_poll_at = null, ${NO_LEASE}, ${NOT_KEPT_BACK}
    where workflow_run_id = ${workflowRunId} and ${db.dialect.among(raw("stage_id"), stageIds.filter(canBeStoredId))}
      and stage_attempt < ${beforeStageAttempt} and status in ('PENDING', 'RUNNING', 'SUSPENDED')`);
}
