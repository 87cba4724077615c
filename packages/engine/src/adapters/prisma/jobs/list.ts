/** Looking at jobs. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { JobFilter, QueuedJob } from "../../../ports/job-queue.js";
import { text } from "../columns.js";
import type { Db } from "../db.js";
import { and, empty, raw, sql } from "../sql.js";
import { isDueToPoll } from "./claim-suspended.js";
import { toJob } from "./columns.js";

export async function getJob(db: Db, jobId: string): Promise<QueuedJob | null> {
  if (!canBeStoredId(jobId)) return null;
  const [row] = await db.read(sql`select * from job_queue where id = ${jobId}`);
  return row ? toJob(row) : null;
}

/** By creation. Walks job_queue_run_idx when a run is named. */
export async function listJobs(db: Db, filter: JobFilter = {}): Promise<QueuedJob[]> {
  const { workflowRunId, status, newestFirst = false, limit, holdsWaiting = false } = filter;
  if (!canBeStoredId(workflowRunId ?? "")) return [];
  if (holdsWaiting && workflowRunId !== undefined) {
    await db.read(sql`
      select id from job_queue where workflow_run_id = ${workflowRunId} and status = 'PENDING'
      order by id ${db.dialect.forNoKeyUpdate}`);
  }
  const way = raw(newestFirst ? "desc" : "asc");
  const rows = await db.read(sql`
    select * from job_queue
    where ${and([
      ...(workflowRunId === undefined ? [] : [sql`workflow_run_id = ${workflowRunId}`]),
      ...(status === undefined ? [] : [db.dialect.among(raw("status"), status)]),
    ])}
    order by created_at ${way}, id ${way} ${limit === undefined ? empty : sql`limit ${Math.max(0, limit)}`}`);
  return rows.map(toJob);
}

/** SUSPENDED ones that are due and that nobody holds, soonest first. Walks job_queue_poll_idx. */
export async function getSuspendedJobsReadyToPoll(
  db: Db,
): Promise<{ jobId: string; stageId: string; workflowRunId: string }[]> {
  const rows = await db.read(sql`
    select id, stage_id, workflow_run_id from job_queue ${db.dialect.walk("job_queue_poll_idx")}
    where ${isDueToPoll(db.dialect)} order by next_poll_at, id`);
  return rows.map((row) => ({
    jobId: text(row.id),
    stageId: text(row.stage_id),
    workflowRunId: text(row.workflow_run_id),
  }));
}
