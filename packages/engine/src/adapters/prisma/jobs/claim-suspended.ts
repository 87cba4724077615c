/** Suspended jobs given to whoever asks whether what they wait for is done. */

import { canBeStoredId, storableText } from "../../../domain/storable.js";
import type { ClaimOptions, LeasedJob } from "../../../ports/job-queue.js";
import { instant, text } from "../columns.js";
import type { Db } from "../db.js";
import type { Dialect } from "../dialect/dialect.js";
import { compareBytes } from "../runs.js";
import { empty, raw, type Sql, sql } from "../sql.js";
import { toLeasedJob } from "./columns.js";

/** Nobody holds it, or not any more. */
export const isDueToPoll = ({ now }: Dialect): Sql =>
  sql`status = 'SUSPENDED' and next_poll_at <= ${now} and (lease_until is null or lease_until <= ${now})`;

/** Soonest first, then id; they stay SUSPENDED. Walks job_queue_poll_idx and skips rows that others are taking. */
export async function claimSuspended(
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
    set worker_id = ${storableText(workerId)}, lease_token = ${dialect.randomToken}, locked_at = ${dialect.now},
      lease_until = ${dialect.shift(dialect.now, leaseMs)}, updated_at = ${dialect.now}
    where ${dialect.amongSelected(
      raw("id"),
      sql`select id from job_queue ${dialect.walk("job_queue_poll_idx")}
        where ${isDueToPoll(dialect)} ${served}
        order by next_poll_at, id limit ${limit} ${dialect.skipLocked}`,
    )}
    returning id, next_poll_at, workflow_run_id, workflow_id, stage_id, stage_attempt, priority, attempt, max_attempts,
      payload, lease_token, lease_until, run_at`);
  return rows
    .map((row) => ({ row, id: text(row.id), dueAt: instant(row.next_poll_at).getTime() }))
    .sort((a, b) => a.dueAt - b.dueAt || compareBytes(a.id, b.id))
    .map(({ row }) => toLeasedJob(row));
}
