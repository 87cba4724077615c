/**
 * Asks suspended stages whether what they wait for is done, and tells those who have work that nobody waits for.
 *
 * Only where a workflow has such stages. It asks quickly while there is something to ask or a stage was suspended here a
 * moment ago, and at once while more waits; with nothing due it looks a few times a minute, since what is waited for
 * takes longer than that anyway.
 */

import { isSuspending, type Kernel } from "@stageline/engine";
import { type Loop, startLoop } from "./loop.js";

export interface PollOptions {
  kernel: Kernel;
  onError(error: unknown): void;
  /** Told of every turn that asked something. */
  onPolled?(polled: { readonly claimed: number; readonly completed: number; readonly failed: number }): void;
  /** Told of every turn that had work cancelled. */
  onTold?(told: { readonly claimed: number; readonly cancelled: number; readonly givenUp: number }): void;
  /** Stages asked at the same time. Default 100. */
  limit?: number;
  /** Milliseconds until another process may ask the same stages; a question may take four fifths of it. Default 60 s. */
  leaseMs?: number;
  /** Milliseconds to wait after a turn that found something due. Default 1 s. */
  busyMs?: number;
  /** Milliseconds to wait after a turn that found nothing. Default 3 s. */
  idleMs?: number;
}

export interface Poller extends Loop {
  /** A stage was suspended here: what it waits for may be done soon. */
  expect(): void;
}

/** Turns that come quickly after a stage was suspended here. */
const QUICK_TURNS = 10;

/** `stop` gives up the questions under way: they are asked again elsewhere. */
export function startPoller(options: PollOptions): Poller {
  const {
    kernel,
    onError,
    onPolled,
    onTold,
    limit = 100,
    leaseMs = 60_000,
    busyMs = 1_000,
    idleMs = 3_000,
  } = options;
  if (!kernel.workflows.some(({ groups }) => groups.flat().some(isSuspending))) return NOTHING_TO_POLL;
  const stopping = new AbortController();
  let quickTurns = 0;
  const loop = startLoop({
    onError,
    async turn() {
      const polled = await kernel.dispatch("stage.pollSuspended", {
        limit,
        leaseMs,
        signal: stopping.signal,
      });
      const told = await kernel.dispatch("stage.cancelWork", { leaseMs, signal: stopping.signal });
      if (told.claimed > 0) onTold?.(told);
      quickTurns -= 1;
      if (polled.claimed === 0) return quickTurns > 0 ? busyMs : idleMs;
      onPolled?.(polled);
      quickTurns = Math.max(quickTurns, 1);
      return polled.claimed >= limit ? 0 : busyMs;
    },
  });
  return {
    wake: loop.wake,
    expect() {
      const wasIdle = quickTurns <= 0;
      quickTurns = QUICK_TURNS;
      if (wasIdle) loop.wake();
    },
    async stop() {
      stopping.abort(new Error("The worker stops"));
      await loop.stop();
    },
  };
}

const NOTHING_TO_POLL: Poller = {
  wake: () => undefined,
  expect: () => undefined,
  stop: async () => undefined,
};
