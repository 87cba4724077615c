"use client";

import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";

/** Looks for words in the rows of a value; the browser's own search sees only those in sight. */
export function FindBar({
  words,
  found,
  current,
  onWords,
  onMove,
  onClose,
}: {
  words: string;
  /** How many rows have them. */
  found: number;
  /** Which of them is shown, from 0. */
  current: number;
  onWords: (words: string) => void;
  onMove: (step: 1 | -1) => void;
  onClose: () => void;
}) {
  return (
    <search className="find-bar">
      <label className="input sm grow">
        <span className="t3">
          <Icon name="search" size={14} />
        </span>
        <span className="sr">Find in this value</span>
        <input
          type="search"
          // biome-ignore lint/a11y/noAutofocus: it was just asked for
          autoFocus
          value={words}
          maxLength={200}
          placeholder="Find in this value"
          onChange={(event) => onWords(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") onMove(event.shiftKey ? -1 : 1);
            else if (event.key === "Escape") onClose();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </label>
      <span className="s12 t3 tabular-nums" role="status">
        {words !== "" &&
          (found === 0 ? "not found" : `${formatCount(current + 1)} of ${formatCount(found)} rows`)}
      </span>
      <button
        type="button"
        className="btn ghost sm sq"
        aria-label="Previous"
        disabled={found === 0}
        onClick={() => onMove(-1)}
      >
        <Icon name="up" size={14} />
      </button>
      <button
        type="button"
        className="btn ghost sm sq"
        aria-label="Next"
        disabled={found === 0}
        onClick={() => onMove(1)}
      >
        <Icon name="down" size={14} />
      </button>
      <button type="button" className="btn ghost sm sq" aria-label="Close find" onClick={onClose}>
        <Icon name="x" size={14} />
      </button>
    </search>
  );
}
