import { Actor } from "@/components/actor";
import { ExportMenu } from "@/components/export-menu";
import { IdButton } from "@/components/run-id";
import { formatCount } from "@/ui/format-number";
import { Duration } from "@/ui/number";
import { ClockTime, Day } from "@/ui/time";
import { FrozenFilter } from "./frozen-filter";
import { BulkProgress } from "./progress";
import type { ThawedAction } from "./thawed-action";
import { runsText, StateWord, titleOf, waitingOf } from "./words";

/** What is done, how far it is, who wanted it and why, and what was frozen. */
export function BulkHeader({
  action,
  now,
  isAborting,
  onAbort,
}: {
  action: ThawedAction;
  now: number;
  isAborting: boolean;
  onAbort: () => void;
}) {
  const { id, status, kind, actor, reason, filter, total, done, failed, skipped, createdAt, finishedAt } =
    action;
  const waiting = waitingOf(action);
  const isRunning = status === "RUNNING";
  return (
    <header className="bulk-h">
      <div className="bulk-title">
        <StateWord state={status} />
        <h1 className="trunc">{titleOf(action)}</h1>
        <IdButton id={id} what="id of the bulk action" />
        <span className="grow" />
        <ExportMenu list="bulk-items" filter={{ id }} />
        <button
          type="button"
          className="btn danger"
          disabled={!isRunning || isAborting}
          title={
            isRunning ? "Runs that wait are left alone; what is done stays done" : "It is over: nothing waits"
          }
          onClick={onAbort}
        >
          Abort
        </button>
      </div>
      <BulkProgress action={action} />
      <p className="bulk-counts">
        <span>
          <b>{formatCount(done + failed + skipped)}</b> of {runsText(total)}
        </span>
        <span>
          <b>{formatCount(done)}</b> done
        </span>
        <span className={failed > 0 ? "text-critical" : undefined}>
          <b>{formatCount(failed)}</b> failed
        </span>
        <span>
          <b>{formatCount(skipped)}</b> skipped
        </span>
        <span>
          <b>{formatCount(waiting)}</b> {status === "ABORTED" ? "left alone" : "waiting"}
        </span>
      </p>
      <dl className="bulk-facts">
        <dt>Why</dt>
        <dd className="break-words">{reason ?? "No reason given"}</dd>
        <dt>Who</dt>
        <dd>
          <Actor {...actor} />
        </dd>
        <dt>When</dt>
        <dd>
          <Day at={createdAt} /> <ClockTime at={createdAt} />
          {", "}
          {finishedAt === null ? "for " : "took "}
          <Duration ms={(finishedAt?.getTime() ?? now) - createdAt.getTime()} />
        </dd>
        <dt>{kind === "cancel" ? "Cancels" : "Reruns"}</dt>
        <dd>
          {filter === null ? (
            `${runsText(total)} that were selected one by one`
          ) : (
            <span className="bulk-words">
              <FrozenFilter filter={filter} />
              <span className="t3 s12">as of when it started</span>
            </span>
          )}
        </dd>
      </dl>
    </header>
  );
}
