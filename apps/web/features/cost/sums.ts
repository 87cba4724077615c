/** What the page adds up from a model's days: totals, the days of a chart, what a month will come to. */

import type { DayCost } from "@stageline/engine/read";
import type { ChartSeries } from "@/ui/charts";
import type { DayRange, Measure } from "./search-params";
import { dayCount, daysAfter, firstOfMonth, lastOfMonth } from "./utc-days";

export type Totals = Omit<DayCost, "day" | "modelId">;

const NOTHING: Totals = {
  calls: 0,
  unpricedCalls: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  rerunUsd: 0,
  cacheSavedUsd: 0,
  batchSavedUsd: 0,
  batchCalls: 0,
};
const NAMES = Object.keys(NOTHING) as (keyof Totals)[];

export const totalsOf = (rows: readonly DayCost[]): Totals =>
  rows.reduce<Totals>(
    (sums, row) =>
      Object.fromEntries(NAMES.map((name) => [name, sums[name] + row[name]])) as unknown as Totals,
    NOTHING,
  );

const VALUE: Readonly<Record<Measure, (row: DayCost) => number>> = {
  usd: ({ costUsd }) => costUsd,
  tokens: ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
  calls: ({ calls }) => calls,
};

export const daysIn = ({ from, to }: DayRange): string[] =>
  Array.from({ length: dayCount(from, to) }, (_, index) => daysAfter(from, index));

/** One value per day. A day without any call is null: nothing is known, which is not zero. */
export function byDay(
  rows: readonly DayCost[],
  range: DayRange,
  of: (row: DayCost) => number,
): (number | null)[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.day, (sums.get(row.day) ?? 0) + of(row));
  return daysIn(range).map((day) => sums.get(day) ?? null);
}

/** Models that are told apart; the rest is one. */
export const TOP_MODELS = 8;
export const OTHER = "other";

/** The models with the most of it, the most first, and all others together. */
export function modelSeries(
  rows: readonly DayCost[],
  range: DayRange,
  measure: Measure,
  colourOf: (modelId: string) => string,
): ChartSeries[] {
  const value = VALUE[measure];
  const ranked = rankedModels(rows, measure);
  const known = byDay(rows, range, value);
  const series = (name: string, colour: string, models: ReadonlySet<string>): ChartSeries => ({
    name,
    colour,
    values: byDay(
      rows.filter(({ modelId }) => models.has(modelId)),
      range,
      value,
      // On a day on which others were called, one that was not has cost nothing.
    ).map((sum, day) => sum ?? (known[day] === null ? null : 0)),
  });
  const rest = ranked.slice(TOP_MODELS);
  return [
    ...ranked.slice(0, TOP_MODELS).map((modelId) => series(modelId, colourOf(modelId), new Set([modelId]))),
    ...(rest.length === 0 ? [] : [series(`${OTHER} (${rest.length})`, "var(--m-other)", new Set(rest))]),
  ];
}

export function rankedModels(rows: readonly DayCost[], measure: Measure): string[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.modelId, (sums.get(row.modelId) ?? 0) + VALUE[measure](row));
  return [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([modelId]) => modelId);
}

export interface Forecast {
  /** The month's last day. */
  readonly day: string;
  readonly usd: number;
  /** Between these in eight of ten months whose days vary as the last ones did. */
  readonly least: number;
  readonly most: number;
}

/** Days that tell what a day costs. */
export const FORECAST_DAYS = 14;
const LEAST_DAYS = 3;
/** Of a normal distribution, 80 % lie within so many standard deviations. */
const EIGHTY_PERCENT = 1.2816;

/** The days a forecast is made from, for the same filters. */
export const forecastRange = (today: string): DayRange => {
  const [from = today] = [daysAfter(today, -FORECAST_DAYS), firstOfMonth(today)].sort();
  return { from, to: today };
};

/**
 * A straight line: what was spent this month, and for every day that is left what the last whole days cost on average.
 *
 * @returns null when there were not yet three whole days to tell it from
 */
export function forecast(rows: readonly DayCost[], today: string): Forecast | null {
  const spent = byDay(rows, forecastRange(today), ({ costUsd }) => costUsd);
  const days = daysIn(forecastRange(today));
  const first = rows[0]?.day;
  if (first === undefined) return null;
  // Before the first call of all there was nothing to spend on; a day without calls after it cost nothing.
  const whole = spent
    .slice(0, -1)
    .filter((_, index) => (days[index] ?? "") >= first)
    .slice(-FORECAST_DAYS)
    .map((usd) => usd ?? 0);
  if (whole.length < LEAST_DAYS) return null;
  const mean = whole.reduce((sum, usd) => sum + usd, 0) / whole.length;
  const variance = whole.reduce((sum, usd) => sum + (usd - mean) ** 2, 0) / (whole.length - 1);
  const now = rows
    .filter(({ day }) => day >= firstOfMonth(today))
    .reduce((sum, { costUsd }) => sum + costUsd, 0);
  const ofToday = spent.at(-1) ?? 0;
  const left = dayCount(today, lastOfMonth(today)) - 1;
  // Today goes on: at least to what was spent of it already.
  const usd = now + Math.max(0, mean - ofToday) + left * mean;
  const spread = EIGHTY_PERCENT * Math.sqrt(variance * (left + 1));
  return { day: lastOfMonth(today), usd, least: Math.max(now, usd - spread), most: usd + spread };
}
