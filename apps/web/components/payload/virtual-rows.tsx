"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { Icon } from "@/ui/icon";
import { jsonTokens } from "../json-text";
import { type JsonRow, rowsInSight } from "./json-rows";
import { Marked } from "./marked";

const ROW_PX = 18;
const INDENT_PX = 14;
/** Of a longer row the beginning is shown; copied is all of it. */
const MAX_ROW_CHARS = 2000;

/**
 * Rows of a long value, of which only those in sight are on the page. Arrows move, left and right fold and unfold.
 *
 * @param words marked wherever they occur
 * @param at row to scroll to, such as the current find
 */
export function VirtualRows({
  rows,
  label,
  words,
  at,
  selected,
  onSelect,
}: {
  rows: readonly JsonRow[];
  label: string;
  words: string;
  at: number | null;
  selected: number | null;
  onSelect: (row: number) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [folded, setFolded] = useState<ReadonlySet<number>>(() => new Set());
  // A find inside something folded opens it.
  const open = useMemo(
    () =>
      at === null
        ? folded
        : new Set([...folded].filter((row) => !(row < at && at <= (rows[row]?.end ?? row)))),
    [folded, at, rows],
  );
  const shown = useMemo(() => rowsInSight(rows, open), [rows, open]);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  useEffect(() => {
    if (at !== null) virtual.scrollToIndex(shown.indexOf(at), { align: "center" });
  }, [at, shown, virtual]);

  const fold = (row: number, isFolded: boolean) => {
    const next = new Set(open);
    if (isFolded) next.add(row);
    else next.delete(row);
    setFolded(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const place = selected === null ? -1 : shown.indexOf(selected);
    const row = rows[selected ?? -1];
    const go = (next: number) => {
      const to = Math.min(shown.length - 1, Math.max(0, next));
      onSelect(shown[to] ?? 0);
      virtual.scrollToIndex(to);
    };
    if (event.key === "ArrowDown") go(place + 1);
    else if (event.key === "ArrowUp") go(place - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(shown.length - 1);
    else if (event.key === "ArrowLeft" && row && selected !== null) {
      if (row.end > selected && !open.has(selected)) fold(selected, true);
      else if (row.parent >= 0) go(shown.indexOf(row.parent));
    } else if (event.key === "ArrowRight" && selected !== null) fold(selected, false);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className="code vrows"
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={selected === null ? undefined : `${id}${selected}`}
      onKeyDown={onKeyDown}
    >
      <div role="none" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const place = shown[index] ?? 0;
          const row = rows[place];
          if (row === undefined) return null;
          const canFold = row.end > place;
          const isFolded = open.has(place);
          const text = row.text.length > MAX_ROW_CHARS ? `${row.text.slice(0, MAX_ROW_CHARS)}…` : row.text;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
            <div
              key={place}
              id={`${id}${place}`}
              role="treeitem"
              aria-level={row.depth + 1}
              aria-selected={place === selected}
              aria-expanded={canFold ? !isFolded : undefined}
              tabIndex={-1}
              className={clsx("vrow", place === selected && "sel", place === at && "at")}
              style={{ transform: `translateY(${start}px)`, paddingInlineStart: 18 + row.depth * INDENT_PX }}
              onClick={() => onSelect(place)}
            >
              {canFold && (
                // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the tree do the same
                // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the tree do the same
                <span
                  className={clsx("fold", !isFolded && "rotate-90")}
                  onClick={() => fold(place, !isFolded)}
                >
                  <Icon name="right" size={14} />
                </span>
              )}
              {words === "" ? (
                jsonTokens(text).map(({ kind, text: piece }, part) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a piece of text is its place
                  <span key={part} className={kind}>
                    {piece}
                  </span>
                ))
              ) : (
                <Marked text={text} words={words} />
              )}
              {isFolded && <span className="t3"> … {row.end - place - 1} rows</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}
