"use client";

import { type PointerEvent, type ReactNode, useId } from "react";
import { formatClock } from "@/ui/format-time";
import { useTimeStyle } from "@/ui/time";
import { gridLines } from "./scale";
import { gapsIn, stretches } from "./stretches";
import { shortInstant, timeLabels } from "./time-labels";

const DAY_MS = 86_400_000;

export interface ChartSeries {
  readonly name: string;
  /** A CSS colour. */
  readonly colour: string;
  /** By bucket. Null: nothing is known, which is not zero. */
  readonly values: readonly (number | null)[];
  readonly isDashed?: boolean;
}

export interface TimeRange {
  /** When the first bucket begins. */
  readonly from: Date;
  readonly bucketMs: number;
}

interface Drawing {
  readonly range: TimeRange;
  /** Of an area, from the ground up. */
  readonly series: readonly ChartSeries[];
  readonly kind: "area" | "lines";
  readonly unit: "count" | "ms";
  readonly format: (value: number) => string;
  /** Buckets that are not over yet have their numbers by what was measured so far. */
  readonly isLastPartial: boolean;
  /** Buckets that can have been measured by now: what is not known of later ones is not a gap. */
  readonly measurable: number;
  readonly pointed: number | null;
  readonly onPoint: (bucket: number | null) => void;
  /** What it shows, for those who do not see it. */
  readonly label: string;
}

/** Series over time. What is pointed at is the page's, so that charts beside each other show the same instant. */
export function Chart({
  range,
  series,
  kind,
  unit,
  format,
  isLastPartial,
  measurable,
  pointed,
  onPoint,
  label,
}: Drawing) {
  const id = useId();
  const style = useTimeStyle();
  const count = series[0]?.values.length ?? 0;
  const isKnown = Array.from({ length: count }, (_, index) =>
    series.some(({ values }) => values[index] != null) ? 1 : null,
  );
  const edges =
    kind === "area"
      ? stacked(series, count)
      : series.map(({ values }) => ({ low: values.map(() => 0), high: values }));
  const grid = gridLines(Math.max(0, ...edges.flatMap(({ high }) => high.map((value) => value ?? 0))), unit);
  const top = grid.at(-1) ?? 1;
  const x = (index: number) => ((index + 0.5) / count) * 100;
  const y = (value: number) => 100 - (value / top) * 100;
  const at = (index: number) => new Date(range.from.getTime() + index * range.bucketMs);
  const bucketOf = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return Math.min(count - 1, Math.max(0, Math.floor(((clientX - left) / width) * count)));
  };
  const points = (row: readonly number[], values: readonly (number | null)[]) =>
    row.map((index) => `${x(index).toFixed(2)},${y(values[index] ?? 0).toFixed(2)}`).join(" ");
  /** What is over, and the step into what is not. */
  const parts = (row: readonly number[]) => {
    const [last, before] = [row.at(-1), row.at(-2)];
    return !isLastPartial || last !== count - 1
      ? [{ row, isOver: true }]
      : [
          { row: row.slice(0, -1), isOver: true },
          { row: before === undefined ? [count - 1] : [before, count - 1], isOver: false },
        ];
  };
  return (
    <div className="chart-box">
      {/* The numbers are in the table behind "View as table". */}
      <div
        className="chart"
        role="img"
        aria-label={label}
        onPointerMove={(event) => onPoint(bucketOf(event))}
        onPointerLeave={() => onPoint(null)}
      >
        {grid.map((value) => (
          <div
            key={value}
            className={value === 0 ? "gy base" : "gy"}
            style={{ bottom: `${100 - y(value)}%` }}
          >
            <span>{format(value)}</span>
          </div>
        ))}
        {gapsIn(isKnown.slice(0, measurable)).map(({ from, to }) => (
          <i
            key={from}
            className="chart-gap"
            style={{ left: `${(from / count) * 100}%`, width: `${((to - from) / count) * 100}%` }}
          />
        ))}
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <defs>
            <pattern id={`${id}dots`} width="1.2" height="4" patternUnits="userSpaceOnUse">
              <rect width="1.2" height="4" fill="#444" />
              <rect width="0.6" height="2" fill="#fff" />
            </pattern>
            <mask id={`${id}part`} maskUnits="userSpaceOnUse" x="0" y="0" width="100" height="100">
              <rect width="100" height="100" fill={`url(#${id}dots)`} />
            </mask>
          </defs>
          {series.map(({ name, colour, values, isDashed }, of) =>
            stretches(values).flatMap((whole) =>
              parts(whole).map(({ row, isOver }) => {
                if (row.length === 0) return null;
                const { low, high } = edges[of] ?? { low: [], high: values };
                const key = `${name} ${row[0]} ${isOver}`;
                if (kind === "area")
                  return (
                    <polygon
                      key={key}
                      points={`${points(row, high)} ${points(row.toReversed(), low)}`}
                      style={{ fill: colour }}
                      mask={isOver ? undefined : `url(#${id}part)`}
                    />
                  );
                const [only] = row;
                const drawn =
                  row.length === 1 && only !== undefined
                    ? `${points(row, values)} ${x(only) + 0.5},${y(values[only] ?? 0)}`
                    : points(row, values);
                return (
                  <polyline
                    key={key}
                    points={drawn}
                    className="chart-line"
                    style={{ stroke: colour }}
                    data-dashed={isDashed}
                    data-part={!isOver}
                  />
                );
              }),
            ),
          )}
        </svg>
        {pointed !== null && <i className="chart-cursor" style={{ left: `${x(pointed)}%` }} />}
      </div>
      <div className="xax">
        {timeLabels(range, count, style).map(({ index, text }) => (
          <span key={index} style={{ left: `${(index / count) * 100}%` }}>
            {text}
          </span>
        ))}
        {pointed !== null && (
          <span className="flag" style={{ left: `${x(pointed)}%` }}>
            {range.bucketMs * count > DAY_MS
              ? shortInstant(at(pointed), style)
              : formatClock(at(pointed), style, "minute")}
          </span>
        )}
      </div>
      <p className="chart-at">
        {series.map((one) => (
          <Named key={one.name} of={one} kind={kind}>
            {one.name}
            {pointed !== null && <b> {one.values[pointed] == null ? "–" : format(one.values[pointed])}</b>}
          </Named>
        ))}
      </p>
    </div>
  );
}

const Named = ({
  of: { colour, isDashed },
  kind,
  children,
}: {
  of: ChartSeries;
  kind: "area" | "lines";
  children: ReactNode;
}) => (
  <span>
    {kind === "area" ? (
      <i className="chart-key" style={{ background: colour }} />
    ) : (
      <i className="chart-key line" style={{ borderTop: `2px ${isDashed ? "dashed" : "solid"} ${colour}` }} />
    )}
    {children}
  </span>
);

/** Each series on those before it; null where nothing is known. */
function stacked(series: readonly ChartSeries[], count: number) {
  const ground = Array.from({ length: count }, () => 0);
  return series.map(({ values }) => {
    const low = [...ground];
    const high = values.map((value, index) => {
      if (value === null) return null;
      ground[index] = (ground[index] ?? 0) + value;
      return ground[index] ?? null;
    });
    return { low, high };
  });
}
