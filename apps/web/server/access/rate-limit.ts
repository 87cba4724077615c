/** How often somebody may ask: a bucket each, filled evenly. */

export interface Rate {
  /** Requests at once. */
  readonly burst: number;
  readonly perSecond: number;
}

/** Whoever comes when there are more than this makes us forget who came first. */
const MOST_BUCKETS = 10_000;

/** @param now milliseconds, never going back */
export function rateLimit({ burst, perSecond }: Rate, now: () => number = () => performance.now()) {
  const buckets = new Map<string, { left: number; at: number }>();
  /** Takes one request out of the bucket. Returns seconds to wait, 0 when it may go on. */
  return (key: string): number => {
    const at = now();
    const bucket = buckets.get(key);
    const filled = bucket === undefined ? burst : bucket.left + ((at - bucket.at) / 1000) * perSecond;
    const left = Math.min(burst, filled);
    buckets.delete(key);
    if (buckets.size >= MOST_BUCKETS) buckets.delete(buckets.keys().next().value ?? "");
    buckets.set(key, { left: left >= 1 ? left - 1 : left, at });
    return left >= 1 ? 0 : Math.ceil((1 - left) / perSecond);
  };
}
