import { type RefObject, useRef } from "react";
import { useShortcuts } from "@/ui/shortcuts";

/**
 * j and k go from row to row, o opens, x selects. Where they are is where the focus is: Enter and Tab work from there.
 *
 * @param isLooking whether the failure in hand is shown beside the list: it is then the row's, wherever that goes
 */
export function useLetterKeys({
  isLooking,
  onLook,
}: {
  isLooking: boolean;
  onLook: (letterId: string) => void;
}): RefObject<HTMLTableSectionElement | null> {
  const body = useRef<HTMLTableSectionElement>(null);
  const rows = () => [...(body.current?.querySelectorAll<HTMLTableRowElement>("tr[data-row]") ?? [])];
  const looked = () => rows().findIndex((row) => row.dataset.looked === "true");
  const current = () => {
    const focused = rows().findIndex((row) => row.contains(document.activeElement));
    return focused < 0 && isLooking ? looked() : focused;
  };
  const move = (by: 1 | -1) => {
    const all = rows();
    const at = current();
    const next = at < 0 ? (by === 1 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    const row = all[next];
    row?.querySelector<HTMLElement>(".row-link")?.focus();
    if (isLooking && row?.dataset.letter) onLook(row.dataset.letter);
  };
  const press = (selector: string) => () => {
    const control = rows()[current()]?.querySelector<HTMLElement>(selector);
    // Nothing is in hand: the key is somebody else's.
    if (!control) return false;
    control.click();
    return true;
  };
  useShortcuts([
    { shortcut: "nextRow", run: () => move(1) },
    { shortcut: "previousRow", run: () => move(-1) },
    { shortcut: "openRow", run: press(".row-link") },
    { shortcut: "selectRow", run: press('input[type="checkbox"]') },
  ]);
  return body;
}
