/** Keeps this process's leases and its place in the list of workers, in one statement each. */

import type { Store } from "@stageline/engine/store";
import type { Logger } from "pino";
import type { DatabaseClock } from "../database-clock.js";
import type { WorkerSigns } from "../observability/signs.js";
import type { RunningJobs } from "../running-jobs.js";
import { type Loop, startLoop } from "./loop.js";

/** How often the clock is compared with the database's. */
const BEATS_PER_MEASUREMENT = 6;

export interface BeatOptions {
  store: Store;
  jobs: RunningJobs;
  leaseMs: number;
  /** Milliseconds between two beats. */
  everyMs: number;
  announce(): Promise<void>;
  clock: DatabaseClock;
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
  clock,
  signs,
  log,
  onError,
}: BeatOptions): Loop {
  let beats = 0;
  return startLoop({
    onError,
    async turn() {
      const lost = await store.jobs.heartbeat(jobs.leases(), leaseMs);
      await announce();
      signs.beat();
      if (++beats % BEATS_PER_MEASUREMENT === 0) await clock.measure();
      if (lost.length > 0) {
        signs.leasesLost(lost.length);
        log.warn({ jobs: lost }, "leases lost: their stages are stopped");
      }
      jobs.abort(lost, new Error("The lease is lost: the run was cancelled or another worker has the job"));
      return everyMs;
    },
  });
}
