"use client";

import type { RunView, StageView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { AttemptBadge } from "@/components/attempt";
import { Payload } from "@/components/payload";
import { isOver, STATUS_APPEARANCE, StatusIcon } from "@/components/status";
import { useTRPC } from "@/trpc/client";
import { CopyButton } from "@/ui/copy-button";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Big, Nil, Price } from "@/ui/number";
import { ClockTime } from "@/ui/time";
import { streamOf } from "../annotations/decisions";
import { Statement } from "../annotations/item";
import { pollMs } from "../live-run";
import { segmentsOf } from "../timeline/segments";
import { TimeSpent } from "./time-spent";

const ANNOTATIONS = 6;

/** One attempt of one stage: where its time went, what it cost, said, gave, and how it failed. */
export function Inspector({
  run,
  stage,
  now,
  onClose,
  onRerun,
}: {
  run: RunView;
  stage: StageView;
  now: number;
  onClose: () => void;
  onRerun: () => void;
}) {
  const canRerun = isOver(run.status);
  return (
    <aside className="insp" aria-label={`${stage.stageName}, details`}>
      <span className="drag" aria-hidden="true" />
      <header className="blk insp-h">
        <StatusIcon status={stage.status} />
        <h2 className="semi trunc text-15">{stage.stageName}</h2>
        <span className="t3 s12 whitespace-nowrap">group {stage.executionGroup}</span>
        {(stage.attempt > 0 || !stage.isCurrent) && (
          <AttemptBadge attempt={stage.attempt} isOld={!stage.isCurrent} />
        )}
        <span className="grow" />
        <CopyButton
          text={() => window.location.href}
          label="Copy link to this stage"
          className="btn ghost sq"
        >
          <Icon name="link" size={14} />
        </CopyButton>
        <button
          type="button"
          className="btn ghost sq"
          aria-label="Close details"
          title="Close (Esc)"
          onClick={onClose}
        >
          <Icon name="x" size={14} />
        </button>
      </header>
      <div className="blk flex flex-wrap items-center gap-3">
        <button
          type="button"
          className="btn"
          disabled={!canRerun}
          title={canRerun ? undefined : "A run can be run again when it has ended. Cancel it first."}
          onClick={onRerun}
        >
          <Icon name="rerun" size={14} />
          Rerun from here…
        </button>
        <span className="t2">
          {stage.heldAt ? "Held" : STATUS_APPEARANCE[stage.status].word}
          {!stage.isCurrent && ", replaced by a rerun"}
        </span>
      </div>
      {stage.holdReason && (
        <div className="blk">
          <div className="label">
            Held
            {stage.heldAt && (
              <span className="end">
                since <ClockTime at={stage.heldAt} />
              </span>
            )}
          </div>
          <p className="note break-words">{stage.holdReason}</p>
        </div>
      )}
      {stage.errorMessage && (
        <div className="blk">
          <div className="label">
            {stage.status === "FAILED" ? "Error" : "Last error"}
            {stage.errorCode && <span className="end mono">{stage.errorCode}</span>}
          </div>
          <p className={clsx("note break-words whitespace-pre-wrap", stage.status === "FAILED" && "crit")}>
            {stage.errorMessage}
          </p>
        </div>
      )}
      <TimeSpent segments={segmentsOf(stage, now)} />
      <div className="blk">
        <div className="label">Facts</div>
        <dl className="kv">
          <dt>Queued</dt>
          <dd>
            <ClockTime at={stage.queuedAt ?? stage.createdAt} withMs />
          </dd>
          <dt>Started</dt>
          <dd>{stage.startedAt ? <ClockTime at={stage.startedAt} withMs /> : <Nil />}</dd>
          <dt>Ended</dt>
          <dd>{stage.completedAt ? <ClockTime at={stage.completedAt} withMs /> : <Nil />}</dd>
          {stage.nextPollAt && (
            <>
              <dt>Next poll</dt>
              <dd>
                <ClockTime at={stage.nextPollAt} />{" "}
                <span className="t3">after {formatCount(stage.pollCount)} polls</span>
              </dd>
            </>
          )}
          <dt>Retries</dt>
          <dd>{Math.max(0, stage.deliveries - 1)}</dd>
          {stage.workerId && (
            <>
              <dt>Worker</dt>
              <dd className="mono trunc" title={stage.workerId}>
                {stage.workerId}
              </dd>
            </>
          )}
          {stage.progressText && stage.status === "RUNNING" && (
            <>
              <dt>Progress</dt>
              <dd className="break-words">{stage.progressText}</dd>
            </>
          )}
        </dl>
      </div>
      <Cost run={run} stage={stage} />
      <Stated run={run} stage={stage} />
      <div className="blk border-0">
        <div className="label">
          Output{stage.outputKey && <span className="end mono trunc">{stage.outputKey}</span>}
        </div>
        {stage.outputChars === null ? (
          <p className="t3">
            {stage.status === "COMPLETED"
              ? "The stage gave nothing."
              : "A stage has an output when it has completed."}
          </p>
        ) : (
          <Payload
            key={stage.id}
            kind="stageOutput"
            id={stage.id}
            title="Output"
            chars={stage.outputChars}
            fileName={`${stage.stageId}-output`}
          />
        )}
      </div>
    </aside>
  );
}

function Cost({ run, stage }: { run: RunView; stage: StageView }) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.run.aiCallTotals.queryOptions(
      { runId: run.id, stageId: stage.stageId, attempt: stage.attempt },
      { refetchInterval: pollMs(stage.status) },
    ),
  );
  return (
    <div className="blk">
      <div className="label">
        Cost
        <span className="end fact">
          <Price usd={data?.cost ?? stage.cost} />
        </span>
      </div>
      {data && data.calls > 0 ? (
        <p className="t2">
          {formatCount(data.calls)} AI {data.calls === 1 ? "call" : "calls"}, <Big count={data.inputTokens} />{" "}
          tokens in, <Big count={data.outputTokens} /> out
          {data.unpricedCalls > 0 && `, ${formatCount(data.unpricedCalls)} without a known price`}
        </p>
      ) : (
        <p className="t3">{data ? "No AI calls." : "…"}</p>
      )}
    </div>
  );
}

function Stated({ run, stage }: { run: RunView; stage: StageView }) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.run.annotations.queryOptions(
      { runId: run.id, stageRecordId: stage.id, limit: ANNOTATIONS },
      { refetchInterval: pollMs(stage.status) },
    ),
  );
  if (data === undefined || data.rows.length === 0) return null;
  return (
    <div className="blk">
      <div className="label">
        Annotations
        {data.next && <span className="end">first {ANNOTATIONS}; the tab has all</span>}
      </div>
      <ul className="grid gap-3">
        {streamOf(data.rows).map((item) => (
          <li key={item.id}>
            <Statement item={item} />
          </li>
        ))}
      </ul>
    </div>
  );
}
