"use client";

import type { BudgetView } from "@stageline/engine/read";
import { TimeChart } from "@/ui/charts";
import { formatCount } from "@/ui/format-number";
import { type CostParams, type Measure, narrowingOf } from "./search-params";
import { modelSeries } from "./sums";
import { bigText, priceText } from "./tiles";
import type { Costs } from "./use-costs";
import { DAY_MS, dayCount, daysAfter, startOf, utcDay } from "./utc-days";

const TITLES: Readonly<Record<Measure, string>> = {
  usd: "Spend by day and model",
  tokens: "Tokens by day and model",
  calls: "Calls by day and model",
};
const FORMATS: Readonly<Record<Measure, (value: number) => string>> = {
  usd: priceText,
  tokens: bigText,
  calls: formatCount,
};

/** What each day cost, by model; dragging over days narrows the page to them. */
export function DayChart({
  costs,
  params,
  colourOf,
  onDays,
}: {
  costs: Costs;
  params: CostParams;
  colourOf: (modelId: string) => string;
  onDays: (from: string, to: string) => void;
}) {
  const { range } = costs;
  const limit = params.by === "usd" ? dailyLimit(costs.budgets.data ?? [], params) : undefined;
  return (
    <section className="sec">
      <TimeChart
        title={TITLES[params.by]}
        note="UTC days"
        kind="bars"
        zone="UTC"
        height={214}
        range={{ from: startOf(range.from), bucketMs: DAY_MS, buckets: dayCount(range.from, range.to) }}
        series={modelSeries(costs.days.data ?? [], range, params.by, colourOf)}
        format={FORMATS[params.by]}
        formatAxis={params.by === "usd" ? axisPrice : bigText}
        limit={limit === undefined ? undefined : { at: limit, label: `budget ${priceText(limit)} a day` }}
        onZoom={(from, to) => onDays(utcDay(from.getTime()), daysAfter(utcDay(to.getTime()), -1))}
      />
    </section>
  );
}

/** As short as the axis has room for. */
const axisPrice = (usd: number): string =>
  usd === 0 ? "$0" : usd >= 10 ? `$${formatCount(Math.round(usd))}` : `$${Number(usd.toPrecision(2))}`;

/** The daily budget of just what is shown. */
function dailyLimit(budgets: readonly BudgetView[], params: CostParams): number | undefined {
  const { workflowId, modelId, ...more } = narrowingOf(params);
  if (Object.keys(more).length > 0) return undefined;
  const [kind, id] = modelId === undefined ? ["workflow", workflowId] : ["model", modelId];
  if (id === undefined || (workflowId !== undefined && modelId !== undefined)) return undefined;
  return budgets.find(
    ({ targetKind, targetId, period }) => targetKind === kind && targetId === id && period === "day",
  )?.limitUsd;
}
