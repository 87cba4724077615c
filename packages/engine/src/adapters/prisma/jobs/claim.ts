/** Jobs given to a worker under a lease. */

import { canBeStoredId, storableText } from "../../../domain/storable.js";
import type { ClaimOptions, LeasedJob } from "../../../ports/job-queue.js";
import { instant, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { byClaimOrder } from "../runs.js";
import { empty, raw, sql } from "../sql.js";
import { toLeasedJob } from "./columns.js";

/**
 * Takes up to `limit` due jobs: highest priority, then oldest, then id. Walks job_queue_claim_idx and skips rows that
 * others are claiming, so claimers neither wait for each other nor get the same job.
 */
export async function claimJobs(
  db: Db,
  { workerId, limit, leaseMs, workflowIds }: ClaimOptions,
): Promise<LeasedJob[]> {
  if (limit < 1 || workflowIds?.length === 0) return [];
  const { dialect } = db;
  const served =
    workflowIds === undefined
      ? empty
      : sql`and ${dialect.among(raw("workflow_id"), workflowIds.filter(canBeStoredId))}`;
  const rows = await db.write(sql`
    update job_queue
    set status = 'RUNNING', attempt = attempt + 1, worker_id = ${storableText(workerId)},
      lease_token = ${dialect.randomToken}, locked_at = ${dialect.now},
      lease_until = ${dialect.shift(dialect.now, leaseMs)}, started_at = ${dialect.now}, updated_at = ${dialect.now}
    where ${dialect.amongSelected(
      raw("id"),
      sql`select id from job_queue ${dialect.walk("job_queue_claim_idx")}
        where status = 'PENDING' and held_at is null and run_at <= ${dialect.now} ${served}
        order by priority desc, created_at, id limit ${limit} ${dialect.skipLocked}`,
    )}
    returning id, created_at, workflow_run_id, workflow_id, stage_id, stage_attempt, priority, attempt, max_attempts,
      payload, lease_token, lease_until, run_at`);
  return rows
    .map((row) => ({
      row,
      id: text(row.id),
      priority: whole(row.priority),
      createdAt: instant(row.created_at),
    }))
    .sort(byClaimOrder)
    .map(({ row }) => toLeasedJob(row));
}
