import fc from "fast-check";
import { expect, test } from "vitest";
import { elapsedText, tickStep, ticksOf } from "./ticks";
import { timeScale } from "./time-scale";

test.each([
  [900, 800, 100],
  [10_000, 800, 1000],
  [60_000, 800, 10_000],
  [3_600_000, 800, 600_000],
  [86_400_000, 800, 10_800_000],
])("%d ms on %d px are divided by %d ms", (shownMs, width, step) => {
  expect(tickStep(shownMs / width, width)).toBe(step);
});

test("ticks count from the origin, not from the edge of the view", () => {
  const ticks = ticksOf(timeScale({ from: 5500, to: 9500, gaps: [], width: 400 }), 5000);

  expect(ticks).toEqual([
    { instant: 6000, px: 50 },
    { instant: 7000, px: 150 },
    { instant: 8000, px: 250 },
    { instant: 9000, px: 350 },
  ]);
});

test("no tick stands in a folded gap", () => {
  const day = 86_400_000;
  const gap = { from: 3000, to: day };

  const ticks = ticksOf(timeScale({ from: 0, to: day + 2000, gaps: [gap], width: 1000 }), 0);

  expect(ticks.length).toBeGreaterThan(4);
  expect(ticks.filter(({ instant }) => instant > gap.from && instant < gap.to)).toEqual([]);
});

test.each([
  [0, 1000, "0"],
  [12_000, 1000, "12 s"],
  [90_000, 30_000, "1 m 30 s"],
  [8_040_000, 60_000, "2 h 14 m"],
  [840, 20, "840 ms"],
  [12_250, 50, "12.25 s"],
  [60_500, 500, "1 m 0.5 s"],
  [1234, 2, "1.234 s"],
  [-500, 100, "−500 ms"],
])("%d ms at a step of %d ms are %s", (ms, step, text) => {
  expect(elapsedText(ms, step)).toBe(text);
});

test("any run has at most 41 ticks, all on the axis and 80 px apart", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e11 }), fc.integer({ min: 50, max: 4000 }), (length, width) => {
      const ticks = ticksOf(timeScale({ from: 0, to: length, gaps: [], width }), 0);
      expect(ticks.length).toBeLessThanOrEqual(41);
      for (const [index, { px }] of ticks.entries()) {
        expect(px).toBeGreaterThanOrEqual(0);
        expect(px).toBeLessThanOrEqual(width);
        if (index > 0) expect(px - (ticks[index - 1]?.px ?? 0)).toBeGreaterThan(79.9);
      }
    }),
  );
});
