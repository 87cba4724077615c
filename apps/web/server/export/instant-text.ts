/** Instants in a file: complete wherever it is read, and in the zone that the page shows. */

const PARTS = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
  timeZoneName: "longOffset",
} as const;

/** Making one costs more than a hundred uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * `2026-11-23T23:45:01.123+01:00`; in UTC `2026-11-23T22:45:01.123Z`.
 *
 * @param zone IANA name; undefined: UTC
 */
export function instantText(at: Date, zone: string | undefined): string {
  if (zone === undefined || zone === "UTC") return at.toISOString();
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", { ...PARTS, timeZone: zone });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  const date = `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
  const time = `${part("hour")}:${part("minute")}:${part("second")}.${part("fractionalSecond")}`;
  return `${date}T${time}${part("timeZoneName").replace("GMT", "") || "Z"}`;
}

/** Whether there is a time zone of this name. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
