/**
 * Leases: renewed, given back, looked at.
 *
 * A lease holds a job that is RUNNING, or SUSPENDED while somebody asks whether what it waits for is done.
 */

import type { Lease, LeaseToken } from "../../../ports/job-queue.js";
import { timeAfter } from "../columns.js";
import type { Moment } from "../database.js";
import { compareText } from "../order.js";
import type { JobRow } from "../rows.js";
import { NO_LEASE } from "./columns.js";

export const isHeld = ({ status, leaseToken }: JobRow, token: LeaseToken): boolean =>
  (status === "RUNNING" || status === "SUSPENDED") && leaseToken === token;

/** In the order of their ids. */
export function stillHeld({ tables }: Moment, leases: readonly Lease[]): string[] {
  const held = leases.filter(({ jobId, leaseToken }) => {
    const job = tables.jobs.get(jobId);
    return job !== undefined && isHeld(job, leaseToken);
  });
  return [...new Set(held.map(({ jobId }) => jobId))].sort(compareText);
}

/** Returns the ids of jobs that none of these leases holds. */
export function renewLeases({ tables, now }: Moment, leases: readonly Lease[], leaseMs: number): string[] {
  const leaseUntil = timeAfter("leaseMs", now, leaseMs);
  const held = new Set<string>();
  for (const { jobId, leaseToken } of leases) {
    const job = tables.jobs.get(jobId);
    if (!job || !isHeld(job, leaseToken)) continue;
    tables.jobs.put({ ...job, leaseUntil, lockedAt: now, updatedAt: now });
    held.add(jobId);
  }
  return leases.map(({ jobId }) => jobId).filter((id) => !held.has(id));
}

/** Gives jobs back as if they had not been delivered; a suspended one was not. */
export function releaseJobs({ tables, now }: Moment, leases: readonly Lease[]): number {
  let released = 0;
  for (const { jobId, leaseToken } of leases) {
    const job = tables.jobs.get(jobId);
    if (!job || !isHeld(job, leaseToken)) continue;
    const undelivered = { status: "PENDING", attempt: job.attempt - 1, startedAt: null } as const;
    tables.jobs.put({
      ...job,
      ...NO_LEASE,
      ...(job.status === "RUNNING" ? undelivered : {}),
      updatedAt: now,
    });
    released += 1;
  }
  return released;
}
