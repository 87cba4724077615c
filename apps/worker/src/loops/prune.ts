/** Deletes what is older than it is to be kept, a small batch at a time. Any number of workers may do it at once. */

import type { Kernel, Prunable } from "@stageline/engine";
import { type Loop, startLoop } from "./loop.js";

export interface PruneOptions {
  kernel: Kernel;
  /** How long things are kept, in days; 0 is for ever. Default: the engine's. */
  days?: Readonly<Partial<Record<Prunable, number>>>;
  onError(error: unknown): void;
}

/** Milliseconds between two batches while there is more. */
const BUSY_MS = 1_000;
/** Milliseconds until the next look when there is no more. */
const IDLE_MS = 3_600_000;

export function startPruning({ kernel, days = {}, onError }: PruneOptions): Loop {
  return startLoop({
    onError,
    async turn() {
      const { hasMore } = await kernel.dispatch("retention.prune", { days });
      return hasMore ? BUSY_MS : IDLE_MS;
    },
  });
}
