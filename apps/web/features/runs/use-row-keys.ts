import { type RefObject, useRef } from "react";
import { useShortcuts } from "@/ui/shortcuts";

const idOf = (link: HTMLElement | undefined): string | undefined => link?.closest("tr")?.dataset.run;

/**
 * j and k go from row to row, o opens, x selects, Space looks into it beside the list. Where they are is where the focus
 * is: Enter and Tab work from there.
 */
export function useRowKeys({
  peeked,
  onPeek,
  onSelect,
}: {
  peeked: string | null;
  onPeek: (runId: string | null) => void;
  onSelect: (runId: string) => void;
}): RefObject<HTMLTableSectionElement | null> {
  const body = useRef<HTMLTableSectionElement>(null);
  const links = () => [...(body.current?.querySelectorAll<HTMLAnchorElement>("a.row-link") ?? [])];
  const current = () => links().findIndex((link) => link.closest("tr")?.contains(document.activeElement));
  const move = (by: 1 | -1) => {
    const all = links();
    const at = current();
    const next = at < 0 ? (by === 1 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    all[next]?.focus();
    // What is shown beside the list is the row in hand.
    if (peeked !== null) onPeek(idOf(all[next]) ?? null);
  };
  useShortcuts([
    { shortcut: "nextRow", run: () => move(1) },
    { shortcut: "previousRow", run: () => move(-1) },
    {
      shortcut: "peekRow",
      run: () => {
        const id = idOf(links()[current()]);
        if (id === undefined) return false;
        onPeek(id === peeked ? null : id);
        return true;
      },
    },
    {
      shortcut: "selectRow",
      run: () => {
        const id = idOf(links()[current()]);
        if (id === undefined) return false;
        onSelect(id);
        return true;
      },
    },
    // With the mouse: the rows themselves listen.
    { shortcut: "selectRange", run: () => false },
    {
      shortcut: "openRow",
      run: () => {
        const link = links()[current()];
        // Nothing is in hand: the key is somebody else's.
        if (link === undefined) return false;
        link.click();
        return true;
      },
    },
  ]);
  return body;
}
