"use client";

import { useIsAlive, useNow } from "./clock";
import { formatAge } from "./format-number";

/** The viewer's own zone; UTC until the page is alive, because the server does not know it. */
const useZone = (): string | undefined => (useIsAlive() ? undefined : "UTC");

const clockOf = (date: Date, timeZone: string | undefined, withMs: boolean) =>
  new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    ...(withMs ? { fractionalSecondDigits: 3 as const } : {}),
    ...(timeZone ? { timeZone } : {}),
  }).format(date);

const dayOf = (date: Date, timeZone: string | undefined) =>
  new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    ...(timeZone ? { timeZone } : {}),
  }).format(date);

const absoluteOf = (date: Date, timeZone: string | undefined) =>
  `${dayOf(date, timeZone)}, ${clockOf(date, timeZone, true)}${timeZone ? ` ${timeZone}` : ""}`;

/** How long ago, with the full instant in the title. */
export function Age({ at }: { at: Date }) {
  const now = useNow();
  const zone = useZone();
  const { digits, unit } = formatAge(now - at.getTime());
  return (
    <time dateTime={at.toISOString()} title={absoluteOf(at, zone)}>
      {digits}
      {unit && <i className="u">{unit}</i>}
    </time>
  );
}

/** The time of day, with the full instant in the title. */
export function ClockTime({ at, withMs = false }: { at: Date; withMs?: boolean }) {
  const zone = useZone();
  return (
    <time dateTime={at.toISOString()} title={absoluteOf(at, zone)}>
      {clockOf(at, zone, withMs)}
    </time>
  );
}

/** The calendar day, for separators. */
export function Day({ at }: { at: Date }) {
  return <time dateTime={at.toISOString().slice(0, 10)}>{dayOf(at, useZone())}</time>;
}
