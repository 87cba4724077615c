/** Jobs given to a worker under a lease. */

import { randomUUID } from "node:crypto";
import { storableText } from "../../../domain/storable.js";
import type { ClaimOptions, LeasedJob } from "../../../ports/job-queue.js";
import { timeAfter } from "../columns.js";
import type { Moment } from "../database.js";
import type { JobRow } from "../rows.js";
import { ALL } from "../tables.js";
import { toLeasedJob } from "./columns.js";

/** Takes up to `limit` due jobs: highest priority, then oldest, then id. */
export function claimJobs(
  { tables, now }: Moment,
  { workerId, limit, leaseMs, workflowIds }: ClaimOptions,
): LeasedJob[] {
  const leaseUntil = timeAfter("leaseMs", now, leaseMs);
  const chosen: JobRow[] = [];
  for (const row of tables.jobs.in("claim", ALL)) {
    if (chosen.length >= limit) break;
    if (row.runAt <= now && (workflowIds === undefined || workflowIds.includes(row.workflowId)))
      chosen.push(row);
  }
  return chosen.map((row) => {
    const lease = { leaseToken: randomUUID(), leaseUntil };
    const taken = tables.jobs.put({
      ...row,
      ...lease,
      status: "RUNNING",
      attempt: row.attempt + 1,
      workerId: storableText(workerId),
      lockedAt: now,
      startedAt: now,
      updatedAt: now,
    });
    return toLeasedJob(taken, lease);
  });
}
