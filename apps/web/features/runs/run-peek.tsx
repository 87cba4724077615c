"use client";

import Link from "next/link";
import { attemptNumber } from "@/components/attempt";
import { QueryFailed } from "@/components/list-state";
import { IdButton } from "@/components/run-id";
import { isOver, StatusIcon, StatusWord } from "@/components/status";
import { useLiveRun } from "@/features/run/live-run";
import { statusSentence } from "@/features/run/status-sentence";
import { useNow } from "@/ui/clock";
import { Icon } from "@/ui/icon";
import { Big, Duration, Price } from "@/ui/number";
import { useShortcuts } from "@/ui/shortcuts";
import { ClockTime } from "@/ui/time";

/** A run beside the list: what it is and how it goes, without leaving the page. */
export function RunPeek({ runId, onClose }: { runId: string; onClose: () => void }) {
  const { run, stages } = useLiveRun(runId);
  useShortcuts([{ shortcut: "close", run: onClose }]);
  const view = run.data;
  const now = useNow(view ? !isOver(view.status) : false);
  return (
    <aside className="run-peek" aria-label="The run in hand">
      <header className="row">
        {view && <StatusWord status={view.status} />}
        <Link className="row-name trunc" href={`/runs/${encodeURIComponent(runId)}`}>
          {view?.workflowName ?? "Run"}
        </Link>
        <span className="grow" />
        <button type="button" className="btn ghost sq" aria-label="Close" onClick={onClose}>
          <Icon name="x" size={14} />
        </button>
      </header>
      {run.isError && <QueryFailed what="the run" error={run.error} onRetry={() => void run.refetch()} />}
      {run.data === null && <p className="t2">There is no run of this id.</p>}
      {view && (
        <>
          <p>
            {statusSentence(view, stages, now)
              .map(({ text }) => text)
              .join("")}
          </p>
          <dl className="peek-facts">
            <dt>Run</dt>
            <dd>
              <IdButton id={view.id} what="run id" />
            </dd>
            <dt>Created</dt>
            <dd>
              <ClockTime at={view.createdAt} />
            </dd>
            <dt>Duration</dt>
            <dd>
              <Duration
                ms={
                  view.duration ??
                  (view.startedAt && (view.completedAt?.getTime() ?? now) - view.startedAt.getTime())
                }
              />
            </dd>
            <dt>Attempt</dt>
            <dd>{attemptNumber(view.attempt)}</dd>
            <dt>Cost</dt>
            <dd>
              <Price usd={view.totalCost} />
            </dd>
            <dt>Tokens</dt>
            <dd>
              <Big count={view.totalTokens} />
            </dd>
          </dl>
          <h2>Stages</h2>
          <ol className="peek-stages">
            {stages
              .filter(({ isCurrent }) => isCurrent)
              .map((stage) => (
                <li key={stage.id}>
                  <StatusIcon status={stage.status} />
                  <Link
                    className="trunc"
                    href={`/runs/${encodeURIComponent(runId)}?sel=${encodeURIComponent(stage.id)}`}
                  >
                    {stage.stageName}
                  </Link>
                  <span className="num">
                    <Duration ms={stage.duration} />
                  </span>
                  {stage.errorMessage && <p className="t2">{stage.errorMessage}</p>}
                </li>
              ))}
          </ol>
        </>
      )}
    </aside>
  );
}
