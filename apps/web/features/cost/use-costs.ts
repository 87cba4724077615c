"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/trpc/client";
import { useNow } from "@/ui/clock";
import { type CostParams, narrowingOf, rangeBefore, rangeOf } from "./search-params";
import { forecastRange } from "./sums";
import { utcDay } from "./utc-days";

const REFRESH_MS = 15_000;
/** Days that are over change no more. */
const PAST_MS = 300_000;

/** What the page asks: the days shown, as many before, and those a forecast is made from. */
export function useCosts(params: CostParams) {
  const trpc = useTRPC();
  const today = utcDay(useNow(false));
  const range = rangeOf(params, today);
  const narrowing = narrowingOf(params);
  const filter = { ...range, ...narrowing };
  const ofRuns = { ...range, ...(params.wf === null ? {} : { workflowId: params.wf }) };
  const shown = { placeholderData: keepPreviousData, refetchInterval: REFRESH_MS };
  return {
    today,
    range,
    filter,
    days: useQuery(trpc.cost.days.queryOptions(filter, shown)),
    before: useQuery(
      trpc.cost.days.queryOptions(
        { ...rangeBefore(range), ...narrowing },
        { ...shown, refetchInterval: PAST_MS },
      ),
    ),
    month: useQuery(
      trpc.cost.days.queryOptions(
        { ...forecastRange(today), ...narrowing },
        { ...shown, refetchInterval: PAST_MS },
      ),
    ),
    topics: useQuery(trpc.cost.topics.queryOptions(filter, shown)),
    names: useQuery(trpc.cost.names.queryOptions(range, { ...shown, refetchInterval: PAST_MS })),
    runs: useQuery(trpc.cost.runs.queryOptions(ofRuns, shown)),
    runsBefore: useQuery(
      trpc.cost.runs.queryOptions(
        { ...ofRuns, ...rangeBefore(range), limit: 1 },
        { ...shown, refetchInterval: PAST_MS },
      ),
    ),
    budgets: useQuery(trpc.cost.budgets.queryOptions(undefined, { refetchInterval: REFRESH_MS })),
  };
}

export type Costs = ReturnType<typeof useCosts>;
