import fc from "fast-check";
import { expect, test } from "vitest";
import { gridLines } from "./scale";
import { gapsIn, stretches } from "./stretches";
import { timeLabels } from "./time-labels";

test.each([
  [0, "count", [0, 1]],
  [3, "count", [0, 1, 2, 3]],
  [118, "count", [0, 50, 100, 150]],
  [9_000_000, "count", [0, 5_000_000, 10_000_000]],
  [110_000, "ms", [0, 30_000, 60_000, 90_000, 120_000]],
  [7_000_000, "ms", [0, 1_800_000, 3_600_000, 5_400_000, 7_200_000]],
] as const)("up to %d %s the axis has %j", (highest, unit, lines) => {
  expect(gridLines(highest, unit)).toEqual(lines);
});

test("any axis has at most five steps and room for what is highest", () => {
  fc.assert(
    fc.property(fc.nat(1e12), fc.constantFrom("count", "ms"), (highest, unit) => {
      const lines = gridLines(highest, unit);
      expect(lines.length).toBeLessThanOrEqual(6);
      expect(lines.at(-1)).toBeGreaterThanOrEqual(highest);
    }),
  );
});

test("a line is interrupted where nothing is known", () => {
  const values = [null, 1, 2, null, null, 3];

  expect(stretches(values)).toEqual([[1, 2], [5]]);
  expect(gapsIn(values)).toEqual([
    { from: 0, to: 1 },
    { from: 3, to: 5 },
  ]);
});

test("the time axis is labelled at round times of the viewer's zone", () => {
  const range = { from: new Date("2026-11-23T11:01:00Z"), bucketMs: 60_000 };
  const inIndia = { zone: "Asia/Kolkata", clock: "24 h" } as const;

  expect(timeLabels(range, 60, inIndia).map(({ text }) => text)).toEqual([
    "16:45",
    "17:00",
    "17:15",
    "17:30",
  ]);
  expect(timeLabels({ ...range, bucketMs: 7_200_000 }, 84, inIndia).map(({ text }) => text)).toEqual([
    "Tue 24",
    "Thu 26",
    "Sat 28",
    "Mon 30",
  ]);
});
