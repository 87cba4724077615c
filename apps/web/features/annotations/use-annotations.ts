"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useTRPC } from "@/trpc/client";
import { useNow } from "@/ui/clock";
import { annotationsParams, filterOf, NO_FILTERS, narrowingOf, rangeOf } from "./search-params";

const POLL_MS = 15_000;

/** What the address says, and what there is to choose from. */
export function useAnnotations() {
  const trpc = useTRPC();
  const [params, setParams] = useQueryStates(annotationsParams, { history: "push" });
  // Spans move with the minute; between two of them every question stays the same.
  const now = useNow(false);
  const range = rangeOf(params, now);
  const groups = useQuery(
    trpc.annotations.groups.queryOptions(range, {
      placeholderData: (previous) => previous,
      refetchInterval: POLL_MS,
    }),
  );
  const keys = keysByCount(groups.data?.groups ?? []);
  return {
    params,
    range,
    filter: filterOf(params, now),
    narrowing: narrowingOf(params),
    groups,
    /** That occur, the most frequent first. */
    keys,
    /** The key that is grouped by value: the chosen one, else an outcome, else the most frequent. */
    by:
      params.by !== ""
        ? params.by
        : keys.includes(params.key)
          ? params.key
          : (keys.find((key) => key.startsWith(params.key) && key.endsWith(".outcome")) ??
            keys.find((key) => key.startsWith(params.key)) ??
            keys[0] ??
            ""),
    set: (next: Partial<typeof params>, history: "push" | "replace" = "push") =>
      void setParams(next, { history }),
    clear: () => void setParams(NO_FILTERS),
  };
}

export type Annotations = ReturnType<typeof useAnnotations>;

function keysByCount(groups: readonly { readonly key: string; readonly count: number }[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { key, count } of groups) counts.set(key, (counts.get(key) ?? 0) + count);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([key]) => key);
}
