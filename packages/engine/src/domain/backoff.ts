/** How long to wait before trying again. */

export interface Backoff {
  /** Milliseconds after the first failure. */
  baseMs: number;
  /** Never longer than this, in milliseconds. */
  capMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { baseMs: 1_000, capMs: 300_000 };

/**
 * How long a failed job waits: doubling from `baseMs`, spread by ±50 % so that jobs that failed together do not come
 * back together, never above `capMs`.
 *
 * @param attempt deliveries finished so far; the first failure is 1
 * @param random a number in [0, 1)
 * @returns milliseconds
 * @throws {RangeError} if `attempt` is not a positive whole number
 */
export function backoffMs(
  attempt: number,
  { baseMs, capMs }: Backoff,
  random: number = Math.random(),
): number {
  if (!Number.isInteger(attempt) || attempt < 1)
    throw new RangeError(`attempt must be 1 or more, not ${attempt}`);
  return Math.round(Math.min(capMs, baseMs * 2 ** (attempt - 1) * (0.5 + random)));
}
