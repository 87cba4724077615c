"use client";

import type { Keyset, Page } from "@stageline/engine/read";
import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import type { QueryError } from "@/components/query-error";

/**
 * A list that grows page by page, by keyset.
 *
 * tRPC's own infinite queries put a `direction` of theirs into the input, which is a word of our filters.
 *
 * @param load the page behind a place; the first one without
 * @param toward where "more" lies: the list's end, or its start for a list that shows its tail first
 * @param pollMs how often the first page is asked for again; pages further on do not change under a reader
 */
export function usePages<Row>({
  queryKey,
  load,
  toward,
  pollMs,
}: {
  queryKey: QueryKey;
  load: (cursor: Keyset | undefined, signal: AbortSignal) => Promise<Page<Row>>;
  toward: "end" | "start";
  pollMs: number | false;
}) {
  const query = useInfiniteQuery<Page<Row>, QueryError, readonly Page<Row>[], QueryKey, Keyset | undefined>({
    queryKey: [...queryKey, "pages"],
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next, previous }) => (toward === "end" ? next : previous) ?? undefined,
    select: ({ pages }) => (toward === "end" ? pages : pages.toReversed()),
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : pollMs),
  });
  return {
    ...query,
    /** Undefined until the first answer. */
    rows: query.data?.flatMap(({ rows }) => rows),
  };
}
