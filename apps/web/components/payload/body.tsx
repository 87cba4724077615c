"use client";

import { useMemo, useState } from "react";
import { CopyButton } from "@/ui/copy-button";
import { formatCount } from "@/ui/format-number";
import { Scrollable } from "@/ui/scrollable";
import { JsonCode } from "../json-code";
import { FindBar } from "./find-bar";
import { jqText, pathOf, pathText, valueAt } from "./json-rows";
import { COLOURED_LINES, FOLDED_LINES, layoutOf } from "./ladder";
import { type LaidOut, type Mode, rowsOf } from "./laid-out";
import { TableView } from "./table-view";
import { VirtualRows } from "./virtual-rows";

/** A loaded value in the way that was chosen, as far down as was asked for. */
export function PayloadBody({
  laidOut,
  raw,
  mode,
  title,
  isWrapped,
  isFinding,
  onCloseFind,
}: {
  laidOut: LaidOut;
  /** As it is stored. */
  raw: string;
  mode: Mode;
  title: string;
  isWrapped: boolean;
  isFinding: boolean;
  onCloseFind: () => void;
}) {
  const [isUnfolded, setIsUnfolded] = useState(false);
  const { isJson } = laidOut;
  const label = `${title}, ${isJson ? "JSON" : "text"}`;
  if (mode === "table" && laidOut.table) return <TableView table={laidOut.table} label={`${title}, table`} />;
  const layout = layoutOf(laidOut.lines, isUnfolded);
  if (isFinding || mode === "tree" || (mode === "pretty" && layout === "virtual")) {
    return <Rows laidOut={laidOut} label={label} isFinding={isFinding} onCloseFind={onCloseFind} />;
  }
  const text = mode === "raw" && isJson ? raw : laidOut.text;
  const shown = layout === "folded" && mode === "pretty" ? firstLines(text, FOLDED_LINES) : text;
  return (
    <>
      {isJson && !isWrapped ? (
        <JsonCode text={shown} label={label} isColoured={laidOut.lines <= COLOURED_LINES || shown !== text} />
      ) : (
        <Scrollable className="code wrapped" label={label}>
          {shown}
        </Scrollable>
      )}
      {shown !== text && (
        <p className="note-line">
          {FOLDED_LINES} of {formatCount(laidOut.lines)} lines ·{" "}
          <button type="button" className="link" onClick={() => setIsUnfolded(true)}>
            Show all
          </button>
        </p>
      )}
    </>
  );
}

/** The value row by row: found in, folded, and copied from. */
function Rows({
  laidOut,
  label,
  isFinding,
  onCloseFind,
}: {
  laidOut: LaidOut;
  label: string;
  isFinding: boolean;
  onCloseFind: () => void;
}) {
  const [words, setWords] = useState("");
  const [current, setCurrent] = useState(0);
  const [selected, setSelected] = useState<number | null>(null);
  const rows = useMemo(() => rowsOf(laidOut), [laidOut]);
  const found = useMemo(() => {
    const what = words.toLowerCase();
    if (!isFinding || what === "") return [];
    return rows.flatMap(({ text }, index) => (text.toLowerCase().includes(what) ? [index] : []));
  }, [rows, words, isFinding]);
  const path = selected === null ? null : pathOf(rows, selected);
  return (
    <>
      {isFinding && (
        <FindBar
          words={words}
          found={found.length}
          current={current}
          onWords={(next) => {
            setWords(next);
            setCurrent(0);
          }}
          onMove={(step) => setCurrent((current + step + found.length) % Math.max(1, found.length))}
          onClose={onCloseFind}
        />
      )}
      <VirtualRows
        rows={rows}
        label={label}
        words={isFinding ? words : ""}
        at={found[current] ?? null}
        selected={selected}
        onSelect={setSelected}
      />
      {path !== null && laidOut.value !== undefined && (
        <p className="note-line row-copy">
          <span className="mono trunc" title={pathText(path)}>
            {path.length === 0 ? "the whole value" : pathText(path)}
          </span>
          <CopyButton
            className="link"
            label="Copy value"
            text={() => JSON.stringify(valueAt(laidOut.value, path), null, 2) ?? ""}
          >
            Copy value
          </CopyButton>
          <CopyButton className="link" label="Copy path" text={pathText(path)}>
            Copy path
          </CopyButton>
          <CopyButton className="link" label="Copy as jq" text={jqText(path)}>
            Copy as jq
          </CopyButton>
        </p>
      )}
    </>
  );
}

function firstLines(text: string, lines: number): string {
  let at = -1;
  for (let line = 0; line < lines; line++) {
    at = text.indexOf("\n", at + 1);
    if (at === -1) return text;
  }
  return text.slice(0, at);
}
