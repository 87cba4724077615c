"use client";

import type { RunCosts } from "@stageline/engine/read";
import { Sparkline } from "@/ui/charts";
import { formatBig, formatCount, formatPrice } from "@/ui/format-number";
import { Meter } from "@/ui/meter";
import { Nil, Price } from "@/ui/number";
import { type CostParams, rangeBefore } from "./search-params";
import { byDay, daysIn, forecast, forecastRange, totalsOf } from "./sums";
import type { Costs } from "./use-costs";
import { dayCount, dayWords, spanWords } from "./utc-days";

/** What the days shown come to, beside those before and those to come. */
export function Tiles({ costs, params }: { costs: Costs; params: CostParams }) {
  const { today, range } = costs;
  const rows = costs.days.data ?? [];
  const sums = totalsOf(rows);
  const before = costs.before.data && totalsOf(costs.before.data);
  const month = costs.month.data && forecast(costs.month.data, today);
  const waste = wasteOf(sums.rerunUsd, costs.runs.data, params);
  const wasteBefore = before && wasteOf(before.rerunUsd, costs.runsBefore.data, params);
  const tokens = sums.inputTokens + sums.outputTokens;
  const spark = (of: Parameters<typeof byDay>[2]) => byDay(rows, range, of);
  return (
    <div className="meters">
      <Meter
        label={`Spend, ${spanWords(range.from, range.to, today)}`}
        value={<Price usd={sums.costUsd} />}
        note={`${formatCount(sums.calls)} calls, ${bigText(tokens)} tokens`}
      >
        <Sparkline values={spark(({ costUsd }) => costUsd)} />
      </Meter>
      <Meter
        label={`Against ${spanWords(rangeBefore(range).from, rangeBefore(range).to, today)}`}
        value={before && before.costUsd > 0 ? <Change share={sums.costUsd / before.costUsd - 1} /> : <Nil />}
        note={before && `${priceText(before.costUsd)} in the ${days(dayCount(range.from, range.to))} before`}
      >
        <Sparkline
          tone="compared"
          values={byDay(costs.before.data ?? [], rangeBefore(range), ({ costUsd }) => costUsd)}
        />
      </Meter>
      <Meter
        label={`Forecast, ${month ? dayWords(month.day, today) : "end of the month"}`}
        value={month ? aboutText(month.usd) : <Nil />}
        note={
          month
            ? `straight line, ${aboutText(month.least)} – ${aboutText(month.most)}`
            : "needs three whole days"
        }
        title="Spent this month, and for each day left what the last 14 whole days cost on average; the range holds eight of ten such months. Of this month, whatever days are shown."
      >
        <Sparkline values={growing(costs.month.data ?? [], today, month?.usd)} />
      </Meter>
      <Meter
        label="Retries and failed runs"
        value={
          <span className={sums.costUsd > 0 && waste.usd > 0 ? "heat-1" : undefined}>
            <Price usd={waste.usd} />
          </span>
        }
        note={wasteNote(waste, sums.costUsd, wasteBefore, before?.costUsd)}
        title={waste.title}
      >
        <Sparkline tone="warn" values={spark(({ rerunUsd }) => rerunUsd)} />
      </Meter>
      <Meter
        label="Saved by cache"
        value={<Price usd={sums.cacheSavedUsd} />}
        note={`${share(sums.cachedInputTokens, sums.inputTokens)} of input tokens`}
        title="What tokens read from a cache would have cost more, less what writing them to it cost more"
      >
        <Sparkline values={spark(({ cacheSavedUsd }) => Math.max(0, cacheSavedUsd))} />
      </Meter>
      <Meter
        label="Saved by batches"
        value={<Price usd={sums.batchSavedUsd} />}
        note={`${formatCount(sums.batchCalls)} ${sums.batchCalls === 1 ? "call" : "calls"} in batches`}
        title="What calls in batches would have cost more one by one"
      >
        <Sparkline values={spark(({ batchSavedUsd }) => batchSavedUsd)} />
      </Meter>
    </div>
  );
}

const Change = ({ share }: { share: number }) => (
  <>
    {share > 0 ? "+" : share < 0 ? "−" : ""}
    {Math.abs(share * 100).toFixed(1)}
    <i className="u">%</i>
  </>
);

interface Waste {
  readonly usd: number;
  readonly title: string;
}

/** Later attempts, and first attempts of runs that are failed. The latter are not known by model, topic or status. */
function wasteOf(rerunUsd: number, runs: RunCosts | undefined, params: CostParams): Waste {
  const isRunsOnly =
    params.stage === null &&
    params.topic === null &&
    params.model === null &&
    params.attempt === null &&
    params.ended.length === 0;
  if (!isRunsOnly || !runs) {
    return {
      usd: rerunUsd,
      title: "Calls of later attempts. What failed runs cost is known by day and workflow only.",
    };
  }
  const cut = runs.readFrom === null ? "" : ` Failed among the newest ${formatCount(runs.runs)} runs only.`;
  return {
    usd: rerunUsd + runs.failedUsd,
    title: `Later attempts ${priceText(rerunUsd)}; first attempts of ${formatCount(runs.failedRuns)} runs that are failed now ${priceText(runs.failedUsd)}.${cut}`,
  };
}

const wasteNote = (
  { usd }: Waste,
  spent: number,
  before: Waste | undefined,
  spentBefore: number | undefined,
): string =>
  `${share(usd, spent)} of spend${before && spentBefore ? `, ${share(before.usd, spentBefore)} before` : ""}`;

const share = (part: number, whole: number): string =>
  whole === 0 ? "0 %" : `${((part / whole) * 100).toFixed(part / whole < 0.1 ? 1 : 0)} %`;

const days = (count: number): string => (count === 1 ? "day" : `${count} days`);

/** What was spent of the month by its days, and at its end. */
function growing(
  rows: Parameters<typeof byDay>[0],
  today: string,
  end: number | undefined,
): (number | null)[] {
  const range = forecastRange(today);
  const first = daysIn(range).findIndex((day) => day.slice(0, 7) === today.slice(0, 7));
  let sum = 0;
  const grown = byDay(rows, range, ({ costUsd }) => costUsd)
    .slice(first)
    .map((usd) => {
      sum += usd ?? 0;
      return sum;
    });
  return end === undefined ? grown : [...grown, end];
}

export const priceText = (usd: number): string => {
  const { cents, fraction } = formatPrice(usd);
  return `${cents}${fraction}`;
};

/** Of what nobody knows exactly, no cents from ten dollars on. */
const aboutText = (usd: number): string => (usd >= 10 ? `$${formatCount(Math.round(usd))}` : priceText(usd));

export const bigText = (count: number): string => {
  const { digits, unit } = formatBig(count);
  return unit === "" ? digits : `${digits} ${unit}`;
};
