"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/trpc/client";
import { useNow } from "@/ui/clock";
import { useTimeStyle } from "@/ui/time";
import { annotationKeysOf, shownValue, TRIGGER_KEYS } from "./columns";
import { useLiveRuns } from "./live-runs";
import { keptAt } from "./pace";
import { filterOf, matchOf, type RunsParams } from "./search-params";
import { isSelecting } from "./selection/selection";
import { rangeOf } from "./strip/buckets";

const COUNT_MS = 3000;
const EMPTY_MS = 2000;
const STRIP_MS = 15_000;
const DAY_MS = 86_400_000;

/** Everything the page asks about the runs that its address names. */
export function useRuns(params: RunsParams) {
  const trpc = useTRPC();
  const { zone } = useTimeStyle();
  // Spans move with the minute; between two of them every question stays the same.
  const now = useNow(false);
  const present = { now, zone };
  const match = matchOf(params, present);
  const isHeld = isSelecting(params.sel);
  const every = (ms: number) => keptAt(params.every, ms, isHeld);
  const isFirstPage = params.older === null && params.newer === null;

  const list = useQuery(
    trpc.runs.list.queryOptions(filterOf(params, present), {
      placeholderData: keepPreviousData,
      meta: every(EMPTY_MS).meta,
      // Rows are patched in place; only an empty list waits for its first one.
      refetchInterval: (query) =>
        query.state.data?.rows.length === 0 ? every(EMPTY_MS).refetchInterval() : false,
    }),
  );
  const counts = useQuery(
    trpc.runs.countByStatus.queryOptions(match, {
      placeholderData: keepPreviousData,
      ...every(COUNT_MS),
    }),
  );
  const listed = list.data?.rows ?? [];
  const rows = useLiveRuns(listed, { pace: params.every, isHeld });
  const top = rows[0];
  const newer = useQuery(
    trpc.runs.countNewerThan.queryOptions(
      { ...match, ...(top ? { cursor: { createdAt: top.createdAt, id: top.id } } : {}) },
      {
        enabled: isFirstPage && top !== undefined && !list.isPlaceholderData,
        ...every(COUNT_MS),
      },
    ),
  );
  const values = useQuery(
    trpc.runs.values.queryOptions(
      { ids: listed.map(({ id }) => id), keys: [...TRIGGER_KEYS, ...annotationKeysOf(params.cols)] },
      { enabled: listed.length > 0, placeholderData: keepPreviousData, staleTime: COUNT_MS },
    ),
  );
  // Without a range it shows a day, or as much as the page does where runs are rare.
  const oldest = listed.at(-1)?.createdAt.getTime() ?? now;
  const start = match.from?.getTime() ?? Math.min(now - DAY_MS, isFirstPage ? oldest : now);
  const range = rangeOf(start, match.to?.getTime() ?? now);
  const histogram = useQuery(
    trpc.runs.histogram.queryOptions(
      { ...match, from: range.from, to: match.to ?? range.to, buckets: range.buckets },
      {
        enabled: list.data !== undefined,
        placeholderData: keepPreviousData,
        ...every(STRIP_MS),
      },
    ),
  );
  const known = new Map(
    values.data?.map(({ runId, key, valuePreview }) => [`${runId} ${key}`, shownValue(valuePreview)]),
  );
  const of = (runId: string, key: string) => known.get(`${runId} ${key}`);
  const trigger = (runId: string) =>
    TRIGGER_KEYS.map((key) => of(runId, key)).find((value) => value !== undefined);
  return {
    /** What narrows the list, wherever the page is. */
    match,
    list,
    rows,
    counts,
    newer: isFirstPage ? (newer.data ?? 0) : 0,
    values: { of, trigger },
    histogram,
  };
}
