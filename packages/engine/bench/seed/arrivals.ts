/** When synthetic runs were created: more by day than by night, fewer at weekends, in ascending order. */

const HOUR_MS = 3_600_000;
const HOURS_PER_DAY = 24;
const SATURDAY = 6;
const SUNDAY = 0;
const WEEKEND_SHARE = 0.25;

/** Relative number of runs in an hour of UTC. */
function weightOf(hour: Date): number {
  const byDay = 1 + 0.9 * Math.sin(((hour.getUTCHours() - 8) / HOURS_PER_DAY) * 2 * Math.PI);
  const day = hour.getUTCDay();
  return day === SATURDAY || day === SUNDAY ? byDay * WEEKEND_SHARE : byDay;
}

/**
 * @param days how far back the history begins
 * @returns the instant of run `index` of `count`: the share of all work that lies before it is `index / count`
 */
export function arrivals(count: number, until: Date, days: number): (index: number) => number {
  const hours = Math.max(1, Math.round(days * HOURS_PER_DAY));
  const start = until.getTime() - hours * HOUR_MS;
  const upTo = new Float64Array(hours + 1);
  for (let hour = 0; hour < hours; hour++)
    upTo[hour + 1] = (upTo[hour] ?? 0) + weightOf(new Date(start + hour * HOUR_MS));
  const total = upTo[hours] ?? 1;
  let hour = 0;
  return (index) => {
    const at = (index / count) * total;
    if (at < (upTo[hour] ?? 0)) hour = 0;
    while (hour < hours - 1 && (upTo[hour + 1] ?? 0) <= at) hour += 1;
    const [from = 0, to = 1] = [upTo[hour], upTo[hour + 1]];
    return Math.floor(start + (hour + (at - from) / (to - from)) * HOUR_MS);
  };
}
