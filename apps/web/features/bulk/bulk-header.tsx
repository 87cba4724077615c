import type { BulkKind, BulkPlan } from "@stageline/engine/read";
import { Actor } from "@/components/actor";
import { ExportMenu } from "@/components/export-menu";
import { IdButton } from "@/components/run-id";
import { formatCount } from "@/ui/format-number";
import { Duration } from "@/ui/number";
import { ClockTime, Day } from "@/ui/time";
import { FrozenFilter } from "./frozen-filter";
import { outcomeSentence, phaseOf } from "./outcome-sentence";
import { BulkProgress } from "./progress";
import type { ThawedAction } from "./thawed-action";
import {
  DOES_WORDS,
  isCutShort,
  OUTCOME_WORDS,
  StateWord,
  targetOf,
  targetsText,
  titleOf,
  waitingOf,
} from "./words";

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
  const { id, status, kind, actor, reason, filter, plan, total, createdAt, finishedAt } = action;
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
            isRunning ? "What waits is left alone; what is done stays done" : "It is over: nothing waits"
          }
          onClick={onAbort}
        >
          Abort
        </button>
      </div>
      <BulkProgress action={action} />
      {status === "STOPPED" && (
        <p className="note crit">
          It {outcomeSentence(action)}. {targetsText(kind, waiting)} {waiting === 1 ? "was" : "were"} left
          alone.
        </p>
      )}
      <Counts action={action} />
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
        {plan && (
          <>
            <dt>How</dt>
            <dd>{planWords(plan, kind)}</dd>
          </>
        )}
        <dt>{DOES_WORDS[kind]}</dt>
        <dd>
          {filter === null ? (
            `${targetsText(kind, total)} that were selected one by one`
          ) : (
            <span className="bulk-words">
              <FrozenFilter frozen={filter} />
              <span className="t3 s12">as of when it started</span>
            </span>
          )}
        </dd>
      </dl>
    </header>
  );
}

/** How many ended how, and what came of those that are done where that is looked at. */
function Counts({ action }: { action: ThawedAction }) {
  const { kind, status, plan, total, done, failed, skipped, succeeded, failedAgain, unclear } = action;
  const phase = phaseOf(action);
  const unknown = Math.max(0, done - succeeded - failedAgain - unclear);
  const words = OUTCOME_WORDS[targetOf(kind)];
  return (
    <p className="bulk-counts">
      <span>
        <b>{formatCount(done + failed + skipped)}</b> of {targetsText(kind, total)}
      </span>
      {plan === null ? (
        <Count of={done} word="done" />
      ) : (
        <>
          <Count of={succeeded} word={words.SUCCEEDED.toLowerCase()} />
          <Count of={failedAgain} word={words.FAILED.toLowerCase()} isBad />
          {unclear > 0 && <Count of={unclear} word={words.UNCLEAR.toLowerCase()} />}
          {unknown > 0 && <Count of={unknown} word="not known yet" />}
        </>
      )}
      <Count of={failed} word="failed" isBad />
      <Count of={skipped} word="skipped" />
      <Count of={waitingOf(action)} word={isCutShort(action) ? "left alone" : "waiting"} />
      {phase && status === "RUNNING" && (
        <span>
          now: <b>{phase}</b>
        </span>
      )}
    </p>
  );
}

const Count = ({ of, word, isBad = false }: { of: number; word: string; isBad?: boolean }) => (
  <span className={isBad && of > 0 ? "text-critical" : undefined}>
    <b>{formatCount(of)}</b> {word}
  </span>
);

/** "1, then 10, then the rest; stops when more than 20 % failed again; at most 60 a minute". */
function planWords({ phases, stopAbove, perMinute }: BulkPlan, kind: BulkKind): string {
  const how =
    phases.length === 0
      ? [`all ${targetOf(kind)}s at once`]
      : [
          `${[...phases.map(formatCount), "the rest"].join(", then ")}`,
          `stops when more than ${Math.round(stopAbove * 100)} % failed again`,
        ];
  return [...how, ...(perMinute === null ? [] : [`at most ${formatCount(perMinute)} a minute`])].join("; ");
}
