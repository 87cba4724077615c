"use client";

import type { FoundAnnotation, FoundAnnotationPage } from "@stageline/engine/read";
import { keepPreviousData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { EmptyState, ListState } from "@/components/list-state";
import type { QueryError } from "@/components/query-error";
import { shortId } from "@/components/run-id";
import { type StreamItem, streamOf } from "@/features/run/annotations/decisions";
import { AnnotationItem } from "@/features/run/annotations/item";
import { runHref } from "@/features/run/search-params";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import { formatDay, type TimeStyle } from "@/ui/format-time";
import { ClockTime, Day, useTimeStyle } from "@/ui/time";
import { isFiltered } from "./search-params";
import type { Annotations } from "./use-annotations";

type Place = NonNullable<FoundAnnotationPage["next"]>;

/** Annotations of all runs, newest first, page by page. */
export function Stream({ annotations: { params, filter, set, clear } }: { annotations: Annotations }) {
  const query = useFound(filter);
  const pages = query.data ?? [];
  const rows = query.data && pages.flatMap((page) => page.rows);
  const isSearching = rows?.length === 0 && query.hasNextPage;
  return (
    <ListState
      query={query}
      // Nothing yet, and more to look through, is no empty list.
      rows={rows}
      words={["annotation", "annotations"]}
      narrowing={{ word: "Last hour", onNarrow: () => set({ last: "1h", from: null, to: null }) }}
      noData={<NoAnnotations />}
      noMatch={
        isSearching ? (
          <EmptyState title="Nothing found so far">
            <Further query={query} pages={pages} shown={0} />
          </EmptyState>
        ) : (
          isFiltered(params) && (
            <EmptyState title="No annotation matches">
              <button type="button" className="btn" onClick={clear}>
                Clear filters
              </button>
            </EmptyState>
          )
        )
      }
    >
      {(shown) => (
        <div
          className={query.isPlaceholderData ? "stream opacity-60" : "stream"}
          aria-busy={query.isPlaceholderData}
        >
          <Items rows={shown} onTime={(from, to) => set({ from, to })} />
          <div className="more">
            <Further query={query} pages={pages} shown={shown.length} />
          </div>
        </div>
      )}
    </ListState>
  );
}

function useFound(filter: Annotations["filter"]) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  return useInfiniteQuery<
    FoundAnnotationPage,
    QueryError,
    readonly FoundAnnotationPage[],
    QueryKey,
    Place | undefined
  >({
    queryKey: [...trpc.annotations.search.queryKey(filter), "pages"],
    queryFn: ({ pageParam, signal }) =>
      client.annotations.search.query(pageParam ? { ...filter, cursor: pageParam } : filter, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    select: ({ pages }) => pages,
    placeholderData: keepPreviousData,
  });
}

/** How much is shown and was looked through, and the way on. */
function Further({
  query,
  pages,
  shown,
}: {
  query: ReturnType<typeof useFound>;
  pages: readonly FoundAnnotationPage[];
  shown: number;
}) {
  const search = pages.at(-1)?.search;
  const looked = pages.reduce((sum, page) => sum + (page.search?.rows ?? 0), 0);
  return (
    <>
      <span>
        {shown > 0 &&
          (query.hasNextPage
            ? `${formatCount(shown)} shown, newest first · `
            : `All ${formatCount(shown)} shown`)}
        {search && (
          <span className="t2">
            {shown > 0 && !query.hasNextPage && " · "}looked through {formatCount(looked)}
            {search.until && (
              <>
                {" "}
                down to <Day at={search.until} />, <ClockTime at={search.until} />
              </>
            )}
          </span>
        )}
      </span>
      {query.hasNextPage && (
        <button
          type="button"
          className="btn sm"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {search?.until ? "Look further" : "Older"}
        </button>
      )}
    </>
  );
}

function Items({
  rows,
  onTime,
}: {
  rows: readonly FoundAnnotation[];
  onTime: (from: Date | null, to: Date | null) => void;
}) {
  const style = useTimeStyle();
  const found = new Map(rows.map((row) => [row.id, row]));
  return streamOf(rows).map((item, index, items) => {
    const { createdAt, id } = headOf(item);
    const row = found.get(id);
    return (
      <div key={item.id}>
        {dayOf(item, style) !== dayOf(items[index - 1], style) && (
          <h2 className="day">
            <Day at={createdAt} />
          </h2>
        )}
        <AnnotationItem
          item={item}
          isReplaced={row?.isReplaced ?? false}
          onTime={(range) => ("since" in range ? onTime(range.since, null) : onTime(null, range.until))}
          of={row && <RunLink row={row} />}
        />
      </div>
    );
  });
}

const RunLink = ({ row: { workflowRunId, workflowName } }: { row: FoundAnnotation }) => (
  <Link
    className="link s12 trunc"
    href={runHref(`/runs/${encodeURIComponent(workflowRunId)}`, { tab: "annotations" })}
    prefetch={false}
    title={`${workflowName} ${workflowRunId}`}
  >
    {workflowName} <span className="mono">{shortId(workflowRunId)}</span>
  </Link>
);

const headOf = (item: StreamItem) => (item.kind === "decision" ? item.head : item.fact);
const dayOf = (item: StreamItem | undefined, style: TimeStyle): string | null =>
  item === undefined ? null : formatDay(headOf(item).createdAt, style);

const NoAnnotations = () => (
  <EmptyState title="No annotations in this time">
    <p>
      A stage states facts with <span className="mono">ctx.annotate(key, value)</span>: decisions,
      classifications, who asked. A longer time may have some.
    </p>
  </EmptyState>
);
