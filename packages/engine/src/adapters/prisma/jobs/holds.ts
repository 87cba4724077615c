/**
 * Jobs that are kept back. A held job stays PENDING and leaves job_queue_claim_idx, so however many are held, no claim
 * passes over them.
 */

import { canBeStoredId, storableText } from "../../../domain/storable.js";
import type { HeldJobs, HoldChange } from "../../../ports/job-queue.js";
import { text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { raw, type Sql, sql } from "../sql.js";

/** What a job that is not kept back has in the columns of the hold. */
export const NOT_KEPT_BACK: Sql = raw("held_at = null, held_by = null, hold_reason = null");

/** Counts job_queue_held_idx: a millisecond per some thousand held jobs. */
export async function countHeld(db: Db): Promise<HeldJobs[]> {
  const rows = await db.read(sql`
    select held_by, workflow_id, count(*) as jobs from job_queue ${db.dialect.walk("job_queue_held_idx")}
    where held_at is not null group by held_by, workflow_id order by held_by, workflow_id`);
  return rows.map((row) => ({
    workflowId: text(row.workflow_id),
    heldBy: text(row.held_by ?? ""),
    jobs: whole(row.jobs),
  }));
}

/**
 * Changes up to `limit`, and skips rows that others are claiming or changing. Those that nobody holds are found by
 * walking job_queue_claim_idx over the jobs of all workflows, those that are held by job_queue_held_idx.
 */
export async function changeHold(
  db: Db,
  { workflowId, from, to }: HoldChange,
  limit: number,
): Promise<number> {
  if (limit < 1 || !canBeStoredId(workflowId)) return 0;
  const { dialect } = db;
  const matching =
    from === null
      ? sql`select id from job_queue ${dialect.walk("job_queue_claim_idx")}
          where status = 'PENDING' and held_at is null and workflow_id = ${workflowId}
          order by priority desc, created_at, id limit ${limit} ${dialect.skipLocked}`
      : sql`select id from job_queue ${dialect.walk("job_queue_held_idx")}
          where held_at is not null and held_by = ${storableText(from)} and workflow_id = ${workflowId}
          order by id limit ${limit} ${dialect.skipLocked}`;
  const hold =
    to === null
      ? NOT_KEPT_BACK
      : sql`held_at = coalesce(held_at, ${dialect.now}), held_by = ${storableText(to.heldBy)},
          hold_reason = ${storableText(to.reason)}`;
  return db.execute(sql`
    update job_queue set ${hold}, updated_at = ${dialect.now} where ${dialect.amongSelected(raw("id"), matching)}`);
}
