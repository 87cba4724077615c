"use client";

import { useMemo } from "react";
import { useAppearance } from "./appearance/store";
import { useIsAlive, useNow } from "./clock";
import { formatAge } from "./format-number";
import { formatClock, formatDay, formatExact, formatInstant, type TimeStyle } from "./format-time";

/** Zone and clock the viewer chose; UTC and 24 hours until the page is alive, because the server does not know them. */
export function useTimeStyle(): TimeStyle {
  const { zone, clock } = useAppearance();
  const isAlive = useIsAlive();
  return useMemo(
    () => (isAlive ? { zone: zone === "browser" ? undefined : zone, clock } : { zone: "UTC", clock: "24 h" }),
    [isAlive, zone, clock],
  );
}

/** The width in pixels of a column of `Age`s; an instant takes more than "4 m". */
export const useAgeWidth = (): number => (useAppearance().time === "absolute" ? 136 : 78);

/** When it was: how long ago, or the instant if the viewer prefers that; the other one is in the title. */
export function Age({ at }: { at: Date }) {
  const { time } = useAppearance();
  return time === "absolute" ? <Instant at={at} /> : <Ago at={at} />;
}

function Ago({ at }: { at: Date }) {
  const now = useNow();
  const { digits, unit } = formatAge(now - at.getTime());
  return (
    <time dateTime={at.toISOString()} title={formatExact(at, useTimeStyle())}>
      {digits}
      {unit && <i className="u">{unit}</i>}
    </time>
  );
}

/** The instant, as short as can be told apart from others. */
function Instant({ at }: { at: Date }) {
  const style = useTimeStyle();
  const now = useNow(false);
  const { digits, unit } = formatAge(now - at.getTime());
  const ago = unit === "" ? digits : `${digits} ${unit} ago`;
  return (
    <time dateTime={at.toISOString()} title={`${formatExact(at, style)}, ${ago}`}>
      {formatInstant(at, now, style)}
    </time>
  );
}

/** The time of day, with the full instant in the title. */
export function ClockTime({ at, withMs = false }: { at: Date; withMs?: boolean }) {
  const style = useTimeStyle();
  return (
    <time dateTime={at.toISOString()} title={formatExact(at, style)}>
      {formatClock(at, style, withMs ? "ms" : "second")}
    </time>
  );
}

/** The calendar day, for separators. */
export function Day({ at }: { at: Date }) {
  return <time dateTime={at.toISOString().slice(0, 10)}>{formatDay(at, useTimeStyle())}</time>;
}
