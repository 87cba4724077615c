/** Work of jobs that is handed to somebody outside, and what becomes of it when nobody waits for it any more. */

import { LeaseLostError } from "../../../domain/errors.js";
import { encodeDocument } from "../../../domain/json-document.js";
import type { HandOver, UnwantedWork, UnwantedWorkClaim } from "../../../ports/handed-over-work.js";
import type { LeasedJobQueue } from "../../../ports/job-queue.js";
import { dateOf, documentOrNull, timeAfter } from "../columns.js";
import type { Moment } from "../database.js";
import type { JobRow } from "../rows.js";
import { ALL, keyOf } from "../tables.js";
import { isHeld } from "./leases.js";

type HeldJob = Parameters<LeasedJobQueue["handOver"]>[0];

/** What a job has whose work was handed over. */
export const handedOver = (job: JobRow, now: number) => ({
  handedOverAt: job.handedOverAt ?? now,
  cancelWorkAt: job.cancelWorkAt ?? now,
});

/** @throws {LeaseLostError} */
export function handOver({ tables, now }: Moment, held: HeldJob, note: unknown): HandOver {
  const job = tables.jobs.get(held.jobId);
  if (job === undefined || !isHeld(job, held.leaseToken)) throw new LeaseLostError(held.jobId);
  const noted = note === undefined ? null : encodeDocument(note);
  const times = tables.jobs
    .in("run", job.workflowRunId)
    .filter(({ stageId, stageAttempt }) => stageId === job.stageId && stageAttempt === job.stageAttempt)
    .flatMap(({ handedOverAt }) => handedOverAt ?? []);
  tables.jobs.put({
    ...job,
    ...handedOver(job, now),
    handOverNote: job.handOverNote ?? noted,
    updatedAt: now,
  });
  return { since: dateOf(Math.min(now, ...times)), isFirst: times.length === 0 };
}

export function claimUnwanted(
  moment: Moment,
  { limit, leaseMs, workflowIds }: UnwantedWorkClaim,
): UnwantedWork[] {
  const { tables, now } = moment;
  const cancelWorkAt = timeAfter("leaseMs", now, leaseMs);
  const due: JobRow[] = [];
  for (const job of tables.jobs.in("unwanted", ALL)) {
    if (due.length >= limit || (job.cancelWorkAt ?? 0) > now) break;
    if (workflowIds.includes(job.workflowId)) due.push(job);
  }
  return due.map((job) => toUnwantedWork(moment, tables.jobs.put({ ...job, cancelWorkAt, updatedAt: now })));
}

export function settleUnwanted({ tables, now }: Moment, jobId: string, againInMs?: number): void {
  const job = tables.jobs.get(jobId);
  if (job === undefined) return;
  const cancelWorkAt = againInMs === undefined ? null : timeAfter("againInMs", now, againInMs);
  tables.jobs.put({ ...job, cancelWorkAt, updatedAt: now });
}

function toUnwantedWork({ tables }: Moment, job: JobRow): UnwantedWork {
  const [stage] = tables.stages.in("attempt", keyOf(job.workflowRunId, job.stageId, job.stageAttempt));
  return {
    jobId: job.id,
    workflowRunId: job.workflowRunId,
    workflowId: job.workflowId,
    stageId: job.stageId,
    stageAttempt: job.stageAttempt,
    stageRecordId: stage?.id ?? null,
    state: documentOrNull(stage?.suspendedState ?? null),
    handedOverAt: dateOf(job.handedOverAt ?? job.createdAt),
    note: documentOrNull(job.handOverNote),
    endedAt: dateOf(job.completedAt ?? job.updatedAt),
  };
}
