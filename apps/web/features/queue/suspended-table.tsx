"use client";

import type { JobView, PastWaits } from "@stageline/engine/read";
import Link from "next/link";
import { IdButton } from "@/components/run-id";
import { useRowLinks } from "@/components/use-row-links";
import { useNow } from "@/ui/clock";
import { Columns } from "@/ui/columns";
import { durationText, formatCount } from "@/ui/format-number";
import { Duration, Nil } from "@/ui/number";
import type { JobAction } from "./job-dialog";
import { JobMenu } from "./job-menu";
import { waitForecast } from "./wait-forecast";
import { WholeSeconds } from "./whole-seconds";

/** One row per suspended job. Data only. */
export function SuspendedTable({
  jobs,
  pastWaits,
  onAction,
  onWorkflow,
}: {
  jobs: readonly JobView[];
  pastWaits: readonly PastWaits[];
  onAction: (action: JobAction) => void;
  onWorkflow: (workflowId: string) => void;
}) {
  const body = useRowLinks();
  const now = useNow();
  return (
    <div className="tblx queue-suspended">
      <table className="tbl">
        <caption className="sr">Suspended jobs</caption>
        <Columns widths={[160, 128, 124, 100, 64, 108, 212, null, 152]} />
        <thead>
          <tr>
            <th scope="col">Workflow</th>
            <th scope="col">Run</th>
            <th scope="col">Stage</th>
            <th scope="col" className="num">
              Waits for
            </th>
            <th scope="col" className="num">
              Polls
            </th>
            <th scope="col">Next poll</th>
            <th scope="col">Still to wait, estimate</th>
            <th scope="col">Longest it may</th>
            <th scope="col">
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {jobs.map((job) => {
            const sinceMs = (job.suspendedAt ?? job.startedAt ?? job.createdAt).getTime();
            const past = pastWaits.find(
              ({ workflowId, stageId }) => workflowId === job.workflowId && stageId === job.stageId,
            );
            return (
              <tr key={job.id} className="run-row">
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
                <td className="num">
                  <Duration ms={now - sinceMs} />
                </td>
                <td className="num">{formatCount(job.polls)}</td>
                <td className="t2">
                  {job.nextPollAt === null ? (
                    <Nil />
                  ) : job.nextPollAt.getTime() <= now ? (
                    "due"
                  ) : (
                    <>
                      in <WholeSeconds ms={job.nextPollAt.getTime() - now} />
                    </>
                  )}
                </td>
                <td>
                  <Forecast past={past} waitedMs={now - sinceMs} />
                </td>
                <td>
                  {job.maxWaitUntil === null ? (
                    <Nil />
                  ) : (
                    <MaxWait fromMs={sinceMs} untilMs={job.maxWaitUntil.getTime()} now={now} />
                  )}
                </td>
                <td className="num">
                  <JobMenu job={job} now={now} onAction={onAction} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Forecast({ past, waitedMs }: { past: PastWaits | undefined; waitedMs: number }) {
  if (past === undefined) return <Nil />;
  const forecast = waitForecast(past.waitsMs, waitedMs);
  switch (forecast.kind) {
    case "unknown":
      return <span className="t3">no earlier waits to tell from</span>;
    case "longest":
      return (
        <span className="heat-1">
          longer than {formatCount(forecast.shorter)} of {formatCount(forecast.of)} before
        </span>
      );
    case "band":
      return (
        <span
          title={`Of ${formatCount(forecast.from)} earlier waits that lasted as long: one in ten ended within ${durationText(forecast.p10Ms)}, half within ${durationText(forecast.p50Ms)}, nine in ten within ${durationText(forecast.p90Ms)}`}
        >
          <Duration ms={forecast.p50Ms} />{" "}
          <span className="t3">
            ({durationText(forecast.p10Ms)} to {durationText(forecast.p90Ms)})
          </span>
        </span>
      );
  }
}

/** How much of the longest allowed wait is used up. */
function MaxWait({ fromMs, untilMs, now }: { fromMs: number; untilMs: number; now: number }) {
  const share = Math.min(1, Math.max(0, (now - fromMs) / Math.max(1, untilMs - fromMs)));
  return (
    <span className="lease">
      <span className="hbar" aria-hidden="true">
        <i data-late={share > 0.8} style={{ width: `${share * 100}%` }} />
      </span>
      <span className="t2">
        {untilMs <= now ? (
          "over"
        ) : (
          <>
            <Duration ms={untilMs - now} /> left
          </>
        )}
      </span>
    </span>
  );
}
