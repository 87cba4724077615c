/** Looking at jobs. */

import type { JobFilter, QueuedJob } from "../../../ports/job-queue.js";
import type { Moment } from "../database.js";
import { oldestFirst } from "../order.js";
import { dueToPoll } from "./claim-suspended.js";
import { toJob } from "./columns.js";

export function getJob({ tables }: Moment, jobId: string): QueuedJob | null {
  const row = tables.jobs.get(jobId);
  return row ? toJob(row) : null;
}

/** By creation. */
export function listJobs({ tables }: Moment, filter: JobFilter = {}): QueuedJob[] {
  const { workflowRunId, status, newestFirst = false, limit = Number.POSITIVE_INFINITY } = filter;
  const candidates =
    workflowRunId === undefined
      ? [...tables.jobs.all()].sort(oldestFirst)
      : tables.jobs.in("run", workflowRunId);
  const matching = candidates.filter((row) => status === undefined || status.includes(row.status));
  if (newestFirst) matching.reverse();
  return matching.slice(0, Math.max(0, limit)).map(toJob);
}

/** SUSPENDED ones that are due and that nobody holds, soonest first. */
export function getSuspendedJobsReadyToPoll(
  moment: Moment,
): { jobId: string; stageId: string; workflowRunId: string }[] {
  return dueToPoll(moment).map(({ id, stageId, workflowRunId }) => ({
    jobId: id,
    stageId,
    workflowRunId,
  }));
}
