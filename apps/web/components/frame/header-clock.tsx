"use client";

import { useIsAlive, useNow } from "@/ui/clock";
import { formatClock, zoneName } from "@/ui/format-time";
import { useTimeStyle } from "@/ui/time";

/** The time now, in the zone in which the page says all others. */
export function HeaderClock() {
  const now = new Date(useNow());
  const style = useTimeStyle();
  const isAlive = useIsAlive();
  return (
    <span className="s12 t2 hide-m" title="All times are in this zone. Change it under Appearance.">
      <time dateTime={now.toISOString()}>{formatClock(now, style)}</time>{" "}
      <span className="t3">{isAlive ? zoneName(style) : "UTC"}</span>
    </span>
  );
}
