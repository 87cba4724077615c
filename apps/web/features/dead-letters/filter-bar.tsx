"use client";

import type { FailureKind } from "@stageline/engine/read";
import type { ReactNode } from "react";
import { shortId } from "@/components/run-id";
import { Icon } from "@/ui/icon";
import { type DeadLettersParams, type Filters, SPANS } from "./search-params";

export const SUBJECT_WORDS: Readonly<Record<FailureKind, string>> = {
  event: "type",
  job: "stage",
  run: "workflow",
};

/** What the failures are narrowed to, and how they are laid out. */
export function FilterBar({
  kind,
  params,
  onParams,
  children,
}: {
  kind: FailureKind;
  params: Filters & Pick<DeadLettersParams, "as">;
  onParams: (next: Partial<DeadLettersParams>, history?: "push" | "replace") => void;
  /** What is done to all of them. */
  children: ReactNode;
}) {
  const { last, type, alike, run, q, as } = params;
  return (
    <div className="bar-row b">
      <label className="input grow search-bar">
        <Icon name="search" size={14} />
        {type !== null && (
          <Chip word={SUBJECT_WORDS[kind]} text={type} onDrop={() => onParams({ type: null })} />
        )}
        {alike !== null && (
          <Chip word="alike" text={alike.slice(0, 8)} onDrop={() => onParams({ alike: null })} />
        )}
        {run !== null && <Chip word="run" text={shortId(run)} onDrop={() => onParams({ run: null })} />}
        <input
          type="search"
          aria-label="Part of the error"
          placeholder="Part of the error"
          maxLength={200}
          value={q}
          onChange={(event) => onParams({ q: event.target.value }, "replace")}
        />
      </label>
      <fieldset className="seg">
        <legend className="sr">Failed within</legend>
        {SPANS.map((span) => (
          <button
            key={span}
            type="button"
            className={span === last ? "on" : undefined}
            aria-pressed={span === last}
            onClick={() => onParams({ last: span })}
          >
            {span}
          </button>
        ))}
      </fieldset>
      {kind !== "run" && (
        <fieldset className="seg">
          <legend className="sr">Shown as</legend>
          {(["groups", "list"] as const).map((one) => (
            <button
              key={one}
              type="button"
              className={one === as ? "on" : undefined}
              aria-pressed={one === as}
              onClick={() => onParams({ as: one })}
            >
              {one === "groups" ? "By fingerprint" : "List"}
            </button>
          ))}
        </fieldset>
      )}
      {children}
    </div>
  );
}

const Chip = ({ word, text, onDrop }: { word: string; text: string; onDrop: () => void }) => (
  <span className="chip">
    <span className="k">{word}</span>
    <span className="trunc">{text}</span>
    <button type="button" className="x" aria-label={`Any ${word}`} onClick={onDrop}>
      ×
    </button>
  </span>
);
