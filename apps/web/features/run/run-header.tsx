"use client";

import type { RunView, StageView } from "@stageline/engine/read";
import Link from "next/link";
import { attemptNumber } from "@/components/attempt";
import { IdButton, shortId } from "@/components/run-id";
import { isOver, StatusWord } from "@/components/status";
import { Icon } from "@/ui/icon";
import { Big, Duration, Price } from "@/ui/number";
import { useShortcuts } from "@/ui/shortcuts";
import { ClockTime } from "@/ui/time";
import { MoreMenu } from "./more-menu";
import { statusSentence } from "./status-sentence";

const HASH_CHARS = 6;

/** What the run is, how it goes, and what can be done with it. */
export function RunHeader({
  run,
  stages,
  now,
  attempt,
  onAttempt,
  onCancel,
  onRerun,
  onCompare,
  firstStageId,
}: {
  run: RunView;
  stages: readonly StageView[];
  now: number;
  /** Shown attempt, from 1; null for all. */
  attempt: number | null;
  onAttempt: (attempt: number | null) => void;
  onCancel: () => void;
  onRerun: (stageId: string) => void;
  onCompare: () => void;
  firstStageId: string | null;
}) {
  const isEnded = isOver(run.status);
  const duration =
    run.duration ??
    (run.startedAt === null ? null : (run.completedAt?.getTime() ?? now) - run.startedAt.getTime());
  const failed = stages.find(({ isCurrent, status }) => isCurrent && status === "FAILED");
  const rerunFrom = failed?.stageId ?? firstStageId;
  const rerunReason = !isEnded
    ? "A run can be run again when it has ended. Cancel it first."
    : rerunFrom === null
      ? "This run has no stages."
      : undefined;
  return (
    <>
      <header className="rh">
        <div className="l1">
          <StatusWord status={run.status} />
          <h1 className="trunc">{run.workflowName}</h1>
          <IdButton id={run.id} what="run id" />
          <span className="dur">
            <Duration ms={duration} />
          </span>
          {run.definitionHash && (
            <span className="mono t3 hide-s" title={`Definition ${run.definitionHash}`}>
              v {run.definitionHash.slice(0, HASH_CHARS)}
            </span>
          )}
        </div>
        <div className="act">
          <button
            type="button"
            className="btn"
            disabled={rerunReason !== undefined}
            title={rerunReason}
            onClick={() => rerunFrom !== null && onRerun(rerunFrom)}
          >
            <Icon name="rerun" size={14} />
            Rerun…
          </button>
          <button
            type="button"
            className="btn"
            disabled={isEnded}
            title={isEnded ? "The run has ended." : undefined}
            onClick={onCancel}
          >
            Cancel…
          </button>
          <MoreMenu run={run} onCompare={onCompare} />
        </div>
        <div className="l2">
          <span>
            {run.startedAt ? "Started " : "Created "}
            <b>
              <ClockTime at={run.startedAt ?? run.createdAt} />
            </b>
          </span>
          <span>
            Cost{" "}
            <b>
              <Price usd={run.totalCost} />
            </b>
          </span>
          <span>
            Tokens{" "}
            <b>
              <Big count={run.totalTokens} />
            </b>
          </span>
          <AttemptSwitch last={attemptNumber(run.attempt)} shown={attempt} onShow={onAttempt} />
          {run.parentRunId && (
            <span className="hide-s">
              Copy of{" "}
              <Link className="link mono" href={`/runs/${encodeURIComponent(run.parentRunId)}`}>
                {shortId(run.parentRunId)}
              </Link>
            </span>
          )}
        </div>
      </header>
      <div className="say" data-s={run.status}>
        <p className="break-words">
          {statusSentence(run, stages, now).map(({ text, as }, index) => {
            const key = `${index}${text}`;
            if (as === "em") return <em key={key}>{text}</em>;
            if (as === "b") return <b key={key}>{text}</b>;
            return <span key={key}>{text}</span>;
          })}
        </p>
      </div>
    </>
  );
}

/** Goes through the attempts of the run; in the middle, all of them together. */
function AttemptSwitch({
  last,
  shown,
  onShow,
}: {
  last: number;
  shown: number | null;
  onShow: (attempt: number | null) => void;
}) {
  const at = shown ?? last + 1;
  const previous = at <= 1 ? "This is the first attempt" : undefined;
  const next = shown === null ? "All attempts are shown" : undefined;
  const onPrevious = () => onShow(Math.min(last, at - 1));
  const onNext = () => onShow(at >= last ? null : at + 1);
  useShortcuts(
    last === 1
      ? []
      : [
          { shortcut: "previousAttempt", run: onPrevious, offBecause: previous },
          { shortcut: "nextAttempt", run: onNext, offBecause: next },
        ],
  );
  if (last === 1)
    return (
      <span>
        Attempt <b>1</b>
      </span>
    );
  return (
    <span className="flex items-center gap-1">
      Attempt
      <button
        type="button"
        className="btn ghost sm sq"
        aria-label="Previous attempt"
        title={previous ?? "Previous attempt"}
        disabled={previous !== undefined}
        onClick={onPrevious}
      >
        <Icon name="left" size={14} />
      </button>
      <b aria-live="polite">{shown === null ? `all ${last}` : `${shown} of ${last}`}</b>
      <button
        type="button"
        className="btn ghost sm sq"
        aria-label={shown === last ? "All attempts" : "Next attempt"}
        title={next ?? (shown === last ? "All attempts" : "Next attempt")}
        disabled={next !== undefined}
        onClick={onNext}
      >
        <Icon name="right" size={14} />
      </button>
    </span>
  );
}
