/** The page's state is its address. */

import {
  createParser,
  createSerializer,
  type inferParserType,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { toTheMinute } from "@/ui/zoned-time";

/** Counted from 1, as on the screen. */
const parseAsAttempt = createParser<number>({
  parse: (text) => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : null),
  serialize: String,
});

const HOUR_MS = 3_600_000;

/** Spans up to now, in milliseconds. */
export const SPANS = {
  "1h": HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 168 * HOUR_MS,
  "30d": 720 * HOUR_MS,
  "90d": 2160 * HOUR_MS,
} as const;
export type Span = keyof typeof SPANS;

export const VIEWS = ["stream", "values", "versions"] as const;
export type View = (typeof VIEWS)[number];

export const annotationsParams = {
  /** Kind, id and version of the actor, start of the key, scope, attempt from 1, JSON text of the value. */
  actor: parseAsString.withDefault(""),
  who: parseAsString.withDefault(""),
  ver: parseAsString.withDefault(""),
  key: parseAsString.withDefault(""),
  scope: parseAsString.withDefault(""),
  attempt: parseAsAttempt,
  value: parseAsString.withDefault(""),
  /** Stated within so long; `from` and `to` win. */
  last: parseAsStringLiteral(Object.keys(SPANS) as Span[]).withDefault("7d"),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  view: parseAsStringLiteral(VIEWS).withDefault("stream"),
  /** The key whose values are grouped or compared. */
  by: parseAsString.withDefault(""),
  /** The two versions of the actor that are compared; the two that stated something last when empty. */
  before: parseAsString.withDefault(""),
  after: parseAsString.withDefault(""),
};

export type AnnotationsParams = Readonly<inferParserType<typeof annotationsParams>>;

export const annotationsHref = createSerializer(annotationsParams);

export const NO_FILTERS = {
  actor: "",
  who: "",
  ver: "",
  key: "",
  scope: "",
  attempt: null,
  value: "",
} as const;

export const isFiltered = (params: AnnotationsParams): boolean =>
  Object.keys(NO_FILTERS).some((name) => Boolean(params[name as keyof typeof NO_FILTERS]));

const MINUTE_MS = 60_000;

/** @param now milliseconds since 1970; spans count from the end of its minute, so that a question stays the same for one */
export function rangeOf(
  { last, from, to }: Pick<AnnotationsParams, "last" | "from" | "to">,
  now: number,
): { readonly from: Date; readonly to: Date } {
  const end = to ?? new Date(toTheMinute(now) + MINUTE_MS);
  return { from: from ?? new Date(end.getTime() - SPANS[last]), to: end };
}

/** Who, what about, which attempt: for the server. */
export const narrowingOf = ({ actor, who, ver, scope, attempt }: AnnotationsParams) => ({
  ...(actor !== "" && { actorKind: actor }),
  ...(who !== "" && { actorId: who }),
  ...(ver !== "" && { actorVersion: ver }),
  ...(scope !== "" && { scope }),
  ...(attempt !== null && { attempt: attempt - 1 }),
});

/** What the stream shows, wherever the page is. */
export const filterOf = (params: AnnotationsParams, now: number) => ({
  ...rangeOf(params, now),
  ...narrowingOf(params),
  ...(params.key !== "" && { keyPrefix: params.key }),
  ...(params.value !== "" && { value: params.value }),
});
