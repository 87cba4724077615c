/** The run page's state is its address. */

import {
  createParser,
  createSerializer,
  parseAsBoolean,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { OVERLAYS } from "./graph/overlay-names";
import { parseViewText } from "./timeline/view";

export const TABS = [
  "timeline",
  "graph",
  "annotations",
  "calls",
  "logs",
  "artifacts",
  "events",
  "data",
] as const;
export type Tab = (typeof TABS)[number];

/** Counted from 1, as on the screen. */
const parseAsAttempt = createParser<number>({
  parse: (text) => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : null),
  serialize: String,
});

/** The timeline's own. */
export const timelineParams = {
  /** The part in view, `12000..45000`: milliseconds after the run was created; all of it when absent. */
  t: createParser<string>({ parse: (text) => (parseViewText(text) ? text : null), serialize: String }),
  /** What the axis counts: time since the start, or the time of day. */
  axis: parseAsStringLiteral(["start", "clock"] as const).withDefault("start"),
  /** The wait in the queue is drawn. */
  wait: parseAsBoolean.withDefault(true),
  /** Only stages in which something went wrong. */
  errors: parseAsBoolean.withDefault(false),
  /** Only stages whose name has this in it. */
  named: parseAsString.withDefault(""),
};

/** Annotations: kind, id and version of the actor, start of the key, scope, time, and how they are laid out. */
const annotationParams = {
  actor: parseAsString.withDefault(""),
  who: parseAsString.withDefault(""),
  ver: parseAsString.withDefault(""),
  key: parseAsString.withDefault(""),
  scope: parseAsString.withDefault(""),
  since: parseAsIsoDateTime,
  until: parseAsIsoDateTime,
  as: parseAsStringLiteral(["stream", "matrix"] as const).withDefault("stream"),
};

/** Two attempts to compare, from 1: `1..2`. */
const parseAsAttempts = createParser<readonly [number, number]>({
  parse: (text) => {
    const match = /^([1-9]\d{0,6})\.\.([1-9]\d{0,6})$/.exec(text);
    return match ? [Number(match[1]), Number(match[2])] : null;
  },
  serialize: ([before, after]) => `${before}..${after}`,
  eq: (a, b) => a[0] === b[0] && a[1] === b[1],
});

export const runParams = {
  ...timelineParams,
  tab: parseAsStringLiteral(TABS).withDefault("timeline"),
  /** Row id of the selected stage's attempt. */
  sel: parseAsString,
  /** Attempt of the run to show, from 1; all when absent. */
  attempt: parseAsAttempt,
  /** Compares two attempts instead of showing a tab. */
  diff: parseAsAttempts,
  /** Timeline: the critical path stands out. */
  path: parseAsBoolean.withDefault(false),
  ...annotationParams,
  /** AI calls: the one that is open, start of the topic, model, how it ended. */
  call: parseAsString,
  topic: parseAsString.withDefault(""),
  model: parseAsString.withDefault(""),
  ended: parseAsStringLiteral(["COMPLETED", "FAILED", "ABORTED"] as const),
  /** Logs: stage, any attempt of it. */
  stage: parseAsString.withDefault(""),
  /** Graph: what its nodes show; changes are counted from this attempt, from 1. */
  overlay: parseAsStringLiteral(OVERLAYS).withDefault("status"),
  base: parseAsAttempt,
  /** Logs: least level, text, stage's record id. */
  level: parseAsStringLiteral(["DEBUG", "INFO", "WARN", "ERROR"] as const).withDefault("DEBUG"),
  find: parseAsString.withDefault(""),
};

export const runHref = createSerializer(runParams);
