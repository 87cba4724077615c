/** Jobs that are not to run any more. */

import type { Moment } from "../database.js";
import type { JobRow } from "../rows.js";
import { isLive } from "../tables.js";
import { NO_LEASE, NOT_KEPT_BACK } from "./columns.js";

/** PENDING and SUSPENDED ones of a run; whoever is polling one finds the lease lost. */
export function cancelByRun(moment: Moment, workflowRunId: string): number {
  const waiting = moment.tables.jobs
    .in("run", workflowRunId)
    .filter((job) => job.status === "PENDING" || job.status === "SUSPENDED");
  for (const job of waiting) cancel(moment, { ...job, ...NO_LEASE });
  return waiting.length;
}

/** Live jobs of earlier attempts of these stages, RUNNING ones too: their holders find the lease lost. */
export function fenceOff(
  moment: Moment,
  workflowRunId: string,
  stageIds: readonly string[],
  beforeStageAttempt: number,
): number {
  const earlier = moment.tables.jobs
    .in("run", workflowRunId)
    .filter((job) => isLive(job) && stageIds.includes(job.stageId) && job.stageAttempt < beforeStageAttempt);
  for (const job of earlier) cancel(moment, { ...job, ...NO_LEASE });
  return earlier.length;
}

function cancel({ tables, now }: Moment, job: JobRow): void {
  tables.jobs.put({
    ...job,
    ...NOT_KEPT_BACK,
    status: "CANCELLED",
    completedAt: now,
    updatedAt: now,
    nextPollAt: null,
  });
}
