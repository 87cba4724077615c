"use client";

import type { RunListItem } from "@stageline/engine/read";
import clsx from "clsx";
import Link from "next/link";
import type { MouseEvent, ReactNode } from "react";
import { AttemptBadge, attemptNumber } from "@/components/attempt";
import { IdButton } from "@/components/run-id";
import { RunStrip } from "@/components/run-strip";
import { isOver, StatusWord } from "@/components/status";
import { useNow } from "@/ui/clock";
import { Big, Duration, Nil, Price } from "@/ui/number";
import { Age, ClockTime, useAgeWidth } from "@/ui/time";
import { annotationKeysOf, isOptionalColumn, OPTIONAL_COLUMNS, type OptionalColumn } from "./columns";
import { heatOf } from "./heat";
import { SelectBox } from "./selection/select-box";
import type { RowSelection } from "./selection/use-selection";
import { usePrefetchedRun } from "./use-prefetched-run";
import { useRowKeys } from "./use-row-keys";

/** How long the run took, or takes so far; null before it starts. */
const durationOf = (run: RunListItem, now: number): number | null => {
  if (run.duration !== null) return run.duration;
  if (run.startedAt === null) return null;
  return (run.completedAt?.getTime() ?? now) - run.startedAt.getTime();
};

const EXTRAS: Readonly<
  Record<
    OptionalColumn,
    { readonly width: number; readonly isNumber?: true; cell(run: RunListItem): ReactNode }
  >
> = {
  priority: { width: 76, isNumber: true, cell: ({ priority }) => priority },
  created: { width: 150, cell: ({ createdAt }) => <ClockTime at={createdAt} /> },
  ended: {
    width: 150,
    cell: ({ completedAt }) => (completedAt === null ? <Nil /> : <ClockTime at={completedAt} />),
  },
};

/** What was annotated to the runs of the page. */
export interface RunValues {
  /** Who or what asked for it. */
  trigger(runId: string): string | undefined;
  of(runId: string, key: string): string | undefined;
}

/** Shift and a click anywhere in a row selects up to it, where a link would open another window. */
function rangeClicks(select: () => void) {
  const isRange = ({ shiftKey, target }: MouseEvent) =>
    shiftKey && target instanceof Element && target.closest(".select-box") === null;
  return {
    // Else the text between the two clicks would be marked.
    onMouseDown(event: MouseEvent) {
      if (event.shiftKey) event.preventDefault();
    },
    onClickCapture(event: MouseEvent) {
      if (!isRange(event)) return;
      event.preventDefault();
      event.stopPropagation();
      select();
    },
  };
}

