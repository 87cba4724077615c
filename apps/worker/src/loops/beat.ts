/** Keeps this process's leases and its place in the list of workers, in one statement each. */

import type { Store } from "@stageline/engine/store";
import type { Logger } from "pino";
import type { WorkerSigns } from "../observability/signs.js";
import type { RunningJobs } from "../running-jobs.js";
import { type Loop, startLoop } from "./loop.js";

export interface BeatOptions {
  store: Store;
  jobs: RunningJobs;
  leaseMs: number;
  /** Milliseconds between two beats. */
  everyMs: number;
  announce(): Promise<void>;
  signs: WorkerSigns;
  log: Logger;
  onError(error: unknown): void;
}

export function startBeating({
  store,
  jobs,
  leaseMs,
  everyMs,
  announce,
  signs,
  log,
  onError,
}: BeatOptions): Loop {
  return startLoop({
    onError,
    async turn() {
      const lost = await store.jobs.heartbeat(jobs.leases(), leaseMs);
      await announce();
      signs.beat();
      if (lost.length > 0) {
        signs.leasesLost(lost.length);
        log.warn({ jobs: lost }, "leases lost: their stages are stopped");
      }
      jobs.abort(lost, new Error("The lease is lost: the run was cancelled or another worker has the job"));
      return everyMs;
    },
  });
}
