/** Suspended jobs given to whoever asks whether what they wait for is done. */

import { randomUUID } from "node:crypto";
import { storableText } from "../../../domain/storable.js";
import type { ClaimOptions, LeasedJob } from "../../../ports/job-queue.js";
import { timeAfter } from "../columns.js";
import type { Moment } from "../database.js";
import type { JobRow } from "../rows.js";
import { ALL } from "../tables.js";
import { toLeasedJob } from "./columns.js";

/** Due ones that nobody holds, or not any more: soonest first, then id. */
export function dueToPoll({ tables, now }: Moment): JobRow[] {
  const due: JobRow[] = [];
  for (const job of tables.jobs.in("poll", ALL)) {
    if (job.nextPollAt === null || job.nextPollAt > now) break;
    if (job.leaseUntil === null || job.leaseUntil <= now) due.push(job);
  }
  return due;
}

/** They stay SUSPENDED. */
export function claimSuspended(
  moment: Moment,
  { workerId, limit, leaseMs, workflowIds }: ClaimOptions,
): LeasedJob[] {
  const { tables, now } = moment;
  const leaseUntil = timeAfter("leaseMs", now, leaseMs);
  return dueToPoll(moment)
    .filter((job) => workflowIds === undefined || workflowIds.includes(job.workflowId))
    .slice(0, Math.max(0, limit))
    .map((job) => {
      const lease = { leaseToken: randomUUID(), leaseUntil };
      const holder = { workerId: storableText(workerId), lockedAt: now, updatedAt: now };
      return toLeasedJob(tables.jobs.put({ ...job, ...lease, ...holder }), lease);
    });
}
