/** A time range in buckets of one width: what every chart over time is drawn from. */

export interface TimeRange {
  /** When the first bucket begins. */
  readonly from: Date;
  readonly bucketMs: number;
  readonly buckets: number;
}

export const bucketStart = ({ from, bucketMs }: TimeRange, index: number): Date =>
  new Date(from.getTime() + index * bucketMs);

export const endOf = (range: TimeRange): Date => bucketStart(range, range.buckets);

/** The bucket that holds an instant; null outside the range. */
export function bucketAt({ from, bucketMs, buckets }: TimeRange, ms: number): number | null {
  const index = Math.floor((ms - from.getTime()) / bucketMs);
  return index >= 0 && index < buckets ? index : null;
}

/** What lies before the present, in it, and after it. */
export function presentIn(
  range: TimeRange,
  now: number,
): { readonly known: number; readonly partial: number | null } {
  const partial = bucketAt(range, now);
  return {
    known: partial === null ? (now < range.from.getTime() ? 0 : range.buckets) : partial + 1,
    partial,
  };
}
