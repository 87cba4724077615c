/** Live jobs changed by hand. */

import { randomUUID } from "node:crypto";
import { storableInt32 } from "../../../domain/storable.js";
import type { JobChange } from "../../../ports/job-changes.js";
import type { Moment } from "../database.js";
import type { JobRow } from "../rows.js";
import { isLive } from "../tables.js";

export function changeJob({ tables, now }: Moment, jobId: string, change: JobChange): boolean {
  const job = tables.jobs.get(jobId);
  const changed = job === undefined ? null : after(job, now, change);
  if (job === undefined || changed === null) return false;
  tables.jobs.put({ ...job, ...changed, updatedAt: now });
  return true;
}

/** Null when there is nothing to change. */
function after(job: JobRow, now: number, change: JobChange): Partial<JobRow> | null {
  switch (change.kind) {
    case "due":
      if (job.status === "PENDING" && job.runAt > now) return { runAt: now };
      return job.status === "SUSPENDED" && job.nextPollAt !== null && job.nextPollAt > now
        ? { nextPollAt: now }
        : null;
    case "priority": {
      const priority = storableInt32("priority", change.priority);
      return isLive(job) && job.priority !== priority ? { priority } : null;
    }
    case "release":
      return job.status === "RUNNING" && job.workerId !== null
        ? { workerId: null, leaseToken: randomUUID(), leaseUntil: now }
        : null;
  }
}
