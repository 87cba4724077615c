import type { RefCallback } from "react";
import { ticksOf } from "./ticks";
import { css, GAP_PX, type Interval, type TimeScale } from "./time-scale";

/** The head of the timeline: names of the columns, ticks, collapsed gaps, the present. */
export function Axis({
  scale,
  width,
  trackRef,
  now,
  gapLabel,
}: {
  scale: TimeScale;
  width: number;
  trackRef: RefCallback<HTMLDivElement>;
  /** Null when nothing goes on any more. */
  now: number | null;
  gapLabel: (gap: Interval) => string;
}) {
  return (
    <div className="tl-head" style={{ height: 42 }}>
      <div className="name">
        <span className="label grow">Stage</span>
        <span className="label d">Duration</span>
        <span className="label c">Cost</span>
      </div>
      <div className="trk" ref={trackRef}>
        {ticksOf(scale, width).map(({ instant, label }) => (
          <span key={instant} className="tick" style={{ left: css(scale, scale.place(instant)) }}>
            {label}
          </span>
        ))}
        {scale.gaps.map((gap) => (
          <span
            key={gap.from}
            className="gap-lab"
            style={{ left: `calc(${css(scale, scale.place(gap.from))} + ${GAP_PX / 2}px)` }}
          >
            {gapLabel(gap)}
          </span>
        ))}
        {now !== null && (
          <span className="flag now" style={{ left: css(scale, scale.place(now)), top: 3 }}>
            now
          </span>
        )}
      </div>
    </div>
  );
}

/** Lines through all rows: ticks, gaps, the present. */
export function AxisLines({ scale, width, now }: { scale: TimeScale; width: number; now: number | null }) {
  return (
    <div className="tl-grid" aria-hidden="true">
      {scale.gaps.map((gap) => (
        <div key={gap.from} className="tl-gap" style={{ left: css(scale, scale.place(gap.from)) }} />
      ))}
      {ticksOf(scale, width).map(({ instant }) => (
        <i key={instant} className="g" style={{ left: css(scale, scale.place(instant)) }} />
      ))}
      {now !== null && <i className="tl-now" style={{ left: css(scale, scale.place(now)) }} />}
    </div>
  );
}
