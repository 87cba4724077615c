/** Where values and times lie in a chart's box of pixels. */

import { scaleLinear } from "d3-scale";
import { type ChartSeries, highest } from "./chart-series";
import { presentIn, type TimeRange } from "./time-range";

export type ChartKind = "bars" | "area" | "lines";

export const MARGIN = { top: 10, right: 0, bottom: 22, left: 46 } as const;
const GRID_LINES = 4;

export interface Plot {
  /** Prefix for names inside the drawing. */
  readonly id: string;
  readonly series: readonly ChartSeries[];
  readonly range: TimeRange;
  readonly width: number;
  readonly height: number;
  /** Buckets up to the present. */
  readonly known: number;
  /** The bucket that is not over; null when all are, or none has begun. */
  readonly partial: number | null;
  readonly bucketPx: number;
  /** Left edge of a bucket. */
  readonly x: (bucket: number) => number;
  readonly y: (value: number) => number;
  /** Values of the grid's lines, from 0. */
  readonly grid: readonly number[];
  /** Whether anything is known of a bucket. */
  readonly isKnown: (bucket: number) => boolean;
}

export function plotOf({
  id,
  kind,
  series,
  range,
  width,
  height,
  now,
  limit = 0,
}: {
  id: string;
  kind: ChartKind;
  series: readonly ChartSeries[];
  range: TimeRange;
  width: number;
  height: number;
  now: number;
  /** A value that is to be seen even if nothing reaches it. */
  limit?: number | undefined;
}): Plot {
  const top = Math.max(limit, highest(series, range.buckets, kind !== "lines"));
  const values = scaleLinear()
    .domain([0, top || 1])
    .range([height - MARGIN.bottom, MARGIN.top])
    .nice(GRID_LINES);
  const bucketPx = Math.max(0.1, (width - MARGIN.left - MARGIN.right) / range.buckets);
  return {
    id,
    series,
    range,
    width,
    height,
    ...presentIn(range, now),
    bucketPx,
    x: (bucket) => MARGIN.left + bucket * bucketPx,
    y: (value) => values(value),
    grid: values.ticks(GRID_LINES),
    isKnown: (bucket) => series.some(({ values }) => (values[bucket] ?? null) !== null),
  };
}
