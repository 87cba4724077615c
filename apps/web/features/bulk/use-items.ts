"use client";

import type { BulkItemFilter, BulkItemPage, BulkItemView } from "@stageline/engine/read";
import { keepPreviousData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import type { QueryError } from "@/components/query-error";
import { isOver } from "@/components/status";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import type { Shown } from "./search-params";
import type { ThawedAction } from "./thawed-action";

const ASKED: Readonly<Record<Shown, Pick<BulkItemFilter, "status" | "outcome">>> = {
  all: {},
  succeeded: { outcome: ["SUCCEEDED"] },
  again: { outcome: ["FAILED"] },
  failed: { status: ["FAILED"] },
  skipped: { status: ["SKIPPED"] },
  done: { status: ["DONE"] },
  waiting: { status: ["PENDING"] },
};
const ROWS = 100;

/** How often to look what becomes of runs that were run again (ms). */
const AT_WORK_MS = 5_000;

const isAtWork = ({ runStatus }: BulkItemView): boolean => runStatus !== null && !isOver(runStatus);

/** Items of an action, page by page. The first page is asked for again while something on it can change. */
export function useItems({ id, status }: ThawedAction, shown: Shown, pollMs: number) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const isRunning = status === "RUNNING";
  const filter = { id, limit: ROWS, ...ASKED[shown] };
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
    refetchInterval: ({ state }) => {
      const [first, second] = state.data?.pages ?? [];
      if (second !== undefined) return false;
      if (isRunning) return pollMs;
      return first?.rows.some(isAtWork) ? AT_WORK_MS : false;
    },
  });
  return { ...query, rows: query.data?.flatMap(({ rows }) => rows) };
}
