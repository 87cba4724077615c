/** The runs in which something was stated, as a search of the list of runs. */

import { shownValue } from "@/features/runs/columns";
import { quoted } from "@/features/runs/search/tokens";
import { runsHref } from "@/features/runs/search-params";
import type { AnnotationsParams } from "./search-params";

type Stated = Pick<AnnotationsParams, "who" | "key" | "value">;

/** Longer values are cut: a run cannot be found by the beginning of one. */
const MAX_CHARS = 199;

/**
 * @param keys those that occur: a search of runs takes whole keys, and no beginnings
 * @returns tokens; null when nothing of it can be said there
 */
export function runsSearchOf({ who, key, value }: Stated, keys: ReadonlySet<string>): string | null {
  const isWhole = keys.has(key);
  const isValued = isWhole && value !== "" && value.length <= MAX_CHARS;
  const tokens = [
    ...(isWhole ? [`ann:${quoted(key)}${isValued ? `=${quoted(shownValue(value))}` : ""}`] : []),
    ...(who === "" ? [] : [`actor:${quoted(who)}`]),
  ];
  return tokens.length === 0 ? null : tokens.join(" ");
}

/** The list of runs, of about the same time: a run is created before anything is stated in it. */
export const runsWith = (
  search: string,
  { last, from, to }: Pick<AnnotationsParams, "last" | "from" | "to">,
): string => runsHref("/runs", { q: search, ...(from || to ? { from, to } : { last }) });
