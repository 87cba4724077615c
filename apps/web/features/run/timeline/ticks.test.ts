import fc from "fast-check";
import { expect, test } from "vitest";
import { tickStep, ticksOf } from "./ticks";
import { timeScale } from "./time-scale";

test.each([
  [900, 800, 100],
  [10_000, 800, 1000],
  [60_000, 800, 10_000],
  [3_600_000, 800, 600_000],
  [86_400_000, 800, 10_800_000],
])("%d ms on %d px are divided by %d ms", (shownMs, width, step) => {
  expect(tickStep(shownMs, width)).toBe(step);
});

test("labels count from the start", () => {
  const labels = ticksOf(timeScale({ from: 5000, to: 9000 }), 400).map(({ label }) => label);

  expect(labels).toEqual(["0", "1 s", "2 s", "3 s"]);
});

test("no tick stands in a collapsed gap", () => {
  const day = 86_400_000;
  const gap = { from: 3000, to: day };

  const ticks = ticksOf(timeScale({ from: 0, to: day + 2000, gaps: [gap] }), 1000);

  expect(ticks.length).toBeGreaterThan(4);
  expect(ticks.filter(({ instant }) => instant > gap.from && instant < gap.to)).toEqual([]);
});

test("any run has between 1 and 41 ticks, all on the axis", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e11 }), fc.integer({ min: 50, max: 4000 }), (length, width) => {
      const scale = timeScale({ from: 0, to: length });
      const ticks = ticksOf(scale, width);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(41);
      expect(ticks.every(({ instant }) => instant >= 0 && instant <= scale.to)).toBe(true);
    }),
  );
});
