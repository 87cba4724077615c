/** A point where nothing more is tried: when time is up, or when the process stops. */

import type { Timers } from "../timers.js";

export interface Deadline {
  readonly signal: AbortSignal;
  /** Resolves when the signal aborts. */
  readonly aborted: Promise<void>;
  /** Whether it was the time, and not the process that stops. */
  isTimeUp(): boolean;
  /** Lets go of the timer. */
  end(): void;
}

/** @param stopping aborts when the process stops */
export function startDeadline(timers: Timers, ms: number, stopping?: AbortSignal): Deadline {
  const time = new AbortController();
  const timer = timers.after(ms, () => time.abort());
  const signal = stopping === undefined ? time.signal : AbortSignal.any([time.signal, stopping]);
  return {
    signal,
    aborted: new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    }),
    isTimeUp: () => time.signal.aborted && stopping?.aborted !== true,
    end: () => timer.cancel(),
  };
}
