"use client";

import type { AnnotationView } from "@stageline/engine/read";
import clsx from "clsx";
import { type ReactNode, useState } from "react";
import { Actor } from "@/components/actor";
import { AnnotationKey } from "@/components/annotation-key";
import { AttemptBadge, attemptNumber } from "@/components/attempt";
import { Payload } from "@/components/payload";
import { Icon } from "@/ui/icon";
import { ClockTime } from "@/ui/time";
import { type Decision, type StreamItem, statedValue } from "./decisions";

/** One annotation, or the several that make a decision. */
export function AnnotationItem({
  item,
  isReplaced,
  onTime,
  of,
}: {
  item: StreamItem;
  isReplaced: boolean;
  onTime: (range: { since: Date } | { until: Date }) => void;
  /** The run it is of, where there are several. */
  of?: ReactNode;
}) {
  const head = item.kind === "decision" ? item.head : item.fact;
  const payload = item.kind === "decision" ? item.withPayload : item.fact.hasPayload ? item.fact : null;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <article className={clsx("an", isReplaced && "gone")}>
      <span className="mono t2">
        <button
          type="button"
          className="time-b"
          title="Only from here on; with Shift only what came before"
          onClick={({ shiftKey }) => onTime(shiftKey ? { until: head.createdAt } : { since: head.createdAt })}
        >
          <ClockTime at={head.createdAt} />
        </button>
      </span>
      <Actor kind={head.actorKind} id={head.actorId} version={head.actorVersion} />
      <div className="body">
        <Statement item={item} />
        {isReplaced && (
          <p className="s12 t3 mt-1">from attempt {attemptNumber(head.attempt)}, replaced by a rerun</p>
        )}
        {payload && (
          <p className="mt-1">
            <button
              type="button"
              className="link s12"
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? "Hide payload" : "Payload"}
            </button>
          </p>
        )}
        {payload && isOpen && (
          <div className="mt-1">
            <Payload kind="annotationPayload" id={payload.id} title="Payload" fileName={payload.key} />
          </div>
        )}
      </div>
      <span className="meta">
        {of}
        <span className="chip line trunc" title={head.scopeId ?? undefined}>
          {head.stageId ?? head.scope}
        </span>
        <AttemptBadge attempt={head.attempt} isOld={isReplaced} />
      </span>
    </article>
  );
}

/** What was stated, without time and actor. */
export const Statement = ({ item }: { item: StreamItem }) =>
  item.kind === "decision" ? <DecisionCard decision={item} /> : <Fact fact={item.fact} />;

/** What the annotation is about, when it is not the stage or the run itself. */
const Subject = ({ about }: { about: AnnotationView }) =>
  about.scopeId !== null && about.scope !== "run" && about.scope !== "stage" ? (
    <span className="s12 t2 min-w-0 break-all">
      <span className="t3">{about.scope}</span> {about.scopeId}
    </span>
  ) : null;

function Fact({ fact }: { fact: AnnotationView }) {
  const value = statedValue(fact);
  const isSmall = value === null || typeof value !== "object";
  return (
    <div className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1">
      <AnnotationKey name={fact.key} />
      <Subject about={fact} />
      {fact.key.startsWith("Approval.") && isSmall ? (
        <ApprovalStamp step={fact.key.slice("Approval.".length)} value={value} />
      ) : isSmall ? (
        <span className="chip code wraps">{String(value)}</span>
      ) : (
        <span className="mono t2 break-all">{fact.valuePreview}</span>
      )}
    </div>
  );
}

const REFUSED = /^(?:denied|rejected|refused|declined|false)$/i;

/** Asked for, then granted or not: `Approval.requested` `legal`, `Approval.notice` `granted`. */
function ApprovalStamp({ step, value }: { step: string; value: unknown }) {
  const isAsked =
    /^(?:requested|asked|pending)$/i.test(step) || /^(?:requested|pending)$/i.test(String(value));
  return (
    <span className="stamp">
      <Icon name={isAsked ? "clock" : REFUSED.test(String(value)) ? "x" : "check"} size={14} />
      {typeof value === "boolean" ? (value ? "Granted" : "Refused") : inWords(String(value))}
    </span>
  );
}

const inWords = (outcome: string): string => {
  const spaced = outcome.replace(/[_-]+/g, " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

function DecisionCard({
  decision: { head, outcome, confidence, rationale, alternatives, fallback, others },
}: {
  decision: Decision;
}) {
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-2.5">
        <AnnotationKey name={outcome === null ? head.key : "Decision.outcome"} />
        <Subject about={head} />
      </div>
      <div className="decision">
        {(outcome !== null || confidence !== null) && (
          <div className="dh">
            {outcome !== null && <b className="semi">{inWords(outcome)}</b>}
            {confidence !== null && (
              <span className="flex items-center gap-2">
                <span className="hbar w-24" aria-hidden="true">
                  <i style={{ width: `${confidence * 100}%`, background: "var(--text)" }} />
                </span>
                <span>
                  <span className="sr">Confidence </span>
                  <b className="med">{confidence.toFixed(2)}</b>
                </span>
              </span>
            )}
            {alternatives.length > 0 && (
              <span className="s12 t2 ml-auto flex flex-wrap gap-x-2">
                <span className="sr">Not chosen: </span>
                {alternatives.map((alternative) => (
                  <s key={alternative}>{alternative}</s>
                ))}
              </span>
            )}
          </div>
        )}
        {fallback !== null && (
          <p className="db">
            <span className="chip warn wraps">
              <Icon name="warn" size={14} />
              {fallback === "" ? "A fallback was used" : `Fallback used: ${fallback}`}
            </span>
          </p>
        )}
        {rationale !== null && <p className="db">{rationale}</p>}
        {others.map((other) => (
          <div key={other.id} className="db">
            <Fact fact={other} />
          </div>
        ))}
      </div>
    </>
  );
}
