"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { ExportMenu } from "@/components/export-menu";
import { Page } from "@/components/frame/page";
import { ListState } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { formatCapped } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { useShortcuts } from "@/ui/shortcuts";
import { ColumnPicker, PacePicker } from "./list-options";
import { NoMatch } from "./no-match";
import { NoRuns } from "./no-runs";
import { PageOfRuns } from "./page-of-runs";
import { RangeChip } from "./range-chip";
import { RunPeek } from "./run-peek";
import { RunTable } from "./run-table";
import { SearchBar } from "./search/search-bar";
import { SearchErrors } from "./search/search-errors";
import { NO_WORDS } from "./search/suggestions";
import { AT_THE_TOP, type Filters, isFiltered, type RunsParams, runsParams } from "./search-params";
import { matchingOf } from "./selection/matching";
import type { Selection } from "./selection/selection";
import { SelectionBar } from "./selection/selection-bar";
import { useSelection } from "./selection/use-selection";
import { StatusChips } from "./status-chips";
import { OutlierStrip } from "./strip/outlier-strip";
import { TimeMenu } from "./time-menu";
import { useRuns } from "./use-runs";
import { ViewTabs } from "./views/view-tabs";

const NEWER_CAP = 100;
/** Names that occur change rarely (ms). */
const WORDS_MS = 300_000;

/** Find a run. */
export function RunsPage() {
  const trpc = useTRPC();
  const [params, setParams] = useQueryStates(runsParams, { history: "push" });
  const { match, list, rows, counts, newer, values, histogram } = useRuns(params);
  const [isSearching, setIsSearching] = useState(false);
  const workflows = useQuery(trpc.runs.workflows.queryOptions(undefined, { staleTime: 60_000 }));
  const words = useQuery(
    trpc.runs.words.queryOptions(undefined, { enabled: isSearching, staleTime: WORDS_MS }),
  );

  const narrow = (next: Partial<Filters>, history: "push" | "replace" = "push") =>
    void setParams({ ...AT_THE_TOP, ...next } as Partial<RunsParams>, { history });
  const show = (next: Partial<Omit<RunsParams, keyof Filters>>) =>
    void setParams(next as Partial<RunsParams>, { history: "replace" });
  const shownIds = rows.map(({ id }) => id);
  const select = (sel: Selection) => show({ sel });
  const selection = useSelection(params.sel, shownIds, select);
  const refresh = () => void list.refetch();
  useShortcuts([
    { shortcut: "newerRuns", run: refresh, offBecause: newer === 0 ? "There is nothing new" : undefined },
  ]);
  const groups = new Map(workflows.data?.map(({ workflowId, groups }) => [workflowId, groups]));
  const names = new Map(workflows.data?.map(({ workflowId, name }) => [workflowId, name]));

  return (
    <Page crumbs={[{ text: "Runs" }]} params={runsParams}>
      <h1 className="sr">Runs</h1>
      <ViewTabs filters={params}>
        <ColumnPicker
          cols={params.cols}
          annotationKeys={words.data?.annotationKeys ?? []}
          onOpen={() => setIsSearching(true)}
          onCols={(cols) => show({ cols })}
        />
        <ExportMenu list="runs" filter={match} />
        <PacePicker pace={params.every} onPace={(every) => show({ every })} />
      </ViewTabs>
      <div className="bar-row pb-1.5">
        <SearchBar
          search={params.q}
          onSearch={(q, isTyping) => narrow({ q }, isTyping ? "replace" : "push")}
          words={words.data ? { ...words.data, workflowNames: names } : NO_WORDS}
          onOpen={() => setIsSearching(true)}
        >
          {params.wf.map((id) => (
            <span key={id} className="chip">
              <span className="k">workflow</span>
              {names.get(id) ?? id}
              <button
                type="button"
                className="x"
                aria-label={`Remove workflow ${id}`}
                onClick={() => narrow({ wf: params.wf.filter((other) => other !== id) })}
              >
                ×
              </button>
            </span>
          ))}
          {params.alike !== null && (
            <span className="chip" title={`Runs whose error has the fingerprint ${params.alike}`}>
              <span className="k">failed alike</span>
              {params.alike.slice(0, 8)}
              <button
                type="button"
                className="x"
                aria-label="Remove: failed alike"
                onClick={() => narrow({ alike: null })}
              >
                ×
              </button>
            </span>
          )}
        </SearchBar>
        <TimeMenu range={params} onRange={narrow} />
        <Link className="btn pri h-8" href="/runs/new">
          <Icon name="plus" size={14} />
          New run
        </Link>
      </div>
      <SearchErrors search={params.q} />
      <div className="bar-row pt-0">
        <StatusChips
          counts={counts.isError ? null : counts.data}
          selected={params.status}
          onToggle={(status) =>
            narrow({
              status: params.status.includes(status)
                ? params.status.filter((other) => other !== status)
                : [...params.status, status],
            })
          }
        />
        <RangeChip
          from={params.from}
          to={params.to}
          last={params.last}
          onClear={() => narrow({ from: null, to: null, last: null })}
        />
      </div>
      {histogram.data && (
        <OutlierStrip
          histogram={histogram.data}
          measure={params.strip}
          onMeasure={(strip) => show({ strip })}
          onNarrow={(from, to) => narrow({ from, to, last: null })}
        />
      )}

      <div className="runs-and-peek">
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
          {newer > 0 && (
            <button type="button" className="pill" onClick={refresh}>
              <Icon name="up" size={14} />
              {formatCapped(newer, NEWER_CAP - 1)} new {newer === 1 ? "run" : "runs"}
            </button>
          )}
          <ListState
            query={list}
            rows={list.data && rows}
            words={["run", "runs"]}
            noData={<NoRuns />}
            narrowing={{
              word: "Last hour",
              onNarrow: () => narrow({ from: null, to: null, last: "1h" }),
            }}
            noMatch={
              isFiltered(params) && (
                <NoMatch
                  params={params}
                  withAnyStatus={
                    counts.data ? Object.values(counts.data).reduce((sum, count) => sum + count, 0) : 0
                  }
                  onChange={narrow}
                />
              )
            }
          >
            {(shown) => (
              <div
                aria-busy={list.isPlaceholderData}
                className={list.isPlaceholderData ? "opacity-60" : undefined}
              >
                <RunTable
                  runs={shown}
                  groupsOf={(id) => groups.get(id)}
                  cols={params.cols}
                  values={values}
                  peeked={params.peek}
                  onPeek={(peek) => show({ peek })}
                  selection={selection}
                />
              </div>
            )}
          </ListState>
          {(rows.length > 0 || list.data?.next || list.data?.search?.until) && (
            <PageOfRuns
              page={list.data}
              shown={rows.length}
              onPlace={(place) => void setParams({ ...place, peek: null })}
            />
          )}
        </div>
        {params.peek !== null && <RunPeek runId={params.peek} onClose={() => show({ peek: null })} />}
      </div>
      {selection.isAny && (
        <SelectionBar
          selection={params.sel}
          elsewhere={params.sel === "all" ? 0 : params.sel.filter((id) => !shownIds.includes(id)).length}
          matching={counts.data && matchingOf(match, counts.data)}
          filter={match}
          onAll={() => select("all")}
          onClear={selection.clear}
        />
      )}
    </Page>
  );
}
