/** The page's state is its address. */

import type { FailureConditions, FailureKind } from "@stageline/engine/read";
import {
  createSerializer,
  type inferParserType,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { toTheMinute } from "@/ui/zoned-time";

export const TABS = ["outbox", "events", "jobs", "runs", "replays"] as const;
export type Tab = (typeof TABS)[number];

export const SPANS = ["24h", "7d", "30d"] as const;
export type Span = (typeof SPANS)[number];

const DAY_MS = 86_400_000;
export const SPAN_MS: Readonly<Record<Span, number>> = {
  "24h": DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
};

export const deadLettersParams = {
  tab: parseAsStringLiteral(TABS).withDefault("events"),
  /** Failed within so long. */
  last: parseAsStringLiteral(SPANS).withDefault("7d"),
  /** The event's type, the job's stage or the run's workflow. */
  type: parseAsString,
  /** Failures that are alike. */
  alike: parseAsString,
  run: parseAsString,
  /** Part of the error. */
  q: parseAsString.withDefault(""),
  as: parseAsStringLiteral(["groups", "list"] as const).withDefault("groups"),
  /** Groups that need nobody's attention are shown, too. */
  settled: parseAsBoolean.withDefault(false),
  /** The group whose failures are shown. */
  open: parseAsString,
  /** The failure beside the list. */
  look: parseAsString,
};
export type DeadLettersParams = Readonly<inferParserType<typeof deadLettersParams>>;

export const deadLettersHref = createSerializer(deadLettersParams);

/** Which failures a tab is about. */
export const KIND_OF_TAB: Readonly<Partial<Record<Tab, FailureKind>>> = {
  events: "event",
  jobs: "job",
  runs: "run",
};

export type Filters = Pick<DeadLettersParams, "last" | "type" | "alike" | "run" | "q">;
export const ANY = { type: null, alike: null, run: null, q: "" } as const satisfies Partial<Filters>;

export const isFiltered = ({ type, alike, run, q }: Filters): boolean =>
  type !== null || alike !== null || run !== null || q.trim() !== "";

/** What the address asks for. Spans count from the last full minute. @param now milliseconds since 1970 */
export function conditionsOf(
  { last, type, alike, run, q }: Filters,
  now: number,
): FailureConditions & { readonly from: Date } {
  const text = q.trim();
  return {
    from: new Date(toTheMinute(now) - SPAN_MS[last]),
    ...(type ? { subject: type } : {}),
    ...(alike ? { fingerprint: alike } : {}),
    ...(run ? { runId: run } : {}),
    ...(text === "" ? {} : { text: text.slice(0, MAX_CHARS) }),
  };
}

/** The read side takes no longer text. */
const MAX_CHARS = 200;
