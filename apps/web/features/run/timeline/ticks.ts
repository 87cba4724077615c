/** Where the axis has ticks: round distances from the start, or round times of day, far enough apart to be read. */

import { durationText } from "@/ui/format-number";
import type { TimeScale } from "./time-scale";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((days) => days * DAY),
];

const MIN_DISTANCE_PX = 80;
const MAX_TICKS = 40;
const LABEL_PX = 36;

export interface Tick {
  readonly instant: number;
  readonly px: number;
}

/** The smallest round step that keeps ticks at least 80 px apart, in ms. */
export function tickStep(msPerPx: number, widthPx: number): number {
  const least = Math.max(MIN_DISTANCE_PX, widthPx / MAX_TICKS) * msPerPx;
  return STEPS.find((step) => step >= least) ?? least;
}

/**
 * Ticks on the parts of the axis that are not folded; none so far right that its label would be cut.
 *
 * @param origin steps are counted from here: the run's start, or a midnight
 */
export function ticksOf(scale: TimeScale, origin: number): readonly Tick[] {
  const step = tickStep(scale.msPerPx, scale.width);
  const edges = [
    scale.from,
    ...scale.gaps
      .flatMap(({ from, to }) => [from, to])
      .filter((edge) => edge > scale.from && edge < scale.to),
    scale.to,
  ];
  const isInGap = (instant: number) => scale.gaps.some(({ from, to }) => instant > from && instant < to);
  const ticks: Tick[] = [];
  for (let piece = 0; piece + 1 < edges.length; piece++) {
    const [from = 0, to = 0] = edges.slice(piece, piece + 2);
    if (isInGap((from + to) / 2)) continue;
    for (let index = Math.ceil((from - origin) / step); origin + index * step <= to; index++) {
      const instant = origin + index * step;
      const px = scale.project(instant);
      if (px >= 0 && px <= scale.width - LABEL_PX) ticks.push({ instant, px });
    }
  }
  return ticks;
}

/** How long after the start a tick is, as precise as the step asks: `0`, `12 s`, `12.25 s`, `1 m 30 s`, `2 h 14 m`. */
export function elapsedText(ms: number, step: number): string {
  if (Math.abs(ms) < 0.5) return "0";
  if (ms < 0) return `−${elapsedText(-ms, step)}`;
  if (step >= SECOND) return wholeSeconds(Math.round(ms / SECOND));
  const decimals = step >= 100 ? 1 : step >= 10 ? 2 : 3;
  const seconds = (ms % MINUTE) / SECOND;
  const minutes = Math.floor(ms / MINUTE);
  if (minutes === 0 && seconds < 1) return durationText(ms);
  return `${minutes > 0 ? `${wholeSeconds(minutes * 60)} ` : ""}${seconds.toFixed(decimals)} s`;
}

function wholeSeconds(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
