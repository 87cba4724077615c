"use client";

import type { JobView } from "@stageline/engine/read";
import Link from "next/link";
import { IdButton, shortId } from "@/components/run-id";
import { StatusWord } from "@/components/status";
import { useRowLinks } from "@/components/use-row-links";
import { useNow } from "@/ui/clock";
import { Columns } from "@/ui/columns";
import { Icon } from "@/ui/icon";
import { Duration } from "@/ui/number";
import type { JobAction } from "./job-dialog";
import { JobMenu } from "./job-menu";
import { Lease } from "./lease";
import type { ShownState } from "./search-params";
import { WholeSeconds } from "./whole-seconds";

/** Pixels; null takes what is left. */
const WIDTHS: Readonly<Record<ShownState, readonly (number | null)[]>> = {
  pending: [84, 180, 140, 160, 76, 100, 130, null, 146],
  running: [76, 168, 128, 132, 70, 92, 140, 124, null, 130],
  held: [84, 168, 132, 140, 116, 70, 92, 240, null, 80],
};
const NEXT: Readonly<Record<ShownState, string>> = { pending: "Next", running: "Lease", held: "Held by" };

/** The delivery that is under way, or the next one. */
const tryOf = ({ status, attempt, maxAttempts }: JobView): number =>
  Math.min(maxAttempts, status === "PENDING" ? attempt + 1 : Math.max(1, attempt));

/** One row per live job. Data only: the page owns filters, paging and what is done. */
export function JobTable({
  state,
  jobs,
  onAction,
  onWorkflow,
  onWorker,
}: {
  state: ShownState;
  jobs: readonly JobView[];
  onAction: (action: JobAction) => void;
  onWorkflow: (workflowId: string) => void;
  onWorker: (workerId: string) => void;
}) {
  const body = useRowLinks();
  const now = useNow();
  return (
    <div className="tblx queue-jobs">
      <table className="tbl">
        <caption className="sr">Jobs</caption>
        <Columns widths={WIDTHS[state]} />
        <thead>
          <tr>
            <th scope="col" className="num">
              Priority
            </th>
            <th scope="col">Workflow</th>
            <th scope="col">Run</th>
            <th scope="col">Stage</th>
            {state === "held" && <th scope="col">State</th>}
            <th scope="col" className="num">
              Try
            </th>
            <th scope="col" className="num">
              Age
            </th>
            <th scope="col">{NEXT[state]}</th>
            {state === "running" && <th scope="col">Worker</th>}
            <th scope="col">Last error</th>
            <th scope="col">
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {jobs.map((job) => (
            <tr key={job.id} className="run-row">
              <td className="num">{job.priority}</td>
              <td>
                <button
                  type="button"
                  className="row-b med relative z-1"
                  title={`Only jobs of ${job.workflowId}`}
                  onClick={() => onWorkflow(job.workflowId)}
                >
                  <span className="trunc">{job.workflowId}</span>
                </button>
              </td>
              <td>
                <IdButton id={job.runId} what="run id" />
              </td>
              <td>
                <Link className="row-link" href={`/runs/${encodeURIComponent(job.runId)}`}>
                  {job.stageName ?? job.stageId}
                </Link>
              </td>
              {state === "held" && (
                <td>
                  <StatusWord status={job.status} />
                </td>
              )}
              <td className="num t2">
                {tryOf(job)}
                <span className="t3"> of </span>
                {job.maxAttempts}
              </td>
              <td className="num">
                <Duration ms={now - job.createdAt.getTime()} />
              </td>
              <td>
                <Next job={job} now={now} />
              </td>
              {state === "running" && (
                <td>
                  {job.workerId === null ? (
                    <span className="t3">released</span>
                  ) : (
                    <button
                      type="button"
                      className="row-b mono relative z-1"
                      title={`Only jobs of worker ${job.workerId}`}
                      onClick={() => job.workerId !== null && onWorker(job.workerId)}
                    >
                      {shortId(job.workerId)}
                    </button>
                  )}
                </td>
              )}
              <td className="t2" title={job.lastError ?? undefined}>
                {job.lastError}
              </td>
              <td className="num">
                <JobMenu job={job} now={now} onAction={onAction} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** When something happens to the job by itself. */
function Next({ job, now }: { job: JobView; now: number }) {
  if (job.heldAt !== null)
    return (
      <span className="lease" title={job.holdReason ?? undefined}>
        <Icon name="lock" size={14} />
        <span className="trunc">{job.holdReason ?? "held"}</span>
      </span>
    );
  if (job.status === "RUNNING" && job.leaseUntil !== null)
    return <Lease lockedAt={job.lockedAt} until={job.leaseUntil} />;
  const inMs = job.runAt.getTime() - now;
  return inMs <= 0 ? (
    <span className="t2">due</span>
  ) : (
    <span className="t2">
      in <WholeSeconds ms={inMs} />
    </span>
  );
}
