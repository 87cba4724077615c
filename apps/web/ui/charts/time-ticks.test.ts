import { expect, test } from "vitest";
import type { TimeStyle } from "../format-time";
import { timeTicks } from "./time-ticks";

const HOUR_MS = 3_600_000;
const utc = { zone: "UTC", clock: "24 h" } as const;
const labels = (from: string, bucketMs: number, buckets: number, most: number, style: TimeStyle = utc) =>
  timeTicks({ from: new Date(from), bucketMs, buckets }, most, style).map(({ label }) => label);

test("hours are labelled at times that clocks have, whatever the range begins with", () => {
  expect(labels("2026-11-22T10:07:00Z", 60_000, 120, 5)).toEqual(["10:30", "11:00", "11:30", "12:00"]);
  expect(labels("2026-11-22T22:00:00Z", HOUR_MS, 6, 6)).toEqual([
    "22:00",
    "23:00",
    "23 Nov",
    "01:00",
    "02:00",
    "03:00",
  ]);
});

test("days name the month once, and again when it changes", () => {
  expect(labels("2026-10-29T00:00:00Z", 24 * HOUR_MS, 6, 3)).toEqual(["29 Oct", "31", "2 Nov"]);
});

test("days begin where they do in the viewer's zone", () => {
  const [first] = timeTicks({ from: new Date("2026-11-21T12:00:00Z"), bucketMs: HOUR_MS, buckets: 48 }, 2, {
    zone: "America/New_York",
    clock: "24 h",
  });

  expect(first).toEqual({ at: new Date("2026-11-22T05:00:00Z"), label: "22 Nov", isMajor: true });
});

test("an hour that comes twice is labelled once", () => {
  const vienna = { zone: "Europe/Vienna", clock: "24 h" } as const;

  expect(labels("2026-10-25T00:00:00Z", HOUR_MS, 4, 8, vienna)).toEqual(["02:00", "03:00", "04:00"]);
});
