"use client";

import { type ReactNode, useId } from "react";
import { useAppearance } from "../appearance/store";
import { useNow } from "../clock";
import { formatDay, formatInstant, type TimeStyle } from "../format-time";
import { useTimeStyle } from "../time";
import { useWidth } from "../use-width";
import { Axes } from "./axes";
import { useCursor } from "./chart-cursor";
import { ChartFrame } from "./chart-frame";
import { type ChartSeries, gapsOf, totalAt } from "./chart-series";
import { Legend } from "./legend";
import { Areas, Bars, Lines } from "./marks";
import { PatternDefs } from "./patterns";
import { type ChartKind, MARGIN, plotOf } from "./plot";
import { Readout } from "./readout";
import { bucketAt, bucketStart, type TimeRange } from "./time-range";
import { useBrush } from "./use-brush";

export interface TimeChartProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** Beside the legend: a choice of the measure, for example. */
  readonly controls?: ReactNode;
  /** Bars and areas are stacked, in the order of the series from the ground up. */
  readonly kind: ChartKind;
  readonly range: TimeRange;
  readonly series: readonly ChartSeries[];
  /** A value with its unit, as in the readout and the table: `$12.40`. */
  readonly format: (value: number) => string;
  /** A value as on the axis, where there is less room. Default: `format`. */
  readonly formatAxis?: (value: number) => string;
  /** A horizontal line that is not to be crossed. */
  readonly limit?: { readonly at: number; readonly label: string } | undefined;
  /** What dragging over the chart chooses; without it nothing can be dragged. */
  readonly onZoom?: (from: Date, to: Date) => void;
  /** The zone of the buckets where they are days of a zone other than the viewer's. */
  readonly zone?: "UTC";
  /** Pixels. Default: 200. */
  readonly height?: number;
}

/** Values over time, one point per bucket. The bucket that is not over is dotted; a gap is hatched, for it is not zero. */
export function TimeChart(props: TimeChartProps) {
  const { title, note, controls, kind, range, series, format, formatAxis = format, limit, onZoom } = props;
  const id = useId();
  const { patterns } = useAppearance();
  const own = useTimeStyle();
  const style = props.zone ? { ...own, zone: props.zone } : own;
  // Which day it is, is looked at whenever the chart is drawn anew.
  const now = useNow(range.bucketMs < DAY_MS);
  const [measure, width] = useWidth<HTMLDivElement>();
  const plot = plotOf({ id, kind, series, range, width, height: props.height ?? 200, now, limit: limit?.at });
  const cursor = useCursor();
  const pointed = cursor.at === null ? null : bucketAt(range, cursor.at);
  const { brush, gestures } = useBrush({
    bucketOf: (x) => Math.min(range.buckets - 1, Math.max(0, Math.floor(x / plot.bucketPx))),
    onPoint: (bucket) =>
      cursor.point(bucket === null ? null : bucketStart(range, bucket).getTime() + range.bucketMs / 2),
    onSpan: onZoom && ((first, last) => onZoom(bucketStart(range, first), bucketStart(range, last + 1))),
  });
  const hasPatterns = patterns === "on";
  const named = (bucket: number) => bucketName(range, bucket, style, now);
  return (
    <ChartFrame
      title={title}
      note={note}
      legend={
        <>
          <Legend id={id} series={series} isLines={kind === "lines"} hasPatterns={hasPatterns} />
          {controls}
        </>
      }
      format={format}
      table={tableOf(props, plot.known, named)}
    >
      <div ref={measure} className="chart-box" style={{ height: plot.height }}>
        <svg role="img" aria-label={summary(props, plot.known, named)} width="100%" height={plot.height}>
          <PatternDefs id={id} />
          <Axes plot={plot} kind={kind} style={style} format={formatAxis} />
          {gapsOf(series, plot.known).map((bucket) => (
            <rect
              key={bucket}
              x={plot.x(bucket)}
              y={MARGIN.top}
              width={plot.bucketPx}
              height={plot.height - MARGIN.top - MARGIN.bottom}
              fill={`url(#${id}gap)`}
            />
          ))}
          {kind === "bars" && <Bars plot={plot} hasPatterns={hasPatterns} />}
          {kind === "area" && <Areas plot={plot} hasPatterns={hasPatterns} />}
          {kind === "lines" && <Lines plot={plot} hasPatterns={hasPatterns} />}
          {limit && (
            <g className="chart-limit">
              <line x1={MARGIN.left} x2="100%" y1={plot.y(limit.at)} y2={plot.y(limit.at)} />
              <text x="100%" y={plot.y(limit.at) - 5}>
                {limit.label}
              </text>
            </g>
          )}
          {pointed !== null && (
            <rect
              className="chart-cursor"
              x={plot.x(pointed) + plot.bucketPx / 2 - 0.5}
              y={MARGIN.top}
              width="1"
              height={plot.height - MARGIN.top - MARGIN.bottom}
            />
          )}
        </svg>
        <div
          className={onZoom ? "chart-touch zooms" : "chart-touch"}
          style={{ left: MARGIN.left, bottom: MARGIN.bottom }}
          {...gestures}
        >
          {brush && (
            <span
              className="chart-brush"
              style={{
                left: brush.first * plot.bucketPx,
                width: (brush.last + 1 - brush.first) * plot.bucketPx,
              }}
            />
          )}
        </div>
        {pointed !== null && (
          <Readout
            name={pointed === plot.partial ? `${named(pointed)}, so far` : named(pointed)}
            series={series}
            bucket={pointed}
            hasTotal={kind !== "lines" && series.length > 1}
            format={format}
            at={plot.x(pointed) + plot.bucketPx / 2}
            isLeft={pointed > range.buckets / 2}
          />
        )}
      </div>
    </ChartFrame>
  );
}

const DAY_MS = 86_400_000;

function bucketName(range: TimeRange, bucket: number, style: TimeStyle, now: number): string {
  const from = bucketStart(range, bucket);
  return range.bucketMs % DAY_MS === 0 ? formatDay(from, style) : formatInstant(from, now, style);
}

/** A row per bucket up to the present; of what is stacked the sum as well. */
function tableOf({ kind, range, series }: TimeChartProps, known: number, named: (bucket: number) => string) {
  const hasTotal = kind !== "lines" && series.length > 1;
  return {
    columns: [
      range.bucketMs % DAY_MS === 0 ? "Day" : "Time",
      ...series.map(({ name }) => name),
      ...(hasTotal ? ["All"] : []),
    ],
    rows: Array.from({ length: known }, (_, bucket) => [
      named(bucket),
      ...series.map(({ values }) => values[bucket] ?? null),
      ...(hasTotal ? [totalAt(series, bucket)] : []),
    ]),
  };
}

/** What is to be seen, in a sentence. */
function summary(
  { title, series, format, kind }: TimeChartProps,
  known: number,
  named: (bucket: number) => string,
) {
  const top = (bucket: number) =>
    kind === "lines"
      ? Math.max(...series.map(({ values }) => values[bucket] ?? 0))
      : (totalAt(series, bucket) ?? 0);
  const buckets = Array.from({ length: known }, (_, bucket) => bucket);
  const most = buckets.reduce((best, bucket) => (top(bucket) > top(best) ? bucket : best), 0);
  const gaps = gapsOf(series, known).length;
  if (buckets.length === gaps) return `${title}: no data`;
  return [
    `${title}, ${named(0)} to ${named(known - 1)}`,
    top(most) > 0 ? `most: ${format(top(most))}, ${named(most)}` : "nothing but zeros",
    ...(gaps > 0 ? [`${gaps} without data`] : []),
  ].join("; ");
}
