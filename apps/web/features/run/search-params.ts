/** The run page's state is its address. */

import {
  createParser,
  createSerializer,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
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
  stage: parseAsString.withDefault(""),
};

export const runParams = {
  ...timelineParams,
  tab: parseAsStringLiteral(TABS).withDefault("timeline"),
  /** Row id of the selected stage's attempt. */
  sel: parseAsString,
  /** Attempt of the run to show, from 1; all when absent. */
  attempt: parseAsAttempt,
  /** Timeline: the critical path stands out. */
  path: parseAsBoolean.withDefault(false),
  /** Annotations: kind of actor, start of the key. */
  actor: parseAsString.withDefault(""),
  key: parseAsString.withDefault(""),
  /** Logs: least level, text, stage's record id. */
  level: parseAsStringLiteral(["DEBUG", "INFO", "WARN", "ERROR"] as const).withDefault("DEBUG"),
  find: parseAsString.withDefault(""),
};

export const runHref = createSerializer(runParams);
