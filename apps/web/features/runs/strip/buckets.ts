/** The strip's time range in buckets, and how high their bars are. */

import type { HistogramBucket, RunHistogram } from "@stageline/engine/read";
import type { MEASURES } from "../search-params";

export type Measure = (typeof MEASURES)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Steps in whose multiples people read clocks. */
const STEPS_MS = [1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS);
STEPS_MS.push(
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 30].map((days) => days * DAY_MS),
);

const MAX_BARS = 96;

export interface Range {
  readonly from: Date;
  readonly to: Date;
  readonly buckets: number;
}

/** Whole buckets of a readable step around the time; at most 97, and more only for what no step can hold. */
export function rangeOf(fromMs: number, toMs: number): Range {
  const span = Math.max(MINUTE_MS, toMs - fromMs);
  const step = STEPS_MS.find((ms) => span / ms <= MAX_BARS) ?? Math.ceil(span / MAX_BARS / DAY_MS) * DAY_MS;
  const start = Math.floor(fromMs / step) * step;
  const buckets = Math.max(1, Math.ceil((toMs - start) / step));
  return { from: new Date(start), to: new Date(start + buckets * step), buckets };
}

export interface Bar {
  readonly index: number;
  readonly from: Date;
  readonly to: Date;
  /** Null: nothing is known, which is not zero. */
  readonly value: number | null;
  /** 0 to 1, by square root, so that small ones are seen beside an outlier. */
  readonly height: number;
  /** Of the bar's own height, how much of it failed. */
  readonly failedShare: number;
  readonly failed: number;
  readonly runs: number;
  /** Time goes on in it. */
  readonly isPartial: boolean;
}

const VALUE: Readonly<Record<Measure, (bucket: HistogramBucket) => number | null>> = {
  count: ({ runs }) => runs,
  cost: ({ costUsd }) => costUsd,
  p95: ({ p95DurationMs }) => p95DurationMs,
};

export function barsOf(histogram: RunHistogram, measure: Measure, now: number): Bar[] {
  const { from, bucketMs, buckets, readFrom } = histogram;
  const filled = new Map(histogram.filled.map((bucket) => [bucket.index, bucket]));
  const largest = Math.max(0, ...histogram.filled.map((bucket) => VALUE[measure](bucket) ?? 0));
  return Array.from({ length: buckets }, (_, index) => {
    const start = from.getTime() + index * bucketMs;
    const bucket = filled.get(index);
    const isUnread = readFrom !== null && start < readFrom.getTime();
    // Where no run ended there is no duration; where no run was there are none, and they cost nothing.
    const value =
      isUnread || start > now ? null : bucket ? VALUE[measure](bucket) : measure === "p95" ? null : 0;
    const runs = bucket?.runs ?? 0;
    const failed = bucket?.failed ?? 0;
    return {
      index,
      from: new Date(start),
      to: new Date(start + bucketMs),
      value,
      height: value === null || largest === 0 ? 0 : Math.sqrt(value / largest),
      failedShare: measure === "count" && runs > 0 ? Math.sqrt(failed / runs) : 0,
      failed,
      runs,
      isPartial: start <= now && now < start + bucketMs,
    };
  });
}
