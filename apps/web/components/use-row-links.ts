import { type RefObject, useRef } from "react";
import { useShortcuts } from "@/ui/shortcuts";

/** j and k go from row to row, o opens. Where they are is where the focus is: Enter and Tab work from there. */
export function useRowLinks(): RefObject<HTMLTableSectionElement | null> {
  const body = useRef<HTMLTableSectionElement>(null);
  const links = () => [...(body.current?.querySelectorAll<HTMLAnchorElement>("a.row-link") ?? [])];
  const current = () => links().findIndex((link) => link.closest("tr")?.contains(document.activeElement));
  const move = (by: 1 | -1) => {
    const all = links();
    const at = current();
    const next = at < 0 ? (by === 1 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    all[next]?.focus();
  };
  useShortcuts([
    { shortcut: "nextRow", run: () => move(1) },
    { shortcut: "previousRow", run: () => move(-1) },
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
