/** Instants as pages write them, in a zone and on a clock of 12 or 24 hours. */

export interface TimeStyle {
  /** IANA name; undefined: the browser's own. */
  readonly zone: string | undefined;
  readonly clock: "24 h" | "12 h";
}

/** Making one costs more than a hundred uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(style: TimeStyle, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${style.zone} ${style.clock} ${JSON.stringify(parts)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...parts,
    ...(parts.hour ? { hourCycle: style.clock === "12 h" ? "h12" : "h23" } : {}),
    ...(style.zone ? { timeZone: style.zone } : {}),
  });
  formats.set(key, made);
  return made;
}

const MINUTE = { hour: "2-digit", minute: "2-digit" } as const;
const SECOND = { ...MINUTE, second: "2-digit" } as const;
const MS = { ...SECOND, fractionalSecondDigits: 3 } as const;
const DAY = { day: "numeric", month: "short" } as const;

/** The time of day: `14:02:11`, `02:02:11 pm`; to the minute or the millisecond if asked. */
export const formatClock = (
  at: Date,
  style: TimeStyle,
  precision: "minute" | "second" | "ms" = "second",
): string => formatOf(style, precision === "ms" ? MS : precision === "minute" ? MINUTE : SECOND).format(at);

/** The calendar day: `Sunday, 22 November 2026`. */
export const formatDay = (at: Date, style: TimeStyle): string =>
  formatOf(style, { weekday: "long", ...DAY, month: "long", year: "numeric" }).format(at);

/** As short as can be told apart: `14:02:11` today, `22 Nov, 14:02` this year, `22 Nov 2025` before. */
export function formatInstant(at: Date, now: number, style: TimeStyle): string {
  const today = new Date(now);
  if (formatDay(at, style) === formatDay(today, style)) return formatClock(at, style);
  const year = (date: Date) => formatOf(style, { year: "numeric" }).format(date);
  if (year(at) !== year(today)) return formatOf(style, { ...DAY, year: "numeric" }).format(at);
  return `${formatOf(style, DAY).format(at)}, ${formatClock(at, style, "minute")}`;
}

/** All of it, with the zone: `Sunday, 22 November 2026, 14:02:11.123 UTC`. */
export const formatExact = (at: Date, style: TimeStyle): string =>
  `${formatDay(at, style)}, ${formatClock(at, style, "ms")} ${zoneAt(at, style)}`;

/** The zone's short name at an instant: `UTC`, `CET`, `GMT+5:30`. */
const zoneAt = (at: Date, style: TimeStyle): string =>
  formatOf(style, { timeZoneName: "short" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value ?? "";

/** The zone's name: `Europe/Vienna`. */
export const zoneName = ({ zone }: TimeStyle): string =>
  zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
