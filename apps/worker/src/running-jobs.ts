/** The jobs this process holds: their leases, and the way to stop each. */

import type { Lease, LeasedJob } from "@stageline/engine";

export interface RunningJobs {
  readonly count: number;
  leases(): Lease[];
  /** Runs `work` while the job counts as held. Its signal aborts through {@link abort}. */
  hold(job: LeasedJob, work: (signal: AbortSignal) => Promise<void>): void;
  abort(jobIds: readonly string[], reason: Error): void;
  /** Resolves when no job is held. */
  idle(): Promise<void>;
}

export function runningJobs(onRelease: () => void): RunningJobs {
  const held = new Map<string, { lease: Lease; stop: AbortController; done: Promise<void> }>();
  return {
    get count() {
      return held.size;
    },
    leases: () => [...held.values()].map(({ lease }) => lease),
    hold(job, work) {
      const stop = new AbortController();
      const done = work(stop.signal).finally(() => {
        held.delete(job.leaseToken);
        onRelease();
      });
      held.set(job.leaseToken, { lease: { jobId: job.jobId, leaseToken: job.leaseToken }, stop, done });
    },
    abort(jobIds, reason) {
      for (const { lease, stop } of held.values()) if (jobIds.includes(lease.jobId)) stop.abort(reason);
    },
    async idle() {
      while (held.size > 0) await Promise.allSettled([...held.values()].map(({ done }) => done));
    },
  };
}
