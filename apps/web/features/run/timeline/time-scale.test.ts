import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GAP_PX, scaleAt, timeScale, unfoldedMs } from "./time-scale";

describe("without gaps", () => {
  const scale = timeScale({ from: 1000, to: 2000, gaps: [], width: 500 });

  test("an instant lies at its share of the width", () => {
    expect([1000, 1250, 2000].map(scale.project)).toEqual([0, 125, 500]);
  });

  test("what is outside the view lies outside the width, on the same line", () => {
    expect([900, 2200].map(scale.project)).toEqual([-50, 600]);
    expect([-50, 600].map(scale.unproject)).toEqual([900, 2200]);
  });
});

describe("with a folded gap", () => {
  const scale = timeScale({ from: 0, to: 1000, gaps: [{ from: 100, to: 900 }], width: 200 + GAP_PX });

  test("the rest shares the width and the gap has its own", () => {
    expect([0, 100, 500, 900, 1000].map(scale.project)).toEqual([
      0,
      100,
      100 + GAP_PX / 2,
      100 + GAP_PX,
      200 + GAP_PX,
    ]);
  });

  test("a pixel in the gap is an instant of the gap", () => {
    expect(scale.unproject(100 + GAP_PX / 4)).toBe(300);
  });

  test("what is folded does not count", () => {
    expect(unfoldedMs({ from: 50, to: 950 }, scale.gaps)).toBe(100);
  });
});

test("an instant run has a scale too", () => {
  expect(timeScale({ from: 5, to: 5, gaps: [], width: 100 }).project(5)).toBe(0);
});

test("a scale can be pinned at any pixel", () => {
  const scale = scaleAt({ gaps: [], width: 100, msPerPx: 2, instant: 500, px: 25 });

  expect([scale.from, scale.project(500), scale.to]).toEqual([450, 25, 650]);
});

const NOON = Date.UTC(2026, 10, 22, 12);
const anyGaps = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 1, max: 1e7 })), { maxLength: 8 })
  .map((steps) => {
    let at = NOON;
    return steps.map(([pause, length]) => {
      const from = at + pause;
      at = from + length;
      return { from, to: at };
    });
  });

test("any axis rises, and a pixel leads back to its instant", () => {
  fc.assert(
    fc.property(
      anyGaps,
      fc.integer({ min: 1, max: 1e8 }),
      fc.integer({ min: 500, max: 4000 }),
      fc.array(fc.integer({ min: -1e6, max: 2e8 }), { minLength: 2, maxLength: 20 }),
      (gaps, length, width, offsets) => {
        const scale = timeScale({ from: NOON, to: NOON + length, gaps, width });
        const instants = offsets.map((offset) => NOON + offset).sort((a, b) => a - b);
        const places = instants.map(scale.project);
        expect(places.toSorted((a, b) => a - b)).toEqual(places);
        for (const instant of instants) {
          const px = scale.project(instant);
          expect(Math.abs(scale.project(scale.unproject(px)) - px)).toBeLessThan(0.01 + Math.abs(px) * 1e-6);
        }
      },
    ),
  );
});

test("what is in view fills the width", () => {
  fc.assert(
    fc.property(anyGaps, fc.integer({ min: 1000, max: 1e8 }), (gaps, length) => {
      const scale = timeScale({ from: NOON, to: NOON + length, gaps, width: 1000 });
      if (unfoldedMs({ from: NOON, to: NOON + length }, gaps) < 1) return;
      expect(scale.project(NOON)).toBeCloseTo(0, 3);
      expect(scale.project(NOON + length)).toBeCloseTo(1000, 3);
    }),
  );
});
