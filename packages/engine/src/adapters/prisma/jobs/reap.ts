/** Jobs whose holder has gone: given out again, or failed when no delivery is left. */

import { errorFingerprint } from "../../../domain/error-fingerprint.js";
import { lostLeaseError } from "../../../domain/lost-lease.js";
import type { ReapedJob } from "../../../ports/job-queue.js";
import { text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { empty, raw, type Sql, sql } from "../sql.js";
import { NO_LEASE } from "./leases.js";

/** RUNNING jobs whose lease has ended, longest ago first. Walks job_queue_lease_idx, skips rows others are taking. */
export async function reapExpired(db: Db, limit = 100): Promise<ReapedJob[]> {
  return reap(
    db,
    sql`lease_until <= ${db.dialect.now}`,
    sql`order by lease_until limit ${Math.max(0, limit)}`,
  );
}

/** RUNNING jobs that were locked, and last renewed, so long ago. Returns how many were taken from their holders. */
export async function releaseStaleJobs(db: Db, staleThresholdMs: number): Promise<number> {
  const { dialect } = db;
  const reaped = await reap(db, sql`locked_at <= ${dialect.shift(dialect.now, -staleThresholdMs)}`, empty);
  return reaped.length;
}

/** All of them are alike but for their numbers. */
const FINGERPRINT = errorFingerprint(lostLeaseError(1, 1));

async function reap(db: Db, lost: Sql, page: Sql): Promise<ReapedJob[]> {
  const { dialect } = db;
  const error = raw(`'${lostLeaseError("' || attempt || '", "' || max_attempts || '")}'`);
  const rows = await db.write(sql`
    update job_queue
    set status = case when attempt < max_attempts then 'PENDING' else 'FAILED' end,
      completed_at = case when attempt < max_attempts then null else ${dialect.now} end,
      last_error = ${error}, fingerprint = ${FINGERPRINT}, updated_at = ${dialect.now}, ${NO_LEASE}
    where ${dialect.amongSelected(
      raw("id"),
      sql`select id from job_queue ${dialect.walk("job_queue_lease_idx")} where status = 'RUNNING' and ${lost} ${page} ${dialect.skipLocked}`,
    )}
    returning id, workflow_run_id, workflow_id, stage_id, stage_attempt, status, last_error`);
  return rows.map((row) => ({
    jobId: text(row.id),
    workflowRunId: text(row.workflow_run_id),
    workflowId: text(row.workflow_id),
    stageId: text(row.stage_id),
    stageAttempt: whole(row.stage_attempt),
    status: text(row.status) as ReapedJob["status"],
    error: text(row.last_error),
  }));
}