/** One row per run, newest first. Data only: the page owns filters, polling and navigation. */
export function RunTable({
  runs,
  groupsOf,
  cols,
  values,
  peeked,
  onPeek,
  selection,
}: {
  runs: readonly RunListItem[];
  /** Optional columns, in order. */
  cols: readonly string[];
  values: RunValues;
  /** Id of the run shown beside the list. */
  peeked: string | null;
  onPeek: (runId: string | null) => void;
  selection: RowSelection;
  /** How many groups a workflow has, where a definition is known. */
  groupsOf: (workflowId: string) => number | undefined;
}) {
  const now = useNow(runs.some(({ status }) => !isOver(status)));
  const heatOfCost = heatOf(runs.map(({ totalCost }) => totalCost));
  const heatOfDuration = heatOf(runs.map((run) => durationOf(run, now) ?? 0));
  const ageWidth = useAgeWidth();
  const body = useRowKeys({ peeked, onPeek, onSelect: (id) => selection.toggle(id, false) });
  const prefetch = usePrefetchedRun();
  const keys = annotationKeysOf(cols);
  const extras = cols.filter(isOptionalColumn);
  return (
    <div className="tblx">
      <table className="tbl runs">
        <caption className="sr">Runs, newest first</caption>
        <colgroup>
          <col style={{ width: 44 }} />
          <col style={{ width: 128 }} />
          <col style={{ width: 170 }} />
          <col style={{ width: 124 }} />
          <col style={{ width: ageWidth }} />
          <col style={{ width: 92 }} />
          <col style={{ width: 146 }} />
          <col className="c-at" style={{ width: 70 }} />
          <col style={{ width: 96 }} />
          <col className="c-to" style={{ width: 82 }} />
          <col style={{ width: 96 }} />
          {extras.map((name) => (
            <col key={name} style={{ width: EXTRAS[name].width }} />
          ))}
          {keys.map((key) => (
            <col key={key} style={{ width: 150 }} />
          ))}
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" className="c-se">
              <SelectBox
                label="Select all runs in view"
                state={selection.shown}
                onToggle={selection.toggleShown}
              />
            </th>
            <th scope="col">Status</th>
            <th scope="col">Workflow</th>
            <th scope="col">Run</th>
            <th scope="col" className="num" aria-sort="descending">
              Started
            </th>
            <th scope="col" className="num">
              Duration
            </th>
            <th scope="col">Stages</th>
            <th scope="col" className="c-at num">
              Attempt
            </th>
            <th scope="col" className="num">
              Cost
              <i className="dp off" aria-hidden="true">
                00
              </i>
            </th>
            <th scope="col" className="c-to num">
              Tokens
            </th>
            <th scope="col">Trigger</th>
            {extras.map((name) => (
              <th key={name} scope="col" className={EXTRAS[name].isNumber ? "num" : undefined}>
                {OPTIONAL_COLUMNS[name]}
              </th>
            ))}
            {keys.map((key) => (
              <th key={key} scope="col" title={key}>
                {key}
              </th>
            ))}
            <th scope="col">Error</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {runs.map((run) => {
            const duration = durationOf(run, now);
            return (
              <tr
                key={run.id}
                className={clsx("run-row", (run.id === peeked || selection.has(run.id)) && "sel")}
                data-run={run.id}
                {...prefetch(run.id)}
                {...rangeClicks(() => selection.toggle(run.id, true))}
              >
                <td className="c-se">
                  <SelectBox
                    label={`Select ${run.workflowName} ${run.id}`}
                    state={selection.has(run.id) ? "all" : "none"}
                    onToggle={(isRange) => selection.toggle(run.id, isRange)}
                  />
                </td>
                <td className="c-st">
                  <StatusWord status={run.status} />
                </td>
                <td className="c-wf trunc">
                  <Link
                    className="row-link med"
                    href={`/runs/${encodeURIComponent(run.id)}`}
                    title={run.workflowName}
                  >
                    {run.workflowName}
                  </Link>
                </td>
                <td className="c-id">
                  <IdButton id={run.id} what="run id" />
                </td>
                <td className="c-ag num t2">
                  <Age at={run.startedAt ?? run.createdAt} />
                </td>
                <td className={`c-du num ${heatOfDuration(duration)}`}>
                  <Duration ms={duration} />
                </td>
                <td className="c-sp">
                  <RunStrip groups={run.strip} expected={groupsOf(run.workflowId)} />
                </td>
                <td className="c-at num">
                  {run.attempt > 0 ? (
                    <AttemptBadge attempt={run.attempt} />
                  ) : (
                    <span className="nil">{attemptNumber(run.attempt)}</span>
                  )}
                </td>
                <td className={`c-co num ${heatOfCost(run.totalCost)}`}>
                  <Price usd={run.totalCost} aligned />
                </td>
                <td className="c-to num t2">
                  {run.totalTokens === 0 && !isOver(run.status) ? <Nil /> : <Big count={run.totalTokens} />}
                </td>
                <td className="c-tr t2 mono trunc">{values.trigger(run.id)}</td>
                {extras.map((name) => (
                  <td key={name} className={EXTRAS[name].isNumber ? "num t2" : "t2"}>
                    {EXTRAS[name].cell(run)}
                  </td>
                ))}
                {keys.map((key) => (
                  <td key={key} className="trunc" title={values.of(run.id, key)}>
                    {values.of(run.id, key) ?? <Nil />}
                  </td>
                ))}
                <td className="c-er trunc t2" title={run.errorMessage ?? undefined}>
                  {run.errorMessage}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
