/** How often a provider is asked after a batch. */

export interface PollPace {
  /** Milliseconds until the first question. */
  readonly firstMs: number;
  /** Milliseconds that the intervals grow to. */
  readonly longestMs: number;
}

/** Each interval is half as long again as the one before. */
const GROWTH = 1.5;
/** Intervals are spread by ±20 %, so that batches that were submitted together are not asked after together. */
const SPREAD = 0.2;

/**
 * Milliseconds until the next question.
 *
 * @param polls questions so far
 * @param random a number in [0, 1)
 */
export function pollInMs(
  { firstMs, longestMs }: PollPace,
  polls: number,
  random: number = Math.random(),
): number {
  const interval = Math.min(Math.max(firstMs, longestMs), firstMs * GROWTH ** polls);
  return Math.round(interval * (1 - SPREAD + 2 * SPREAD * random));
}
