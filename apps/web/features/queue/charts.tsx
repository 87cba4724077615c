"use client";

import { useState } from "react";
import { durationText, formatCount } from "@/ui/format-number";
import { Chart, type ChartSeries } from "./chart/chart";
import { ChartTable } from "./chart/chart-table";
import { rate } from "./pressure";
import type { QueueSeries, SeriesBucket } from "./series";

interface Shown {
  readonly title: string;
  readonly about: string;
  readonly kind: "area" | "lines";
  readonly unit: "count" | "ms";
  readonly format: (value: number) => string;
  readonly series: readonly (Omit<ChartSeries, "values"> & {
    readonly of: (bucket: SeriesBucket) => number | null;
  })[];
}

const CHARTS: readonly Shown[] = [
  {
    title: "Depth",
    about: "jobs",
    kind: "area",
    unit: "count",
    format: formatCount,
    series: [
      {
        name: "running",
        colour: "color-mix(in srgb, var(--st-running) 72%, var(--bg))",
        of: ({ running }) => running,
      },
      {
        name: "suspended",
        colour: "color-mix(in srgb, var(--st-suspended) 72%, var(--bg))",
        of: ({ suspended }) => suspended,
      },
      { name: "held", colour: "color-mix(in srgb, var(--warn) 60%, var(--bg))", of: ({ held }) => held },
      {
        name: "pending",
        colour: "color-mix(in srgb, var(--st-pending) 60%, var(--bg))",
        of: ({ pending }) => pending,
      },
    ],
  },
  {
    title: "Enqueued and started",
    about: "a minute",
    kind: "lines",
    unit: "count",
    format: rate,
    series: [
      { name: "enqueued", colour: "var(--series-2)", of: ({ enqueued }) => enqueued },
      { name: "started", colour: "var(--series-1)", of: ({ started }) => started },
    ],
  },
  {
    title: "Scheduling delay",
    about: "due → started",
    kind: "lines",
    unit: "ms",
    format: (ms) => (ms === 0 ? "0" : durationText(ms).replace(".0 s", " s")),
    series: [
      { name: "p99", colour: "var(--series-2)", isDashed: true, of: ({ delayP99Ms }) => delayP99Ms },
      { name: "p95", colour: "var(--series-2)", of: ({ delayP95Ms }) => delayP95Ms },
      { name: "p50", colour: "var(--series-1)", of: ({ delayP50Ms }) => delayP50Ms },
    ],
  },
];

/** A slot of 15 s is measured shortly after its end (ms). */
const SAMPLED_WITHIN_MS = 45_000;

/** How the queue was: three charts with one cursor. */
export function QueueCharts({ series, now }: { series: QueueSeries; now: number }) {
  const [pointed, setPointed] = useState<number | null>(null);
  const [asTable, setAsTable] = useState<string | null>(null);
  const { from, bucketMs, buckets } = series;
  const measurable = buckets.filter(
    (_, index) => from.getTime() + index * bucketMs + SAMPLED_WITHIN_MS <= now,
  ).length;
  const isLastPartial = from.getTime() + buckets.length * bucketMs > now;
  return (
    <div className="cols c3">
      {CHARTS.map(({ title, about, kind, unit, format, series: parts }) => {
        const drawn = parts.map(({ of, ...rest }) => ({
          ...rest,
          values: buckets.map((bucket) => bucket && of(bucket)),
        }));
        const isTable = asTable === title;
        return (
          <section key={title} className="sec" aria-label={`${title} over time`}>
            <div className="sec-h">
              <h2>{title}</h2>
              <span className="s12 t3">{about}</span>
              <span className="grow" />
              <button
                type="button"
                className="btn ghost sm"
                aria-pressed={isTable}
                onClick={() => setAsTable(isTable ? null : title)}
              >
                {isTable ? "View as chart" : "View as table"}
              </button>
            </div>
            {isTable ? (
              <ChartTable title={title} range={series} series={drawn} format={format} />
            ) : (
              <Chart
                range={series}
                series={drawn}
                kind={kind}
                unit={unit}
                format={format}
                isLastPartial={isLastPartial}
                measurable={measurable}
                pointed={pointed}
                onPoint={setPointed}
                label={`${title}, ${about}: ${drawn.map(({ name, values }) => `${name} ${lastOf(values, format)}`).join(", ")}`}
              />
            )}
          </section>
        );
      })}
    </div>
  );
}

function lastOf(values: readonly (number | null)[], format: (value: number) => string): string {
  const last = values.findLast((value) => value !== null);
  return last == null ? "unknown" : format(last);
}
