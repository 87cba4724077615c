/** The cost page's state is its address. Days are UTC days. */

import type { CostFilter } from "@stageline/engine/read";
import {
  createParser,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { dayCount, daysAfter, firstOfMonth, isDay } from "./utc-days";

export const MEASURES = ["usd", "tokens", "calls"] as const;
export type Measure = (typeof MEASURES)[number];
export const SPANS = ["month", "7d", "30d", "90d"] as const;
export type Span = (typeof SPANS)[number];
export const CALL_STATUSES = ["COMPLETED", "FAILED", "ABORTED"] as const;
export const LISTS = ["runs", "dear", "calls", "unpriced"] as const;
export type List = (typeof LISTS)[number];

/** As many as the engine adds up in one question. */
export const MAX_DAYS = 400;

const parseAsDay = createParser<string>({ parse: (text) => (isDay(text) ? text : null), serialize: String });

export const costParams = {
  /** First and last day; both, or `last` counts. */
  from: parseAsDay,
  to: parseAsDay,
  /** So many days up to today, or the days of this month. */
  last: parseAsStringLiteral(SPANS).withDefault("30d"),
  /** Workflow; "" is what belongs to none. */
  wf: parseAsString,
  stage: parseAsString,
  /** Below the stage, with all below it. */
  topic: parseAsString,
  model: parseAsString,
  /** The first attempt, or those after it. */
  attempt: parseAsStringLiteral(["first", "rerun"] as const),
  /** How calls ended. */
  ended: parseAsArrayOf(parseAsStringLiteral(CALL_STATUSES)).withDefault([]),
  /** What the chart and the topics measure. */
  by: parseAsStringLiteral(MEASURES).withDefault("usd"),
  /** Which list stands at the end. */
  list: parseAsStringLiteral(LISTS).withDefault("runs"),
};

export type CostParams = Readonly<inferParserType<typeof costParams>>;
export const costHref = createSerializer(costParams);

const DAYS: Readonly<Record<Exclude<Span, "month">, number>> = { "7d": 7, "30d": 30, "90d": 90 };

export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** The days of the address. A range that runs backwards is turned round, one that is too long is cut at its start. */
export function rangeOf(
  { from, to, last }: Pick<CostParams, "from" | "to" | "last">,
  today: string,
): DayRange {
  if (from === null || to === null) {
    return { from: last === "month" ? firstOfMonth(today) : daysAfter(today, 1 - DAYS[last]), to: today };
  }
  const [first, end] = from <= to ? [from, to] : [to, from];
  return { from: dayCount(first, end) > MAX_DAYS ? daysAfter(end, 1 - MAX_DAYS) : first, to: end };
}

/** As many days, right before. */
export const rangeBefore = ({ from, to }: DayRange): DayRange => ({
  from: daysAfter(from, -dayCount(from, to)),
  to: daysAfter(from, -1),
});

/** What narrows the sums, besides the days. */
export function narrowingOf({
  wf,
  stage,
  topic,
  model,
  attempt,
  ended,
}: CostParams): Omit<CostFilter, "from" | "to"> {
  return {
    ...(wf === null ? {} : { workflowId: wf }),
    ...(stage === null ? {} : { stageId: stage }),
    ...(topic === null ? {} : { topic }),
    ...(model === null ? {} : { modelId: model }),
    ...(attempt === null ? {} : { generation: attempt }),
    ...(ended.length === 0 ? {} : { status: [...ended] }),
  };
}

export const NO_NARROWING = {
  wf: null,
  stage: null,
  topic: null,
  model: null,
  attempt: null,
  ended: [],
} satisfies Partial<CostParams>;

export const isNarrowed = (params: CostParams): boolean => Object.keys(narrowingOf(params)).length > 0;
