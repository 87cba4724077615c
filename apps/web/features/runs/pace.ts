/** How often the list asks for what changed. */

import { unlessLive } from "@/live/live";
import type { PACES } from "./search-params";

export type Pace = (typeof PACES)[number];

export const PACE_WORDS: Readonly<Record<Pace, string>> = {
  live: "Live",
  "5s": "5 s",
  "30s": "30 s",
  off: "Off",
};

const MS: Readonly<Record<Exclude<Pace, "live">, number | false>> = { "5s": 5000, "30s": 30_000, off: false };

/**
 * How a question is kept up to date, as options of its query.
 *
 * @param liveMs how often a live list asks where nobody tells of changes
 * @param isHeld rows are pointed at: they must not change meanwhile
 */
export function keptAt(pace: Pace, liveMs: number, isHeld: boolean) {
  if (pace === "live" && !isHeld) return { refetchInterval: () => unlessLive(liveMs), meta: {} };
  const ms = isHeld || pace === "live" ? false : MS[pace];
  return { refetchInterval: () => ms, meta: { live: false } };
}
