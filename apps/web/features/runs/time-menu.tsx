"use client";

import { useId, useState } from "react";
import { useTimeStyle } from "@/ui/time";
import { instantOf, localText } from "@/ui/zoned-time";
import type { Filters } from "./search-params";

type Range = Pick<Filters, "from" | "to" | "last">;

const SPANS = [
  ["1h", "Last hour"],
  ["24h", "Last 24 hours"],
  ["7d", "Last 7 days"],
  ["30d", "Last 30 days"],
  ["today", "Today"],
] as const;
const ANY = "any";
const OWN = "own";

/** When runs were created: a span up to now, or from one time to another in the viewer's zone. */
export function TimeMenu({ range, onRange }: { range: Range; onRange: (range: Range) => void }) {
  const { from, to, last } = range;
  const [isOwn, setIsOwn] = useState(from !== null || to !== null);
  const hasOwn = isOwn || from !== null || to !== null;
  const chosen = hasOwn ? OWN : (last ?? ANY);
  const isListed = chosen === ANY || chosen === OWN || SPANS.some(([span]) => span === chosen);
  return (
    <>
      <label className="input select h-8">
        <span className="sr">Created</span>
        <select
          value={chosen}
          onChange={({ target: { value } }) => {
            setIsOwn(value === OWN);
            if (value !== OWN) onRange({ from: null, to: null, last: value === ANY ? null : value });
          }}
        >
          <option value={ANY}>Any time</option>
          {SPANS.map(([span, words]) => (
            <option key={span} value={span}>
              {words}
            </option>
          ))}
          {!isListed && <option value={chosen}>Last {chosen}</option>}
          <option value={OWN}>From … to …</option>
        </select>
      </label>
      {hasOwn && (
        <>
          <TimeField word="From" at={from} onTime={(at) => onRange({ from: at, to, last: null })} />
          <TimeField word="To" at={to} onTime={(at) => onRange({ from, to: at, last: null })} />
        </>
      )}
    </>
  );
}

/** A minute, as clocks in the viewer's zone show it. Taken when the field is left or Enter pressed. */
export function TimeField({
  word,
  at,
  onTime,
}: {
  word: string;
  at: Date | null;
  onTime: (at: Date | null) => void;
}) {
  const { zone } = useTimeStyle();
  const id = useId();
  const shown = at === null ? "" : localText(at, zone);
  return (
    <label className="input h-8" htmlFor={id}>
      <span className="t3">{word}</span>
      <input
        key={shown}
        id={id}
        type="datetime-local"
        defaultValue={shown}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        onBlur={({ target: { value } }) => {
          if (value !== shown) onTime(value === "" ? null : instantOf(value, zone));
        }}
      />
    </label>
  );
}
