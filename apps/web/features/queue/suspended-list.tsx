"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import type { JobAction } from "./job-dialog";
import { FilterChips, type JobFilters } from "./job-filters";
import { SuspendedTable } from "./suspended-table";
import { useJobs } from "./use-jobs";

const JobDialog = dynamic(() => import("./job-dialog").then((module) => module.JobDialog));

/** Stages whose earlier waits are asked for; the read model takes no more. */
const MAX_STAGES = 50;

/** Stages that wait for something outside, the next to be asked after first. */
export function SuspendedList({
  params: { wf },
  onParams,
}: {
  params: JobFilters;
  onParams: (next: Partial<JobFilters>) => void;
}) {
  const trpc = useTRPC();
  const jobs = useJobs({ state: "suspended", wf, worker: null });
  const [action, setAction] = useState<JobAction | null>(null);
  const keys = new Set(
    (jobs.rows ?? []).map(({ workflowId, stageId }) => JSON.stringify([workflowId, stageId])),
  );
  const stages = [...keys]
    .sort()
    .slice(0, MAX_STAGES)
    .map((key) => {
      const [workflowId, stageId] = JSON.parse(key) as [string, string];
      return { workflowId, stageId };
    });
  const pastWaits = useQuery(
    trpc.queue.pastWaits.queryOptions({ stages }, { enabled: stages.length > 0, staleTime: 60_000 }),
  );
  return (
    <>
      {wf !== null && (
        <div className="bar-row b">
          <FilterChips filters={{ wf, worker: null }} onDrop={onParams} />
        </div>
      )}
      <ListState
        query={jobs}
        rows={jobs.rows}
        words={["suspended job", "suspended jobs"]}
        noData={
          <EmptyState title="Nothing is suspended">
            <p>
              A stage that waits for something outside, such as a batch of AI calls, frees its slot and is
              asked after here.
            </p>
          </EmptyState>
        }
        noMatch={
          wf !== null && (
            <EmptyState title={`Nothing of ${wf} is suspended`}>
              <button type="button" className="btn" onClick={() => onParams({ wf: null })}>
                Any workflow
              </button>
            </EmptyState>
          )
        }
      >
        {(rows) => (
          <>
            <SuspendedTable
              jobs={rows}
              pastWaits={pastWaits.data ?? []}
              onAction={setAction}
              onWorkflow={(name) => onParams({ wf: name })}
            />
            <p className="more">
              Showing {formatCount(rows.length)}. What is left is an estimate from earlier waits of the same
              stage that lasted longer than this one does already.
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
