"use client";

import { useState } from "react";
import { TimeField } from "@/features/runs/time-menu";
import type { AnnotationsParams, Span } from "./search-params";

type Range = Pick<AnnotationsParams, "from" | "to" | "last">;

const WORDS: Readonly<Record<Span, string>> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
};
const OWN = "own";

/** When it was stated: a span up to now, or from one time to another in the viewer's zone. */
export function RangeMenu({ range, onRange }: { range: Range; onRange: (range: Partial<Range>) => void }) {
  const { from, to, last } = range;
  const [isOwn, setIsOwn] = useState(false);
  const hasOwn = isOwn || from !== null || to !== null;
  return (
    <>
      <label className="input select">
        <span className="sr">Stated</span>
        <select
          value={hasOwn ? OWN : last}
          onChange={({ target: { value } }) => {
            setIsOwn(value === OWN);
            if (value !== OWN) onRange({ from: null, to: null, last: value as Span });
          }}
        >
          {Object.entries(WORDS).map(([span, words]) => (
            <option key={span} value={span}>
              {words}
            </option>
          ))}
          <option value={OWN}>From … to …</option>
        </select>
      </label>
      {hasOwn && (
        <>
          <TimeField word="From" at={from} onTime={(at) => onRange({ from: at })} />
          <TimeField word="To" at={to} onTime={(at) => onRange({ to: at })} />
        </>
      )}
    </>
  );
}
