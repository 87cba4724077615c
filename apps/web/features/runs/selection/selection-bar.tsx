"use client";

import type { BulkKind } from "@stageline/engine/read";
import dynamic from "next/dynamic";
import { useState } from "react";
import { COUNT_CAP } from "@/components/count-cap";
import type { BulkTarget } from "@/features/bulk/bulk-target";
import { formatCapped, formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { useShortcuts } from "@/ui/shortcuts";
import type { Matching } from "./matching";
import { MOST_SELECTED, type Selection } from "./selection";

/** Asked for when something is to be done: most who look at the list do nothing to many runs. */
const BulkDialog = dynamic(() => import("@/features/bulk/bulk-dialog").then((module) => module.BulkDialog));

/** Under the list while something is selected: how much, and what can be done to it. */
export function SelectionBar({
  selection,
  elsewhere,
  matching,
  filter,
  onAll,
  onClear,
}: {
  selection: Selection;
  /** Of the selected runs, those on other pages of the list. */
  elsewhere: number;
  matching: Matching | undefined;
  /** What the list is narrowed to, its time range as instants. */
  filter: Extract<BulkTarget, { filter: unknown }>["filter"];
  onAll: () => void;
  onClear: () => void;
}) {
  // What is asked about is what was selected when it was asked.
  const [asked, setAsked] = useState<{ kind: BulkKind; target: BulkTarget } | null>(null);
  const ask = (kind: BulkKind) =>
    setAsked({ kind, target: selection === "all" ? { filter } : { ids: selection } });
  useShortcuts([
    { shortcut: "close", name: "Clear the selection", run: onClear },
    { command: "Rerun the selected runs…", run: () => ask("rerun") },
    { command: "Cancel the selected runs…", run: () => ask("cancel") },
  ]);
  return (
    <section className="selection-bar" aria-label="Selected runs">
      <b className="semi">
        {selection === "all" ? allWords(matching) : `${formatCount(selection.length)} selected`}
      </b>
      {elsewhere > 0 && <span className="t2 s12">{formatCount(elsewhere)} on other pages</span>}
      {selection !== "all" && selection.length >= MOST_SELECTED && (
        <span className="t2 s12">
          no more than {formatCount(MOST_SELECTED)} one by one: select all that match
        </span>
      )}
      {selection !== "all" && matching !== undefined && matching.count > selection.length && (
        <button type="button" className="link" onClick={onAll}>
          Select {allWords(matching).toLowerCase()}
        </button>
      )}
      <span className="vr" />
      <button type="button" className="btn" onClick={() => ask("rerun")}>
        Rerun…
      </button>
      <button type="button" className="btn" onClick={() => ask("cancel")}>
        Cancel…
      </button>
      <span className="t3 s12 hide-s">Live is paused</span>
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
      {asked && <BulkDialog {...asked} onStarted={() => setAsked(null)} onClose={() => setAsked(null)} />}
    </section>
  );
}

function allWords(matching: Matching | undefined): string {
  if (matching === undefined) return "All that match";
  const { count, isAtLeast } = matching;
  return `All ${formatCapped(count, COUNT_CAP)}${isAtLeast && count <= COUNT_CAP ? "+" : ""} that match`;
}
