/**
 * Carries out bulk actions, some items at a time. Any number of workers may do it at once: each item is done by one.
 */

import type { Kernel } from "@stageline/engine";
import type { Logger } from "pino";
import type { WorkerSigns } from "../observability/signs.js";
import { type Loop, startLoop } from "./loop.js";

export interface BulkOptions {
  kernel: Kernel;
  /** Milliseconds between two looks while no action is running. */
  everyMs: number;
  signs: WorkerSigns;
  log: Logger;
  onError(error: unknown): void;
}

export function startBulkActions({ kernel, everyMs, signs, log, onError }: BulkOptions): Loop {
  return startLoop({
    onError,
    async turn() {
      const settled = await kernel.dispatch("bulk.sweep", {});
      signs.swept("bulk", settled);
      if (Object.values(settled).every((count) => count === 0)) return everyMs;
      log.info(settled, "carried out items of bulk actions");
      return 0;
    },
  });
}
