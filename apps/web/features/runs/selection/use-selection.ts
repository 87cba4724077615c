"use client";

import { useRef } from "react";
import { announce } from "@/ui/announcer";
import { formatCount } from "@/ui/format-number";
import { has, isSelecting, NOTHING, type Selection, toggled, toggledShown, upTo } from "./selection";

/** What the table needs to know of the selection, and what it does to it. */
export interface RowSelection {
  readonly isAny: boolean;
  /** All rows in view, some of them, or none. */
  readonly shown: "all" | "some" | "none";
  has(id: string): boolean;
  /** @param isRange from where the selection was changed last up to here */
  toggle(id: string, isRange: boolean): void;
  toggleShown(): void;
  clear(): void;
}

/** @param shown ids of the rows in view, in order */
export function useSelection(
  selection: Selection,
  shown: readonly string[],
  onSelect: (selection: Selection) => void,
): RowSelection {
  const anchor = useRef<string | null>(null);
  const select = (next: Selection) => {
    onSelect(next);
    announce(wordsOf(next));
  };
  const count = shown.filter((id) => has(selection, id)).length;
  return {
    isAny: isSelecting(selection),
    shown: count === 0 ? "none" : count === shown.length ? "all" : "some",
    has: (id) => has(selection, id),
    toggle(id, isRange) {
      const from = anchor.current;
      select(
        isRange && from !== null ? upTo(selection, { from, to: id }, shown) : toggled(selection, id, shown),
      );
      anchor.current = id;
    },
    toggleShown: () => select(toggledShown(selection, shown)),
    clear() {
      anchor.current = null;
      select(NOTHING);
    },
  };
}

const wordsOf = (selection: Selection): string =>
  selection === "all" ? "All that match are selected" : `${formatCount(selection.length)} selected`;
