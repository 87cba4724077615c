/** The page's state is its address. */

import { createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const TABS = ["jobs", "suspended", "workers", "paused"] as const;
export type Tab = (typeof TABS)[number];

/** What the jobs' list shows; those that are suspended have a tab. */
export const STATES = ["pending", "running", "held"] as const;
export type ShownState = (typeof STATES)[number];

export const SPANS = ["1h", "6h", "24h", "7d"] as const;
export type Span = (typeof SPANS)[number];

export const queueParams = {
  tab: parseAsStringLiteral(TABS).withDefault("jobs"),
  state: parseAsStringLiteral(STATES).withDefault("pending"),
  /** Only jobs of a workflow. */
  wf: parseAsString,
  /** Only jobs of a worker. */
  worker: parseAsString,
  /** The time that the charts show. */
  last: parseAsStringLiteral(SPANS).withDefault("1h"),
};

export const queueHref = createSerializer(queueParams);
