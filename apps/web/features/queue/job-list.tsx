"use client";

import type { JobTotals } from "@stageline/engine/read";
import dynamic from "next/dynamic";
import { useState } from "react";
import { EmptyState, ListState } from "@/components/list-state";
import { formatCount } from "@/ui/format-number";
import type { JobAction } from "./job-dialog";
import { FilterChips, type JobFilters } from "./job-filters";
import { JobTable } from "./job-table";
import { type ShownState, STATES } from "./search-params";
import { useJobs } from "./use-jobs";

const JobDialog = dynamic(() => import("./job-dialog").then((module) => module.JobDialog));

const NAMES: Readonly<Record<ShownState, string>> = { pending: "Pending", running: "Running", held: "Held" };
const ORDER: Readonly<Record<ShownState, string>> = {
  pending: "In the order in which they are taken.",
  running: "Those whose lease ends first on top.",
  held: "Those held longest on top.",
};

/** Live jobs that are not suspended, one state at a time. */
export function JobList({
  params: { state, wf, worker },
  totals,
  onParams,
}: {
  params: JobFilters & { readonly state: ShownState };
  totals: JobTotals | undefined;
  onParams: (next: Partial<JobFilters> & { readonly state?: ShownState }) => void;
}) {
  const jobs = useJobs({ state, wf, worker });
  const [action, setAction] = useState<JobAction | null>(null);
  const counts = totals && { pending: totals.due + totals.later, running: totals.running, held: totals.held };
  const isFiltered = wf !== null || worker !== null;
  return (
    <>
      <div className="bar-row b">
        <fieldset className="seg">
          <legend className="sr">State</legend>
          {STATES.map((one) => (
            <button
              key={one}
              type="button"
              className={one === state ? "on" : undefined}
              aria-pressed={one === state}
              onClick={() => onParams({ state: one })}
            >
              {NAMES[one]} {counts && <span className="t3">{formatCount(counts[one])}</span>}
            </button>
          ))}
        </fieldset>
        <FilterChips filters={{ wf, worker }} onDrop={onParams} />
        <span className="grow" />
        <span className="s12 t3 hide-s">{ORDER[state]}</span>
      </div>
      <ListState
        query={jobs}
        rows={jobs.rows}
        words={["job", "jobs"]}
        noData={
          <EmptyState title={`No ${NAMES[state].toLowerCase()} jobs`}>
            <p>{EMPTY[state]}</p>
          </EmptyState>
        }
        noMatch={
          isFiltered && (
            <EmptyState title={`No ${NAMES[state].toLowerCase()} job matches`}>
              <p>
                0 of {counts ? formatCount(counts[state]) : "the"} {NAMES[state].toLowerCase()} jobs.
              </p>
              <button type="button" className="btn" onClick={() => onParams({ wf: null, worker: null })}>
                Clear the filters
              </button>
            </EmptyState>
          )
        }
      >
        {(rows) => (
          <>
            <JobTable
              state={state}
              jobs={rows}
              onAction={setAction}
              onWorkflow={(name) => onParams({ wf: name })}
              onWorker={(id) => onParams({ worker: id, state: "running" })}
            />
            <p className="more">
              Showing {formatCount(rows.length)}
              {!isFiltered && counts && ` of ${formatCount(Math.max(rows.length, counts[state]))}`}
              <span className="grow" />
              {jobs.hasNextPage && (
                <button
                  type="button"
                  className="btn sm"
                  disabled={jobs.isFetchingNextPage}
                  onClick={() => void jobs.fetchNextPage()}
                >
                  Show more
                </button>
              )}
            </p>
          </>
        )}
      </ListState>
      {action && <JobDialog key={action.job.id} action={action} onClose={() => setAction(null)} />}
    </>
  );
}

const EMPTY: Readonly<Record<ShownState, string>> = {
  pending: "Every job that is due has been taken, and none waits for its time.",
  running: "No worker has a job in hand.",
  held: "No budget and no pause keeps a job from being taken.",
};
