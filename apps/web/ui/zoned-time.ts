/** Clock times of a zone and the instants they stand for: what a person types and a picker shows. */

const PARTS = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
} as const;
const MINUTE_MS = 60_000;

/**
 * @param zone IANA name; undefined: the browser's own
 * @returns to the minute, as `<input type="datetime-local">` has it: `2026-01-31T14:05`
 */
export function localText(at: Date, zone: string | undefined): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    ...PARTS,
    hourCycle: "h23",
    ...(zone ? { timeZone: zone } : {}),
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const year = (parts.get("year") ?? "").padStart(4, "0");
  return `${year}-${parts.get("month")}-${parts.get("day")}T${parts.get("hour")}:${parts.get("minute")}`;
}

/**
 * The instant at which clocks in the zone show this. Of an hour that comes twice it is one of both; in an hour that is
 * left out it is the instant an hour before or after.
 *
 * @returns null if the text is no time
 */
export function instantOf(local: string, zone: string | undefined): Date | null {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted)) return null;
  let at = wanted;
  // The offset at the guess may differ from that at the result; the second step settles it.
  for (let step = 0; step < 2; step += 1) {
    at += wanted - Date.parse(`${localText(new Date(at), zone)}Z`);
  }
  return new Date(at);
}

/** When the zone's day of an instant began. */
export const startOfDay = (at: Date, zone: string | undefined): Date =>
  instantOf(`${localText(at, zone).slice(0, 10)}T00:00`, zone) ?? at;

/** An instant without its seconds: addresses and questions that are asked again say the same for a minute. */
export const toTheMinute = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
