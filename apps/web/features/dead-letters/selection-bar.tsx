"use client";

import { Icon } from "@/ui/icon";
import { useShortcuts } from "@/ui/shortcuts";
import type { Doing } from "./asked";
import type { ListedKind } from "./use-failures";

/** Under the list while something is selected: how much, and what can be done to it. */
export function SelectionBar({
  kind,
  words,
  isBusy,
  onAsk,
  onCopy,
  onClear,
}: {
  kind: ListedKind;
  /** "12 selected". */
  words: string;
  /** What is selected is still being gathered. */
  isBusy: boolean;
  onAsk: (doing: Doing) => void;
  /** Undefined where there is nothing to copy. */
  onCopy: (() => void) | undefined;
  onClear: () => void;
}) {
  const main = kind === "event" ? "replay" : "rerun";
  useShortcuts([
    { shortcut: "close", name: "Clear the selection", run: onClear },
    {
      command: kind === "event" ? "Replay what is selected…" : "Rerun the runs of what is selected…",
      run: () => onAsk(main),
    },
  ]);
  return (
    <section className="selection-bar" aria-label="Selected failures">
      <b className="semi">{words}</b>
      <span className="vr" />
      <button type="button" className="btn" disabled={isBusy} onClick={() => onAsk(main)}>
        {kind === "event" ? "Replay…" : "Rerun runs…"}
      </button>
      {kind === "event" && (
        <button type="button" className="btn" disabled={isBusy} onClick={() => onAsk("discard")}>
          Discard…
        </button>
      )}
      {onCopy && (
        <button type="button" className="btn" disabled={isBusy} onClick={onCopy}>
          Copy payloads
        </button>
      )}
      <span className="grow" />
      <button
        type="button"
        className="btn sq ghost"
        aria-label="Clear the selection"
        title="Clear the selection (Esc)"
        onClick={onClear}
      >
        <Icon name="x" size={14} />
      </button>
    </section>
  );
}
