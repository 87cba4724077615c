import { type RefCallback, useState } from "react";
import { durationText } from "@/ui/format-number";
import { formatClock, type TimeStyle } from "@/ui/format-time";
import { useTimeStyle } from "@/ui/time";
import { type Folding, gapText, type IdleGap, isFolded } from "./idle-gaps";
import { elapsedText, tickStep, ticksOf } from "./ticks";
import { GAP_PX, type TimeScale } from "./time-scale";
import type { Navigation } from "./use-navigation";

export type AxisKind = "start" | "clock";

const DAY_MS = 86_400_000;

/** What the axis says at an instant. */
export function axisText(
  instant: number,
  { axis, start, step, style }: { axis: AxisKind; start: number; step: number; style: TimeStyle },
): string {
  if (axis === "start") return elapsedText(instant - start, step);
  return formatClock(new Date(instant), style, step < 1000 ? "ms" : step < 60_000 ? "second" : "minute");
}

/** The head of the timeline: names of the columns, ticks, gaps, the present. A drag shows what it goes over. */
export function Ruler({
  scale,
  trackRef,
  axis,
  start,
  now,
  gaps,
  folding,
  navigation,
  onFold,
}: {
  /** Null until there is a width to draw on. */
  scale: TimeScale | null;
  trackRef: RefCallback<HTMLElement>;
  axis: AxisKind;
  /** From where the axis counts. */
  start: number;
  /** Null when nothing goes on any more. */
  now: number | null;
  gaps: readonly IdleGap[];
  folding: Folding;
  navigation: Navigation;
  onFold: (gap: IdleGap) => void;
}) {
  const [drag, setDrag] = useState<{ a: number; b: number } | null>(null);
  const place = (event: React.PointerEvent<HTMLElement>) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;
  return (
    <div className="tl-head tl-ruler">
      <div className="name">
        <span className="label grow">Stage</span>
        <span className="label d">Duration</span>
        <span className="label c">Cost</span>
      </div>
      {/* Keys and the slider do the same. */}
      <div
        className="trk"
        ref={trackRef}
        onPointerDown={(event) => {
          if (event.button !== 0 || (event.target as Element).closest("button")) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ a: place(event), b: place(event) });
        }}
        onPointerMove={(event) => drag && setDrag({ a: drag.a, b: place(event) })}
        onPointerCancel={() => setDrag(null)}
        onPointerUp={() => {
          if (drag) navigation.show(drag.a, drag.b);
          setDrag(null);
        }}
      >
        {scale && <Ticks scale={scale} axis={axis} start={start} />}
        {drag && (
          <i
            className="tl-drag"
            style={{ left: Math.min(drag.a, drag.b), width: Math.abs(drag.a - drag.b) }}
          />
        )}
        {scale &&
          gaps.map((gap) => (
            <GapLabel
              key={gap.from}
              gap={gap}
              scale={scale}
              now={now}
              isFolded={isFolded(folding, gap)}
              onFold={onFold}
            />
          ))}
        {scale && now !== null && <NowFlag px={scale.project(now)} width={scale.width} />}
      </div>
    </div>
  );
}

function Ticks({ scale, axis, start }: { scale: TimeScale; axis: AxisKind; start: number }) {
  const style = useTimeStyle();
  const step = tickStep(scale.msPerPx, scale.width);
  // Times of day are counted from a midnight; of zones off by half an hour a tick is then at half past.
  const origin = axis === "start" ? start : Math.floor(start / DAY_MS) * DAY_MS;
  return ticksOf(scale, origin).map(({ instant, px }) => (
    <span key={instant} className="tick" style={{ transform: `translateX(${px}px)` }}>
      {axisText(instant, { axis, start, step, style })}
    </span>
  ));
}

/** Of a label, so much a character. */
const CHARACTER_PX = 5.6;
/** An unfolded gap offers to be folded where there is room to say so. */
const OFFER_PX = 150;

function GapLabel({
  gap,
  scale,
  now,
  isFolded,
  onFold,
}: {
  gap: IdleGap;
  scale: TimeScale;
  /** Its flag is not covered; null when there is none. */
  now: number | null;
  isFolded: boolean;
  onFold: (gap: IdleGap) => void;
}) {
  const from = Math.max(scale.project(gap.from), 0);
  const to = Math.min(scale.project(gap.to), scale.width);
  if (to - from < (isFolded ? GAP_PX / 2 : OFFER_PX)) return null;
  const text = isFolded ? gapText(gap) : `Fold ${gapText(gap)}`;
  const half = (text.length * CHARACTER_PX) / 2;
  const middle = Math.min(Math.max((from + to) / 2, half), scale.width - half);
  const flag = now === null ? Number.POSITIVE_INFINITY : scale.project(now) - FLAG_HALF_PX - half - 4;
  const px = gap.from < (now ?? 0) ? Math.min(middle, flag) : middle;
  const what = `${gap.word} ${durationText(gap.to - gap.from)}`;
  return (
    <button
      type="button"
      className="gap-lab"
      style={{ left: px }}
      aria-pressed={isFolded}
      title={isFolded ? `Unfold: ${what}` : `Fold: ${what}`}
      onClick={() => onFold(gap)}
    >
      {text}
    </button>
  );
}

const FLAG_HALF_PX = 16;

const NowFlag = ({ px, width }: { px: number; width: number }) =>
  px < 0 || px > width ? null : (
    <span className="flag now" style={{ left: Math.min(Math.max(px, FLAG_HALF_PX), width - FLAG_HALF_PX) }}>
      now
    </span>
  );
