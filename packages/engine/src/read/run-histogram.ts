/** Runs over time: how many, how many of them failed, what they cost, how long the slow ones took. */

import { z } from "zod";
import { instant, runFilter } from "./filters.js";

/** Runs that are counted at most; of more, the newest. */
export const HISTOGRAM_ROWS = 10_000;
export const MAX_BUCKETS = 240;

/** The filter's time range is divided into so many buckets of one width; its paging is ignored. */
export const histogramFilter = runFilter.omit({ cursor: true, direction: true, limit: true }).extend({
  from: instant,
  to: instant,
  buckets: z.number().int().min(1).max(MAX_BUCKETS).default(96),
});
export type HistogramFilter = z.infer<typeof histogramFilter>;

export interface HistogramBucket {
  /** From 0. */
  readonly index: number;
  readonly runs: number;
  readonly failed: number;
  readonly costUsd: number;
  /** Nineteen in twenty of the finished runs took no longer; null when none has finished. */
  readonly p95DurationMs: number | null;
}

export interface RunHistogram {
  readonly from: Date;
  readonly bucketMs: number;
  readonly buckets: number;
  /** Those with runs, in order. */
  readonly filled: readonly HistogramBucket[];
  /** What lies before it was not read, for there are too many runs; null when everything was. */
  readonly readFrom: Date | null;
}

/** Whole milliseconds, so that both databases divide alike. */
export const bucketMsOf = ({ from, to, buckets }: HistogramFilter): number =>
  Math.max(1, Math.ceil((to.getTime() - from.getTime()) / buckets));

/** The place of the 95th percentile among `count` sorted values, from 1. */
export const placeOfP95 = (count: number): number => Math.ceil((count * 95) / 100);
