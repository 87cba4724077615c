"use client";

import { Icon } from "@/ui/icon";
import { useShortcuts } from "@/ui/shortcuts";
import type { Asked } from "./asked";
import { firstLine, type Letter } from "./letter";
import { LetterDetails } from "./letter-details";
import { ReplayForm } from "./replay-form";

/** Beside the list: what is about to be replayed, and the failure in hand. */
export function LettersSide({
  asked,
  letter,
  place,
  onDiscard,
  onStarted,
  onClose,
}: {
  asked: Asked | null;
  /** Null: none; undefined: not on this page. */
  letter: Letter | null | undefined;
  /** "1 of 9". */
  place: string | null;
  onDiscard: () => void;
  onStarted: () => void;
  onClose: () => void;
}) {
  useShortcuts([{ shortcut: "close", run: onClose }]);
  const title = asked?.title ?? (letter ? firstLine(letter.error) || letter.subject : "Replay");
  return (
    <aside className="insp letters-side" aria-label="The failures in hand">
      <header className="blk insp-h">
        <h2 className="semi trunc" title={title}>
          {title}
        </h2>
        <span className="grow" />
        <button
          type="button"
          className="btn sq ghost"
          aria-label="Close"
          title="Close (Esc)"
          onClick={onClose}
        >
          <Icon name="x" size={14} />
        </button>
      </header>
      {asked && (
        <ReplayForm
          key={JSON.stringify(asked.target)}
          asked={asked}
          onDiscard={onDiscard}
          onStarted={onStarted}
        />
      )}
      {letter && <LetterDetails letter={letter} place={place} />}
      {letter === undefined && (
        <p className="blk t2">
          What the address names is not on this page of the list: it may have been published, discarded or
          failed at another time since.
        </p>
      )}
    </aside>
  );
}
