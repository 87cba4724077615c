/** Samples of the queue in buckets of time, as charts draw them. */

import type { SampleView } from "@stageline/engine/read";
import type { Span } from "./search-params";

const MINUTE_MS = 60_000;

/** Milliseconds of a bucket, and how many there are. */
export const BUCKETS: Readonly<Record<Span, { readonly bucketMs: number; readonly buckets: number }>> = {
  "1h": { bucketMs: MINUTE_MS, buckets: 60 },
  "6h": { bucketMs: 5 * MINUTE_MS, buckets: 72 },
  "24h": { bucketMs: 15 * MINUTE_MS, buckets: 96 },
  "7d": { bucketMs: 120 * MINUTE_MS, buckets: 84 },
};

export interface SeriesBucket {
  /** When the bucket's last sample was taken. */
  readonly pending: number;
  readonly running: number;
  readonly suspended: number;
  readonly held: number;
  /** A minute, by the time that was measured. */
  readonly enqueued: number;
  readonly started: number;
  readonly finished: number;
  /** Of those started, the share that were not the first delivery; null when none was started. */
  readonly retryShare: number | null;
  readonly leasesExpired: number;
  /** The longest that any sample found. */
  readonly oldestPendingMs: number | null;
  readonly delayP50Ms: number | null;
  readonly delayP95Ms: number | null;
  readonly delayP99Ms: number | null;
}

export interface QueueSeries {
  /** When the first bucket begins. */
  readonly from: Date;
  readonly bucketMs: number;
  /** Null: nobody measured, which is not zero. The last one is usually not over. */
  readonly buckets: readonly (SeriesBucket | null)[];
  /** The end of the last slot that was measured; null when none was. */
  readonly sampledAt: Date | null;
  /** Over all buckets. */
  readonly started: number;
  readonly retried: number;
  readonly leasesExpired: number;
}

/** The buckets that end with the one in which `now` is. */
export function seriesRange(span: Span, now: Date): { readonly from: Date; readonly to: Date } {
  const { bucketMs, buckets } = BUCKETS[span];
  const to = Math.ceil(now.getTime() / bucketMs) * bucketMs;
  return { from: new Date(to - buckets * bucketMs), to: new Date(to) };
}

/** @param samples of the range, by time */
export function seriesOf(samples: readonly SampleView[], span: Span, now: Date): QueueSeries {
  const { bucketMs, buckets } = BUCKETS[span];
  const { from } = seriesRange(span, now);
  const parts = Array.from({ length: buckets }, (): SampleView[] => []);
  for (const sample of samples) {
    // A slot that ends on a boundary belongs to what is before it.
    const index = Math.ceil((sample.sampledAt.getTime() - from.getTime()) / bucketMs) - 1;
    parts[index]?.push(sample);
  }
  const shown = parts.flat();
  return {
    from,
    bucketMs,
    buckets: parts.map(bucketOf),
    sampledAt: shown.findLast(({ spanSeconds }) => spanSeconds > 0)?.sampledAt ?? null,
    started: sum(shown, ({ started }) => started),
    retried: sum(shown, ({ retried }) => retried),
    leasesExpired: sum(shown, ({ leasesExpired }) => leasesExpired),
  };
}

function bucketOf(samples: readonly SampleView[]): SeriesBucket | null {
  // One of no length notes an event and measured nothing.
  const last = samples.findLast(({ spanSeconds }) => spanSeconds > 0);
  if (last === undefined) return null;
  const minutes = sum(samples, ({ spanSeconds }) => spanSeconds) / 60;
  const perMinute = (of: (sample: SampleView) => number) => sum(samples, of) / minutes;
  const started = sum(samples, (sample) => sample.started);
  return {
    pending: last.pending,
    running: last.running,
    suspended: last.suspended,
    held: last.held,
    enqueued: perMinute(({ enqueued }) => enqueued),
    started: perMinute((sample) => sample.started),
    finished: perMinute(({ finished }) => finished),
    retryShare: started === 0 ? null : sum(samples, ({ retried }) => retried) / started,
    leasesExpired: sum(samples, ({ leasesExpired }) => leasesExpired),
    oldestPendingMs: longest(samples, ({ oldestPendingMs }) => oldestPendingMs),
    delayP50Ms: longest(samples, ({ delayP50Ms }) => delayP50Ms),
    delayP95Ms: longest(samples, ({ delayP95Ms }) => delayP95Ms),
    delayP99Ms: longest(samples, ({ delayP99Ms }) => delayP99Ms),
  };
}

const sum = (samples: readonly SampleView[], of: (sample: SampleView) => number): number =>
  samples.reduce((total, sample) => total + of(sample), 0);

const longest = (samples: readonly SampleView[], of: (sample: SampleView) => number | null): number | null =>
  samples.reduce<number | null>((most, sample) => {
    const value = of(sample);
    return value === null ? most : Math.max(most ?? value, value);
  }, null);
