import type { TimeStyle } from "../format-time";
import { type ChartKind, MARGIN, type Plot } from "./plot";
import { timeTicks } from "./time-ticks";

const TICK_PX = 84;
const DAY_MS = 86_400_000;

/** The grid with its values, and the times below. */
export function Axes({
  plot,
  kind,
  style,
  format,
}: {
  plot: Plot;
  kind: ChartKind;
  style: TimeStyle;
  format: (value: number) => string;
}) {
  const { range, width, height, grid, y, x, bucketPx } = plot;
  const most = Math.max(2, Math.floor((width - MARGIN.left) / TICK_PX));
  // A bar is a day; a point of a line is an instant.
  const isOfBucket = kind === "bars" && range.bucketMs >= DAY_MS;
  const place = (at: Date) => x((at.getTime() - range.from.getTime()) / range.bucketMs);
  return (
    <g className="chart-axes">
      {grid.map((value) => (
        <g key={value}>
          <line
            x1={MARGIN.left}
            x2={width}
            y1={y(value)}
            y2={y(value)}
            className={value === 0 ? "ground" : undefined}
          />
          <text x={MARGIN.left - 8} y={y(value) + 4} textAnchor="end">
            {format(value)}
          </text>
        </g>
      ))}
      {timeTicks(range, most, style).map(({ at, label, isMajor }) => {
        const left = place(at) + (isOfBucket ? bucketPx / 2 : 0);
        return (
          <text
            key={at.getTime()}
            x={left}
            y={height - 5}
            className={isMajor ? "major" : undefined}
            textAnchor={left < MARGIN.left + 16 ? "start" : left > width - 24 ? "end" : "middle"}
          >
            {label}
          </text>
        );
      })}
    </g>
  );
}
