/** Measures the queue for the dashboard. Any number of workers may look: each slot of time is measured by one. */

import type { Kernel } from "@stageline/engine";
import { type Loop, startLoop } from "./loop.js";

export interface SampleOptions {
  kernel: Kernel;
  /** Milliseconds between two looks; well below a slot's, so that a lone worker misses none. */
  everyMs: number;
  onError(error: unknown): void;
}

export function startSampling({ kernel, everyMs, onError }: SampleOptions): Loop {
  return startLoop({
    onError,
    async turn() {
      await kernel.dispatch("queue.sample", {});
      return everyMs;
    },
  });
}
