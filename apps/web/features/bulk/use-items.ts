"use client";

import type { BulkItemPage } from "@stageline/engine/read";
import { keepPreviousData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import type { QueryError } from "@/components/query-error";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import type { Shown } from "./search-params";
import type { ThawedAction } from "./thawed-action";

const STATUS_OF = {
  failed: ["FAILED"],
  skipped: ["SKIPPED"],
  done: ["DONE"],
  waiting: ["PENDING"],
} as const;
const ROWS = 100;

/** Items of an action, page by page. While it runs the first page is asked for again; its end is asked for once more. */
export function useItems({ id, status }: ThawedAction, shown: Shown, pollMs: number) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const isRunning = status === "RUNNING";
  const filter = { id, limit: ROWS, ...(shown === "all" ? {} : { status: [...STATUS_OF[shown]] }) };
  const query = useInfiniteQuery<
    BulkItemPage,
    QueryError,
    readonly BulkItemPage[],
    QueryKey,
    number | undefined
  >({
    queryKey: [...trpc.bulk.items.queryKey(filter), status],
    queryFn: ({ pageParam, signal }) =>
      client.bulk.items.query(pageParam === undefined ? filter : { ...filter, after: pageParam }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    select: ({ pages }) => pages,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (isRunning && (state.data?.pages.length ?? 1) === 1 ? pollMs : false),
  });
  return { ...query, rows: query.data?.flatMap(({ rows }) => rows) };
}
