"use client";

import type { CostFilter } from "@stageline/engine/read";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import { ClockTime, Day } from "@/ui/time";
import { CallTable } from "./call-table";

type CostCallPage = Awaited<ReturnType<ReturnType<typeof useTRPCClient>["cost"]["calls"]["query"]>>;

/** Single calls of what is shown, newest first, a page at a time. */
export function Calls({
  filter,
  isPriced,
  colourOf,
}: {
  filter: CostFilter;
  /** False: only those whose price is not known. Default: all. */
  isPriced?: false;
  colourOf: (modelId: string) => string;
}) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const asked = { ...filter, ...(isPriced === undefined ? {} : { isPriced }) };
  const list = useInfiniteQuery({
    queryKey: [...trpc.cost.calls.queryKey(asked), "pages"],
    queryFn: ({ pageParam, signal }): Promise<CostCallPage> =>
      client.cost.calls.query({ ...asked, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: null as CostCallPage["next"],
    getNextPageParam: ({ next }) => next,
  });
  const rows = list.data?.pages.flatMap((page) => page.rows);
  const readTo = list.data?.pages.at(-1)?.readTo ?? null;
  return (
    <>
      <ListState
        query={{ error: list.error as never, refetch: list.refetch }}
        rows={rows}
        words={["call", "calls"]}
        noData={
          <EmptyState title={isPriced === false ? "Every call has a price" : "No call matches"}>
            {readTo !== null && <p>Among the newest calls, that is: there are older ones.</p>}
          </EmptyState>
        }
      >
        {(calls) => (
          <CallTable
            calls={calls}
            caption={isPriced === false ? "Calls without a known price" : "Calls, newest first"}
            colourOf={colourOf}
          />
        )}
      </ListState>
      {rows && (
        <p className="more">
          <span>
            {formatCount(rows.length)} shown
            {readTo !== null && (
              <>
                , looked through back to <Day at={readTo} />, <ClockTime at={readTo} />
              </>
            )}
            {!list.hasNextPage && rows.length > 0 && ", all there are"}
          </span>
          {list.hasNextPage && (
            <button
              type="button"
              className="btn sm"
              disabled={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {readTo === null ? "Older" : "Look further back"}
            </button>
          )}
        </p>
      )}
    </>
  );
}

/** The most expensive calls of what is shown. */
export function DearCalls({
  filter,
  colourOf,
}: {
  filter: CostFilter;
  colourOf: (modelId: string) => string;
}) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.cost.dearCalls.queryOptions({ ...filter, limit: 25 }, { placeholderData: (before) => before }),
  );
  return (
    <ListState
      query={query}
      rows={query.data?.calls}
      words={["call", "calls"]}
      noData={<EmptyState title="No call of these days has cost anything" />}
    >
      {(calls) => (
        <>
          <CallTable calls={calls} caption="Most expensive calls" colourOf={colourOf} />
          {query.data?.readFrom && (
            <p className="more">
              Among the newest 10,000 calls, made since <Day at={query.data.readFrom} />,{" "}
              <ClockTime at={query.data.readFrom} />. Choose a model or fewer days to look further back.
            </p>
          )}
        </>
      )}
    </ListState>
  );
}
