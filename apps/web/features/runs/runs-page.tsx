"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { Page } from "@/components/frame/page";
import { EmptyState, ListState } from "@/components/list-state";
import { unlessLive } from "@/live/live";
import { useTRPC } from "@/trpc/client";
import { CopyButton } from "@/ui/copy-button";
import { formatCapped } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { SearchBar, StatusChips } from "./filter-bar";
import { useLiveRuns } from "./live-runs";
import { NoMatch } from "./no-match";
import { RangeChip } from "./range-chip";
import { RunTable } from "./run-table";
import { filterOf, isFiltered, matchOf, runsParams } from "./search-params";

const COUNT_MS = 3000;
const EMPTY_MS = 2000;
const NEWER_CAP = 100;
const MINUTE_MS = 60_000;

/** Find a run. */
export function RunsPage() {
  const trpc = useTRPC();
  const [params, setParams] = useQueryStates(runsParams, { history: "push" });
  const isFirstPage = params.older === null && params.newer === null;
  const match = matchOf(params);

  const list = useQuery(
    trpc.runs.list.queryOptions(filterOf(params), {
      placeholderData: keepPreviousData,
      // Rows are patched in place; only an empty list waits for its first one.
      refetchInterval: (query) => (query.state.data?.rows.length === 0 ? unlessLive(EMPTY_MS) : false),
    }),
  );
  const counts = useQuery(
    trpc.runs.countByStatus.queryOptions(match, {
      placeholderData: keepPreviousData,
      refetchInterval: () => unlessLive(COUNT_MS),
    }),
  );
  const workflows = useQuery(trpc.runs.workflows.queryOptions(undefined, { staleTime: 60_000 }));
  const rows = useLiveRuns(list.data?.rows ?? []);
  const top = rows[0];
  const newer = useQuery(
    trpc.runs.countNewerThan.queryOptions(
      { ...match, ...(top ? { cursor: { createdAt: top.createdAt, id: top.id } } : {}) },
      {
        enabled: isFirstPage && top !== undefined && !list.isPlaceholderData,
        refetchInterval: () => unlessLive(COUNT_MS),
      },
    ),
  );

  const change = (next: Partial<typeof params>, history: "push" | "replace" = "push") =>
    setParams({ older: null, newer: null, ...next }, { history });
  const groups = new Map(workflows.data?.map(({ workflowId, groups }) => [workflowId, groups]));

  return (
    <Page crumbs={[{ text: "Runs" }]} params={runsParams}>
      <h1 className="sr">Runs</h1>
      <div className="bar-row pb-1.5">
        <SearchBar
          text={params.q}
          onText={(q) => void change({ q }, "replace")}
          workflow={params.wf[0] ?? ""}
          workflows={workflows.data ?? []}
          onWorkflow={(id) => void change({ wf: id === "" ? [] : [id] })}
        />
        <Link className="btn pri h-8" href="/runs/new">
          <Icon name="plus" size={14} />
          New run
        </Link>
      </div>
      <div className="bar-row b pt-0">
        <StatusChips
          counts={counts.isError ? null : counts.data}
          selected={params.status}
          onToggle={(status) =>
            void change({
              status: params.status.includes(status)
                ? params.status.filter((other) => other !== status)
                : [...params.status, status],
            })
          }
        />
        <RangeChip from={params.from} to={params.to} onClear={() => void change({ from: null, to: null })} />
      </div>

      <div className="relative flex min-h-0 flex-1 flex-col">
        {isFirstPage && (newer.data ?? 0) > 0 && (
          <button type="button" className="pill" onClick={() => void list.refetch()}>
            <Icon name="up" size={14} />
            {formatCapped(newer.data ?? 0, NEWER_CAP - 1)} new {newer.data === 1 ? "run" : "runs"}
          </button>
        )}
        <ListState
          query={list}
          rows={list.data && rows}
          words={["run", "runs"]}
          noData={<NoRuns />}
          narrowing={{ word: "Last hour", onNarrow: () => void change({ from: hourAgo(), to: null }) }}
          noMatch={
            isFiltered(params) && (
              <NoMatch
                params={params}
                withAnyStatus={
                  counts.data ? Object.values(counts.data).reduce((sum, count) => sum + count, 0) : 0
                }
                onChange={(next) => void change(next)}
              />
            )
          }
        >
          {(shown) => (
            <div
              aria-busy={list.isPlaceholderData}
              className={list.isPlaceholderData ? "opacity-60" : undefined}
            >
              <RunTable runs={shown} groupsOf={(id) => groups.get(id)} />
            </div>
          )}
        </ListState>
        {rows.length > 0 && (
          <nav className="more" aria-label="Pages of the list">
            <span>{rows.length} shown, newest first</span>
            <span className="grow" />
            <PageButton
              word="Newer"
              place={list.data?.previous ?? null}
              reason="These are the newest runs"
              onGo={(place) => void setParams({ older: null, newer: place })}
            />
            <PageButton
              word="Older"
              place={list.data?.next ?? null}
              reason="There are no older runs"
              onGo={(place) => void setParams({ older: place, newer: null })}
            />
          </nav>
        )}
      </div>
    </Page>
  );
}

/** To the minute: what a link says should be readable. */
const hourAgo = () => new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 60 * MINUTE_MS);

function PageButton<Place>({
  word,
  place,
  reason,
  onGo,
}: {
  word: string;
  place: Place | null;
  /** Why there is no such page. */
  reason: string;
  onGo: (place: Place) => void;
}) {
  return (
    <button
      type="button"
      className="btn sm"
      disabled={place === null}
      title={place === null ? reason : undefined}
      onClick={() => place !== null && onGo(place)}
    >
      {word}
    </button>
  );
}

const FIRST_STEP = "npm start";

function NoRuns() {
  return (
    <EmptyState title="No runs yet">
      <p>Start a worker, then create the first run. This page fills by itself.</p>
      <div className="well flex w-full max-w-[52ch] items-center pr-1">
        <pre className="code grow">{FIRST_STEP}</pre>
        <CopyButton text={FIRST_STEP} label="Copy command" className="btn ghost sq" />
      </div>
      <Link className="btn" href="/runs/new">
        New run
      </Link>
    </EmptyState>
  );
}
