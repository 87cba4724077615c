/** The list's state is its address: search, filters, the place of the page, what is shown beside it. */

import type { RunFilter, RunListItem } from "@stageline/engine/read";
import {
  createParser,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { STATUS_ORDER } from "@/components/status";
import { startOfDay, toTheMinute } from "@/ui/zoned-time";
import { parseSearch } from "./search/search";
import { durationMs } from "./search/units";
import { MOST_SELECTED, NOTHING, type Selection } from "./selection/selection";

type Place = NonNullable<RunFilter["cursor"]>;

/** `2026-11-22T14:30:10.123Z~id`: a row's time and id. */
const parseAsPlace = createParser<Place>({
  parse(text) {
    const [time = "", ...rest] = text.split("~");
    const id = rest.join("~");
    const createdAt = new Date(time);
    return id === "" || Number.isNaN(createdAt.getTime()) ? null : { createdAt, id };
  },
  serialize: ({ createdAt, id }) => `${createdAt.toISOString()}~${id}`,
  eq: (a, b) => a.id === b.id && a.createdAt.getTime() === b.createdAt.getTime(),
});

/** `*`: all that match; else ids. */
const parseAsSelection = createParser<Selection>({
  parse: (text) => (text === "*" ? "all" : text.split(",").filter(Boolean).slice(0, MOST_SELECTED)),
  serialize: (selection) => (selection === "all" ? "*" : selection.join(",")),
  eq: (a, b) => a === b || (a !== "all" && b !== "all" && a.join() === b.join()),
});

/** `24h`, `7d`, or `today` in the viewer's zone. */
const parseAsSpan = createParser<string>({
  parse: (text) => (text === "today" || durationMs(text) !== null ? text : null),
  serialize: String,
});

export const MEASURES = ["count", "cost", "p95"] as const;
export const PACES = ["live", "5s", "30s", "off"] as const;

export const runsParams = {
  /** Search tokens and free text. */
  q: parseAsString.withDefault(""),
  status: parseAsArrayOf(parseAsStringLiteral(STATUS_ORDER)).withDefault([]),
  wf: parseAsArrayOf(parseAsString).withDefault([]),
  /** The fingerprint of an error: runs that failed alike. */
  alike: parseAsString,
  /** Created at or after, and before. */
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  /** Created within so long; `from` wins. */
  last: parseAsSpan,
  /** Runs older than this row. */
  older: parseAsPlace,
  /** Runs newer than this row. */
  newer: parseAsPlace,
  /** Optional columns: names of columns, keys of annotations. */
  cols: parseAsArrayOf(parseAsString).withDefault([]),
  /** What the strip of time measures. */
  strip: parseAsStringLiteral(MEASURES).withDefault("count"),
  /** How often the list asks for what changed. */
  every: parseAsStringLiteral(PACES).withDefault("live"),
  /** Id of the run shown beside the list. */
  peek: parseAsString,
  /** What something is to be done to. */
  sel: parseAsSelection.withDefault(NOTHING),
};

export type RunsParams = Readonly<inferParserType<typeof runsParams>>;

/** What narrows the list, and nothing about how it is shown. */
export type Filters = Pick<RunsParams, "q" | "status" | "wf" | "alike" | "from" | "to" | "last">;

export const NO_FILTERS: Filters = {
  q: "",
  status: [],
  wf: [],
  alike: null,
  from: null,
  to: null,
  last: null,
};

/** The first page, with nothing shown beside it and nothing selected: where a list begins whose filters change. */
export const AT_THE_TOP = { older: null, newer: null, peek: null, sel: NOTHING } as const;

export const runsHref = createSerializer(runsParams);

type FilterInput = Omit<Partial<RunFilter>, "direction"> & { direction?: "after" | "before" };

/** The present as far as a question depends on it. */
export interface Present {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** IANA name; undefined: the browser's own. */
  readonly zone: string | undefined;
}

/** What the address asks for, without the place. Spans count from the last full minute. */
export function matchOf({ q, status, wf, alike, from, to, last }: Filters, present: Present): FilterInput {
  const search = parseSearch(q);
  const statuses = statusesOf(status, search.statuses);
  const start = from ?? search.from ?? spanStart(last, search.sinceMs, present);
  return {
    ...(search.text === "" ? {} : { text: search.text }),
    ...(statuses === undefined ? {} : { status: statuses }),
    ...(wf.length === 0 ? {} : { workflowId: [...wf] }),
    ...(alike ? { fingerprint: alike } : {}),
    ...(start === null ? {} : { from: start }),
    ...(to === null ? {} : { to }),
    ...(search.where.length === 0 ? {} : { where: [...search.where] }),
  };
}

function statusesOf(
  chosen: readonly RunListItem["status"][],
  searched: readonly RunListItem["status"][] | undefined,
): RunListItem["status"][] | undefined {
  if (searched === undefined) return chosen.length === 0 ? undefined : [...chosen];
  return chosen.length === 0 ? [...searched] : searched.filter((status) => chosen.includes(status));
}

function spanStart(last: string | null, sinceMs: number | undefined, { now, zone }: Present): Date | null {
  if (last === "today") return startOfDay(new Date(now), zone);
  const spanMs = (last === null ? undefined : durationMs(last)) ?? sinceMs;
  return spanMs === undefined ? null : new Date(toTheMinute(now) - spanMs);
}

/** What the address asks for. */
export const filterOf = (params: RunsParams, present: Present): FilterInput => ({
  ...matchOf(params, present),
  ...(params.newer
    ? { cursor: params.newer, direction: "before" as const }
    : params.older
      ? { cursor: params.older, direction: "after" as const }
      : {}),
});

export const isFiltered = ({ q, status, wf, alike, from, to, last }: Filters): boolean =>
  q.trim() !== "" ||
  status.length > 0 ||
  wf.length > 0 ||
  alike !== null ||
  from !== null ||
  to !== null ||
  last !== null;
