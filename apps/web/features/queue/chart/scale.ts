/** Round values for a chart's axis. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DURATION_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 96].map((hours) => hours * HOUR),
];
const LINES = 4;

/** Values of the grid's lines from 0 on; the last is at or above `highest`. */
export function gridLines(highest: number, unit: "count" | "ms"): readonly number[] {
  const step = unit === "ms" ? durationStep(highest) : countStep(highest);
  const lines = Math.max(1, Math.ceil(highest / step - 1e-9));
  return Array.from({ length: lines + 1 }, (_, index) => index * step);
}

const durationStep = (highest: number): number =>
  DURATION_STEPS.find((step) => highest / step <= LINES) ?? countStep(highest / HOUR) * HOUR;

/** 1, 2 or 5 times a power of ten; no fractions, for what is counted. */
function countStep(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, highest / LINES)));
  return Math.max(1, ([1, 2, 5, 10].find((times) => highest / (times * power) <= LINES) ?? 10) * power);
}
