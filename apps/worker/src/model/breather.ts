/** Lets the event loop breathe during long computations, so that heartbeats and timers of the process keep time. */

/** Longest the model computes in one go, in milliseconds. */
const SLICE_MS = 10;

/**
 * Call it often inside a long computation.
 *
 * @throws the signal's reason, when it is aborted
 */
export type Breathe = () => Promise<void> | undefined;

/** @returns a function that costs next to nothing, and gives way whenever this computation's slice of time is used up */
export function breather(signal?: AbortSignal): Breathe {
  let sliceStart = performance.now();
  return () => {
    if (performance.now() - sliceStart < SLICE_MS) return undefined;
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        sliceStart = performance.now();
        if (signal?.aborted) reject(signal.reason);
        else resolve();
      });
    });
  };
}
