/** Where a time axis is labelled: at round times of the viewer's clock. */

import { formatClock, formatDay, type TimeStyle } from "@/ui/format-time";
import type { TimeRange } from "./chart";

const MINUTE_MS = 60_000;
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880].map(
  (minutes) => minutes * MINUTE_MS,
);
const LABELS = 4;

export interface TimeLabel {
  /** Of the bucket at whose start it stands; may be between two. */
  readonly index: number;
  readonly text: string;
}

export function timeLabels({ from, bucketMs }: TimeRange, buckets: number, style: TimeStyle): TimeLabel[] {
  const length = buckets * bucketMs;
  const step = STEPS_MS.find((ms) => length / ms <= LABELS) ?? 1440 * MINUTE_MS;
  const quarter = Math.min(step, 15 * MINUTE_MS);
  const labels: TimeLabel[] = [];
  for (let ms = Math.ceil(from.getTime() / quarter) * quarter; ms < from.getTime() + length; ms += quarter) {
    const at = new Date(ms);
    if (sinceMidnight(at, style) % Math.min(step, 1440 * MINUTE_MS) !== 0) continue;
    const index = (ms - from.getTime()) / bucketMs;
    labels.push({
      index,
      text: step < 1440 * MINUTE_MS ? formatClock(at, style, "minute") : shortDay(at, style),
    });
  }
  return step > 1440 * MINUTE_MS ? labels.filter((_, index) => index % 2 === 0) : labels;
}

/** Milliseconds that the zone's clock shows, to the minute. */
function sinceMidnight(at: Date, { zone }: TimeStyle): number {
  const [hours = 0, minutes = 0] = formatClock(at, { zone, clock: "24 h" }, "minute").split(":").map(Number);
  return (hours * 60 + minutes) * MINUTE_MS;
}

/** "Mon 23, 14:00". */
export const shortInstant = (at: Date, style: TimeStyle): string =>
  `${shortDay(at, style)}, ${formatClock(at, style, "minute")}`;

/** "Mon 23". */
const shortDay = (at: Date, style: TimeStyle): string =>
  formatDay(at, style).replace(/^(\w{3})\w*,? (\d+).*$/, "$1 $2");
