"use client";

import type { RunHistogram } from "@stageline/engine/read";
import { type PointerEvent, useRef, useState } from "react";
import { useNow } from "@/ui/clock";
import { formatCount, formatDuration, formatPrice } from "@/ui/format-number";
import { formatInstant, type TimeStyle } from "@/ui/format-time";
import { useTimeStyle } from "@/ui/time";
import { MEASURES } from "../search-params";
import { type Bar, barsOf, type Measure } from "./buckets";

const WORDS: Readonly<Record<Measure, string>> = { count: "Count", cost: "Cost", p95: "p95" };
const ABOUT: Readonly<Record<Measure, string>> = {
  count: "Runs, and in red those that failed",
  cost: "What runs cost",
  p95: "Nineteen in twenty finished runs took no longer",
};

/** Runs over time, so that what stands out is seen; dragging over it narrows the list to that time. */
export function OutlierStrip({
  histogram,
  measure,
  onMeasure,
  onNarrow,
}: {
  histogram: RunHistogram;
  measure: Measure;
  onMeasure: (measure: Measure) => void;
  onNarrow: (from: Date, to: Date) => void;
}) {
  const now = useNow();
  const style = useTimeStyle();
  const bars = barsOf(histogram, measure, now);
  const { brush, pointed, ...gestures } = useBrush(bars.length, (first, last) => {
    const [from, to] = [bars[first], bars[last]];
    if (from && to) onNarrow(from.from, to.to);
  });
  const chosen = bars.slice(brush?.first ?? pointed ?? 0, (brush?.last ?? pointed ?? -1) + 1);
  return (
    <section className="outlier" aria-label="Runs over time">
      <div className="grow min-w-0">
        <div
          className="outlier-bars"
          role="img"
          aria-label={summary(bars, measure, style, now)}
          {...gestures}
        >
          {bars.map((bar) => (
            <i
              key={bar.index}
              className={bar.value === null ? "gap" : bar.isPartial ? "part" : undefined}
              style={
                bar.value === null
                  ? undefined
                  : { height: `max(${bar.value > 0 ? 2 : 1}px, ${bar.height * 100}%)` }
              }
            >
              {bar.failedShare > 0 && <b style={{ height: `${bar.failedShare * 100}%` }} />}
            </i>
          ))}
          {brush && (
            <span
              className="outlier-brush"
              style={{
                left: `${(brush.first / bars.length) * 100}%`,
                width: `${((brush.last + 1 - brush.first) / bars.length) * 100}%`,
              }}
            />
          )}
        </div>
        <div className="outlier-axis" aria-hidden="true">
          <span>{bars[0] && formatInstant(bars[0].from, now, style)}</span>
          <span className="t2">
            {chosen.length > 0 ? told(chosen, measure, style, now) : notRead(histogram, now, style)}
          </span>
          <span>{end(bars, now, style)}</span>
        </div>
      </div>
      <fieldset className="seg sm hide-s" title={ABOUT[measure]}>
        <legend className="sr">What the strip measures</legend>
        {MEASURES.map((one) => (
          <button
            key={one}
            type="button"
            className={one === measure ? "on" : undefined}
            aria-pressed={one === measure}
            title={ABOUT[one]}
            onClick={() => onMeasure(one)}
          >
            {WORDS[one]}
          </button>
        ))}
      </fieldset>
    </section>
  );
}

interface Brush {
  readonly first: number;
  readonly last: number;
}

/** Bars passed over with a pressed button, and the one under the pointer otherwise. A click means one bar. */
function useBrush(count: number, onDone: (first: number, last: number) => void) {
  const [pressed, setPressed] = useState<{ start: number; end: number } | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const width = useRef(1);
  const indexAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    width.current = box.width;
    return Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * count)));
  };
  const brush: Brush | null = pressed && {
    first: Math.min(pressed.start, pressed.end),
    last: Math.max(pressed.start, pressed.end),
  };
  return {
    brush,
    pointed,
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setPressed({ start: indexAt(event), end: indexAt(event) });
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const index = indexAt(event);
      setPointed(index);
      if (pressed) setPressed({ ...pressed, end: index });
    },
    onPointerUp() {
      if (brush) onDone(brush.first, brush.last);
      setPressed(null);
    },
    onPointerCancel: () => setPressed(null),
    onPointerLeave: () => setPointed(null),
  };
}

function valueText(value: number | null, measure: Measure): string {
  if (value === null) return "no data";
  if (measure === "count") return `${formatCount(value)} ${value === 1 ? "run" : "runs"}`;
  if (measure === "cost") {
    const { cents, fraction } = formatPrice(value);
    return `${cents}${fraction}`;
  }
  return `p95 ${formatDuration(value)
    .map(({ digits, unit }) => `${digits} ${unit}`)
    .join(" ")}`;
}

/** The span of some bars, and what they come to. */
function told(bars: readonly Bar[], measure: Measure, style: TimeStyle, now: number): string {
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return "";
  const known = bars.flatMap(({ value }) => value ?? []);
  const value =
    known.length === 0
      ? null
      : measure === "p95"
        ? Math.max(...known)
        : known.reduce((sum, one) => sum + one, 0);
  const failed = bars.reduce((sum, bar) => sum + bar.failed, 0);
  const span = `${formatInstant(first.from, now, style)} – ${formatInstant(last.to, now, style)}`;
  return `${span}: ${valueText(value, measure)}${failed > 0 ? `, ${formatCount(failed)} failed` : ""}`;
}

const notRead = ({ readFrom }: RunHistogram, now: number, style: TimeStyle): string =>
  readFrom === null ? "" : `too many to read: known since ${formatInstant(readFrom, now, style)}`;

function end(bars: readonly Bar[], now: number, style: TimeStyle): string {
  const last = bars.at(-1);
  if (!last) return "";
  return last.to.getTime() > now ? "now" : formatInstant(last.to, now, style);
}

function summary(bars: readonly Bar[], measure: Measure, style: TimeStyle, now: number): string {
  const highest = bars.reduce((top, bar) => ((bar.value ?? 0) > (top?.value ?? 0) ? bar : top), bars[0]);
  const at = highest && (highest.value ?? 0) > 0 ? `; most: ${told([highest], measure, style, now)}` : "";
  return `${ABOUT[measure]}. ${told(bars, measure, style, now)}${at}`;
}
