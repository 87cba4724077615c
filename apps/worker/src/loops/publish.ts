/** Hands events of the outbox to the sinks. Only where there are sinks: without any, events wait and are shown. */

import type { EventSink, Kernel } from "@stageline/engine";
import type { WorkerSigns } from "../observability/signs.js";
import { type Loop, startLoop } from "./loop.js";

export interface PublishOptions {
  kernel: Kernel;
  sinks: readonly EventSink[];
  /** Milliseconds until others may publish what this process took. Default: the command's. */
  leaseMs?: number | undefined;
  /** Tries of an event before it goes to the dead letters. Default: the command's. */
  maxTries?: number | undefined;
  signs: WorkerSigns;
  onError(error: unknown): void;
}

/** Milliseconds after a page that was not full, and after one that was empty. */
const BUSY_MS = 200;
const IDLE_MS = 2_000;

const NOTHING_TO_PUBLISH: Loop = { wake: () => undefined, stop: async () => undefined };

/** `stop` gives up the deliveries under way: they are made again elsewhere. */
export function startPublisher({ kernel, sinks, leaseMs, maxTries, signs, onError }: PublishOptions): Loop {
  if (sinks.length === 0) return NOTHING_TO_PUBLISH;
  const stopping = new AbortController();
  const loop = startLoop({
    onError,
    async turn() {
      const { runs, published, retrying, dead, hasMore, pausedMs } = await kernel.dispatch("outbox.flush", {
        leaseMs,
        maxTries,
        signal: stopping.signal,
      });
      if (runs > 0) signs.eventsFlushed({ published, failed: retrying, dead });
      if (pausedMs > 0) return pausedMs;
      if (hasMore) return 0;
      return runs > 0 ? BUSY_MS : IDLE_MS;
    },
  });
  return {
    ...loop,
    async stop() {
      stopping.abort();
      await loop.stop();
    },
  };
}
