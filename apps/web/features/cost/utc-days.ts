/** UTC days as text, `2026-01-31`: what costs are kept by. */

export const DAY_MS = 86_400_000;

export const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const startOf = (day: string): Date => new Date(`${day}T00:00:00.000Z`);

export const daysAfter = (day: string, count: number): string =>
  utcDay(startOf(day).getTime() + count * DAY_MS);

/** How many days, both included. */
export const dayCount = (from: string, to: string): number =>
  Math.round((startOf(to).getTime() - startOf(from).getTime()) / DAY_MS) + 1;

export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && utcDay(Date.parse(text)) === text;

export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;

export const lastOfMonth = (day: string): string => {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return utcDay(Date.UTC(year, month, 0));
};

const formats = {
  day: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }),
  year: new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }),
};

/** `22 Nov`, or `22 Nov 2025` if it is not of the year of `today`. */
export const dayWords = (day: string, today: string): string =>
  formats[day.slice(0, 4) === today.slice(0, 4) ? "day" : "year"].format(startOf(day));

/** `1 – 22 Nov`, `29 Oct – 3 Nov`, `22 Nov`. */
export function spanWords(from: string, to: string, today: string): string {
  if (from === to) return dayWords(from, today);
  const isOneMonth = from.slice(0, 7) === to.slice(0, 7);
  return `${isOneMonth ? Number(from.slice(8)) : dayWords(from, today)} – ${dayWords(to, today)}`;
}
