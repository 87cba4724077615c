"use client";

import { useNow } from "@/ui/clock";
import { formatInstant } from "@/ui/format-time";
import { useTimeStyle } from "@/ui/time";

/** From when on, and until when, runs are shown; a click takes the limit away. */
export function RangeChip({
  from,
  to,
  last,
  onClear,
}: {
  from: Date | null;
  to: Date | null;
  /** A span up to now, as the address has it; `from` wins. */
  last: string | null;
  onClear: () => void;
}) {
  const style = useTimeStyle();
  const now = useNow(false);
  if (from === null && to === null && last === null) return null;
  const since = from
    ? `from ${formatInstant(from, now, style)}`
    : last === "today"
      ? "today"
      : last && `last ${last}`;
  return (
    <span className="chip">
      <span className="k">created</span>
      {since} {to && `before ${formatInstant(to, now, style)}`}
      <button type="button" className="x" aria-label="Remove the time range" onClick={onClear}>
        ×
      </button>
    </span>
  );
}
