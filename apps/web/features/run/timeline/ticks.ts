/** Round distances from the start, far enough apart to be read. */

import { durationText } from "@/ui/format-number";
import { pixels, type TimeScale } from "./time-scale";

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
  readonly label: string;
}

/** The smallest round step that keeps ticks at least 80 px apart. */
export function tickStep(shownMs: number, widthPx: number): number {
  const room = Math.min(MAX_TICKS, Math.max(1, widthPx / MIN_DISTANCE_PX));
  return STEPS.find((step) => shownMs / step <= room) ?? shownMs;
}

/** Ticks on the parts of the axis that are not collapsed; none so far right that its label would be cut. */
export function ticksOf(scale: TimeScale, widthPx: number): readonly Tick[] {
  const step = tickStep(scale.shownMs, widthPx - scale.fixedPx);
  const edges = [scale.from, ...scale.gaps.flatMap(({ from, to }) => [from, to]), scale.to];
  const ticks: Tick[] = [];
  for (let piece = 0; piece < edges.length; piece += 2) {
    const [from = 0, to = 0] = edges.slice(piece, piece + 2);
    const first = Math.ceil((from - scale.from) / step);
    for (let index = first; scale.from + index * step <= to; index++) {
      ticks.push({
        instant: scale.from + index * step,
        label: index === 0 ? "0" : durationText(index * step).replace(".0 ", " "),
      });
    }
  }
  const roomy = ticks.filter(({ instant }) => pixels(scale, instant, widthPx) <= widthPx - LABEL_PX);
  return roomy.length > 0 ? roomy : ticks.slice(0, 1);
}
