/** The jobs this process holds: their leases, and the way to stop each. */

import type { Lease } from "@stageline/engine";

export interface RunningJobs {
  readonly count: number;
  leases(): Lease[];
  /** Runs `work` while the job counts as held. Its signal aborts through {@link abort}. */
  hold(lease: Lease, work: (signal: AbortSignal) => Promise<void>): void;
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
    hold({ jobId, leaseToken }, work) {
      const stop = new AbortController();
      const done = work(stop.signal).finally(() => {
        held.delete(leaseToken);
        onRelease();
      });
      held.set(leaseToken, { lease: { jobId, leaseToken }, stop, done });
    },
    abort(jobIds, reason) {
      const wanted = new Set(jobIds);
      for (const { lease, stop } of held.values()) if (wanted.has(lease.jobId)) stop.abort(reason);
    },
    async idle() {
      while (held.size > 0) await Promise.allSettled([...held.values()].map(({ done }) => done));
    },
  };
}
