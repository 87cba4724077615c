/**
 * Repairs what others left, in bounded passes that any number of workers may make at once: leases that ended, runs
 * whose next step was lost.
 */

import type { Kernel } from "@stageline/engine";
import type { Logger } from "pino";
import type { WorkerSigns } from "../observability/signs.js";
import { type Loop, startLoop } from "./loop.js";

export interface SweepOptions {
  kernel: Kernel;
  leaseMs: number;
  /** Milliseconds between two passes. */
  everyMs: number;
  signs: WorkerSigns;
  log: Logger;
  onError(error: unknown): void;
  /** Jobs wait again. */
  onFound(): void;
}

export function startSweeping(options: SweepOptions): Loop {
  const { kernel, leaseMs, everyMs, signs, log, onError, onFound } = options;
  return startLoop({
    onError,
    async turn() {
      const leases = await kernel.dispatch("lease.reapStale", {});
      signs.swept("leases", leases);
      const { redriven } = await kernel.dispatch("run.reapStuck", { quietMs: leaseMs });
      signs.swept("runs", { redriven: redriven.length });
      if (leases.released + leases.failed + redriven.length > 0) {
        log.info({ ...leases, redriven: redriven.length }, "took work back from workers that are gone");
        onFound();
      }
      return everyMs;
    },
  });
}
