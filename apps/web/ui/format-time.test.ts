import { expect, test } from "vitest";
import { formatClock, formatDay, formatExact, formatInstant } from "./format-time";

const at = new Date("2026-11-22T23:30:05.123Z");
const now = new Date("2026-11-22T23:59:00Z").getTime();
const utc = { zone: "UTC", clock: "24 h" } as const;
const tokyo = { zone: "Asia/Tokyo", clock: "24 h" } as const;

test("the zone moves the hour and the day", () => {
  expect([formatClock(at, utc), formatClock(at, tokyo)]).toEqual(["23:30:05", "08:30:05"]);
  // Whether a comma follows the weekday is the runtime's affair.
  expect(formatDay(at, utc)).toMatch(/^Sunday,? 22 November 2026$/);
  expect(formatDay(at, tokyo)).toMatch(/^Monday,? 23 November 2026$/);
});

test("a clock of twelve hours says which half of the day, and midnight is 12", () => {
  const twelve = { ...utc, clock: "12 h" } as const;

  expect(formatClock(at, twelve)).toBe("11:30:05 pm");
  expect(formatClock(new Date("2026-11-22T00:00:00Z"), twelve, "minute")).toBe("12:00 am");
  expect(formatClock(new Date("2026-11-22T00:00:00Z"), utc, "minute")).toBe("00:00");
});

test("an instant is as long as it must be", () => {
  const earlier = (iso: string) => formatInstant(new Date(iso), now, utc);

  expect(earlier("2026-11-22T00:00:01Z")).toBe("00:00:01");
  expect(earlier("2026-11-21T23:59:59Z")).toBe("21 Nov, 23:59");
  expect(earlier("2025-12-31T23:59:59Z")).toBe("31 Dec 2025");
});

test("the exact instant names its zone, with summer time", () => {
  const vienna = { zone: "Europe/Vienna", clock: "24 h" } as const;

  expect(formatExact(at, utc)).toMatch(/22 November 2026, 23:30:05\.123 UTC$/);
  expect(formatExact(new Date("2026-07-01T10:00:00Z"), vienna)).toMatch(/12:00:00\.000 (CEST|GMT\+2)$/);
});
