"use client";

import type { DearRun, RunCosts } from "@stageline/engine/read";
import Link from "next/link";
import { AttemptBadge, attemptNumber } from "@/components/attempt";
import { EmptyState } from "@/components/list-state";
import { IdButton } from "@/components/run-id";
import { StatusWord } from "@/components/status";
import { runHref } from "@/features/run/search-params";
import { formatCount } from "@/ui/format-number";
import { Big, Duration, Nil, Price } from "@/ui/number";

/** Runs of the days shown, the most expensive first. */
export function DearRuns({ runs }: { runs: RunCosts }) {
  if (runs.dearest.length === 0) return <EmptyState title="No run of these days has cost anything" />;
  return (
    <>
      <div className="tblx">
        <table className="tbl flow cost-t">
          <caption className="sr">Most expensive runs</caption>
          <colgroup>
            <col style={{ width: 128 }} />
            <col style={{ width: 190 }} />
            <col style={{ width: 128 }} />
            <col style={{ width: 84 }} />
            <col />
            <col style={{ width: 96 }} />
            <col style={{ width: 100 }} />
            <col style={{ width: 112 }} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Status</th>
              <th scope="col">Workflow</th>
              <th scope="col">Run</th>
              <th scope="col" className="num">
                Attempt
              </th>
              <th scope="col">Largest share</th>
              <th scope="col" className="num">
                Tokens
              </th>
              <th scope="col" className="num">
                Duration
              </th>
              <th scope="col" className="num">
                Cost
                <i className="dp off" aria-hidden="true">
                  00
                </i>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.dearest.map((run) => (
              <DearRunRow key={run.id} run={run} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="more">
        {formatCount(runs.dearest.length)} of {formatCount(runs.runs)} runs created on these days
        {runs.readFrom !== null &&
          ", the newest of them; choose a workflow or fewer days to look further back"}
      </p>
    </>
  );
}

const DearRunRow = ({ run }: { run: DearRun }) => (
  <tr className="run-row">
    <td>
      <StatusWord status={run.status} />
    </td>
    <td className="trunc">
      <Link
        className="row-link med"
        href={runHref(`/runs/${encodeURIComponent(run.id)}`, { tab: "calls" })}
        title={run.workflowId}
      >
        {run.workflowId}
      </Link>
    </td>
    <td>
      <IdButton id={run.id} what="run id" />
    </td>
    <td className="num">
      {run.attempt > 0 ? (
        <AttemptBadge attempt={run.attempt} />
      ) : (
        <span className="nil">{attemptNumber(run.attempt)}</span>
      )}
    </td>
    <td className="trunc t2">
      {run.dearest === null ? (
        <Nil />
      ) : (
        `${Math.round((run.dearest.costUsd / run.costUsd) * 100)} % ${run.dearest.stageId}`
      )}
    </td>
    <td className="num t2">
      <Big count={run.tokens} />
    </td>
    <td className="num">
      <Duration ms={run.durationMs} />
    </td>
    <td className="num med">
      <Price usd={run.costUsd} aligned />
    </td>
  </tr>
);
