/** Where a time axis is labelled: at times that clocks and calendars of the viewer's zone have. */

import { formatClock, type TimeStyle } from "../format-time";
import { instantOf, localText } from "../zoned-time";
import { endOf, type TimeRange } from "./time-range";

export interface TimeTick {
  readonly at: Date;
  readonly label: string;
  /** A new day among hours, a new month among days. */
  readonly isMajor: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 4, 7, 14, 28, 91, 182, 364].map((days) => days * DAY_MS),
];

/** @param most how many labels there is room for */
export function timeTicks(range: TimeRange, most: number, style: TimeStyle): TimeTick[] {
  const span = endOf(range).getTime() - range.from.getTime();
  const least = Math.min(range.bucketMs, DAY_MS);
  const step = STEPS_MS.find((ms) => ms >= least && span / ms <= Math.max(1, most)) ?? 364 * DAY_MS;
  const ticks: TimeTick[] = [];
  let month = "";
  for (const { at, local } of times(range, step, style)) {
    const isMidnight = local % DAY_MS === 0;
    const hasMonth = step < DAY_MS || monthOf(local) !== month;
    month = monthOf(local);
    ticks.push({
      at,
      label: isMidnight ? dayLabel(local, hasMonth) : formatClock(at, style, "minute"),
      isMajor: isMidnight && hasMonth,
    });
  }
  return ticks;
}

/**
 * Multiples of the step on the zone's clock; of several days, every so many from the first. Where the zone changes its
 * clock, what would come twice comes once.
 */
function* times(range: TimeRange, step: number, { zone }: TimeStyle): Generator<{ at: Date; local: number }> {
  const start = Date.parse(`${localText(range.from, zone)}Z`);
  const unit = Math.min(step, DAY_MS);
  let before = range.from.getTime() - 1;
  for (let local = Math.ceil(start / unit) * unit; ; local += step) {
    const at = instantOf(new Date(local).toISOString().slice(0, 16), zone) ?? new Date(local);
    if (at >= endOf(range)) return;
    if (at.getTime() > before) yield { at, local };
    before = Math.max(before, at.getTime());
  }
}

const monthOf = (local: number): string => new Date(local).toISOString().slice(0, 7);

const dayLabel = (local: number, hasMonth: boolean): string =>
  new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    ...(hasMonth ? { month: "short" } : {}),
    timeZone: "UTC",
  }).format(local);
