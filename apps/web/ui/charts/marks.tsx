/** Series as bars, lines and areas, inside an `<svg>`. */

import { area, line, stack, stackOrderNone } from "d3-shape";
import type { ChartSeries } from "./chart-series";
import { patternId } from "./patterns";
import type { Plot } from "./plot";

interface Stacked {
  readonly series: ChartSeries;
  readonly index: number;
  /** Lower and upper edge by bucket. */
  readonly edges: readonly (readonly [number, number])[];
}

/** Each series on those before it. What is not known adds nothing. */
export function stacked(series: readonly ChartSeries[], buckets: number): Stacked[] {
  const layers = stack<number, number>()
    .keys(series.map((_, index) => index))
    .value((bucket, key) => series[key]?.values[bucket] ?? 0)
    .order(stackOrderNone)(Array.from({ length: buckets }, (_, bucket) => bucket));
  return layers.flatMap((layer) => {
    const its = series[layer.key];
    return its
      ? [{ series: its, index: layer.key, edges: layer.map(([low, high]) => [low, high] as const) }]
      : [];
  });
}

const GAP_PX = 4;

/** One stack per bucket; the one that is not over is dotted. */
export function Bars({ plot, hasPatterns }: { plot: Plot; hasPatterns: boolean }) {
  const { id, series, range, known, partial, x, y, bucketPx } = plot;
  const gap = Math.min(GAP_PX, bucketPx / 4);
  const layers = stacked(series, range.buckets);
  return Array.from({ length: known }, (_, bucket) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a stack is its bucket
    <g key={bucket} mask={bucket === partial ? `url(#${id}dotted)` : undefined}>
      {layers.map(({ series: { name, colour }, index, edges }) => {
        const [low, high] = edges[bucket] ?? [0, 0];
        if (high <= low) return null;
        // A hairline of ground between neighbours, unless nothing would be left.
        const height = y(low) - y(high);
        const box = {
          x: x(bucket) + gap / 2,
          y: y(high),
          width: Math.max(1, bucketPx - gap),
          height: Math.max(height > 2 && low > 0 ? height - 1 : height, 0.6),
        };
        return (
          <g key={name}>
            <rect {...box} style={{ fill: colour }} />
            {hasPatterns && index > 0 && <rect {...box} fill={`url(#${patternId(id, index)})`} />}
          </g>
        );
      })}
    </g>
  ));
}

/** One area on the other; the last bucket, which is not over, is dotted. */
export function Areas({ plot, hasPatterns }: { plot: Plot; hasPatterns: boolean }) {
  const { id, series, range, partial, x, y, bucketPx, isKnown } = plot;
  return stacked(series, range.buckets).map(({ series: { name, colour }, index, edges }) => {
    const shape = area<number>()
      .defined((bucket) => isKnown(bucket))
      .x((bucket) => x(bucket) + bucketPx / 2)
      .y0((bucket) => y(edges[bucket]?.[0] ?? 0))
      .y1((bucket) => y(edges[bucket]?.[1] ?? 0));
    return (
      <g key={name}>
        {parts(range.buckets, partial).map(({ buckets, isOver }) => {
          const d = shape(buckets) ?? "";
          return (
            <g key={String(isOver)} mask={isOver ? undefined : `url(#${id}dotted)`}>
              <path d={d} style={{ fill: colour }} />
              {hasPatterns && index > 0 && <path d={d} fill={`url(#${patternId(id, index)})`} />}
            </g>
          );
        })}
      </g>
    );
  });
}

/** By place of the series; the first is drawn through. */
export const DASHES = [undefined, "6 3", "2 3", "8 3 2 3"] as const;

/** A line per series, interrupted where nothing is known; a single known value is a dot. */
export function Lines({ plot, hasPatterns }: { plot: Plot; hasPatterns: boolean }) {
  const { series, range, partial, x, y, bucketPx } = plot;
  return series.map(({ name, colour, values }, index) => {
    const has = (bucket: number) => (values[bucket] ?? null) !== null;
    const middle = (bucket: number) => x(bucket) + bucketPx / 2;
    const shape = line<number>()
      .defined(has)
      .x(middle)
      .y((bucket) => y(values[bucket] ?? 0));
    return (
      <g key={name} style={{ stroke: colour, color: colour }} className="chart-line">
        {parts(range.buckets, partial).map(({ buckets, isOver }) => (
          <path
            key={String(isOver)}
            d={shape(buckets) ?? ""}
            strokeDasharray={isOver ? (hasPatterns ? DASHES[index % DASHES.length] : undefined) : "1 3"}
          />
        ))}
        {values.map((value, bucket) =>
          value !== null && !has(bucket - 1) && !has(bucket + 1) ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a value is its bucket
            <circle key={bucket} cx={middle(bucket)} cy={y(value)} r="1.5" fill="currentColor" />
          ) : null,
        )}
      </g>
    );
  });
}

/** The buckets up to the last that is over, and the step from there into the one that is not. */
function parts(count: number, partial: number | null) {
  const all = Array.from({ length: count }, (_, bucket) => bucket);
  if (partial === null) return [{ buckets: all, isOver: true }];
  return [
    { buckets: all.slice(0, partial), isOver: true },
    { buckets: all.slice(Math.max(0, partial - 1), partial + 1), isOver: false },
  ];
}
