import fc from "fast-check";
import { expect, test } from "vitest";
import { GAP_PX, timeScale } from "./time-scale";
import { atZoomLevel, between, MIN_VIEW_MS, moved, parseViewText, viewText, zoomed, zoomLevel } from "./view";

const whole = { from: 0, to: 100_000 };
const scaleOf = (view: { from: number; to: number }, gaps: { from: number; to: number }[] = []) =>
  timeScale({ ...view, gaps, width: 1000 });

test("zooming keeps what is under the cursor where it is", () => {
  expect(zoomed(scaleOf(whole), whole, 2, 250)).toEqual({ from: 12_500, to: 62_500 });
});

test("zooming out ends at the whole", () => {
  expect(zoomed(scaleOf({ from: 10_000, to: 40_000 }), whole, 0.1, 500)).toBeNull();
  expect(zoomed(scaleOf({ from: 0, to: 10_000 }), whole, 0.5, 500)).toEqual({ from: 0, to: 20_000 });
  expect(zoomed(scaleOf({ from: 90_000, to: 100_000 }), whole, 0.5, 500)).toEqual({
    from: 80_000,
    to: 100_000,
  });
});

test("zooming in ends at ten milliseconds", () => {
  const view = zoomed(scaleOf({ from: 5000, to: 5012 }), whole, 8, 500);

  expect((view?.to ?? 0) - (view?.from ?? 0)).toBeCloseTo(MIN_VIEW_MS);
});

test("moving stops at the edges", () => {
  expect(moved(scaleOf({ from: 10_000, to: 20_000 }), whole, 100)).toEqual({ from: 11_000, to: 21_000 });
  expect(moved(scaleOf({ from: 10_000, to: 20_000 }), whole, -2000)).toEqual({ from: 0, to: 10_000 });
});

test("a drag in the ruler shows what it went over; a click does not", () => {
  expect(between(scaleOf(whole), whole, 300, 100)).toEqual({ from: 10_000, to: 30_000 });
  expect(between(scaleOf(whole), whole, 300, 301)).toBeUndefined();
  expect(between(scaleOf(whole), whole, -50, 2000)).toBeNull();
});

test("equal steps of the level are equal ratios", () => {
  const half = atZoomLevel(scaleOf(whole), whole, 0.5);

  expect((half?.to ?? 0) - (half?.from ?? 0)).toBeCloseTo(1000, 6);
  expect(zoomLevel(scaleOf(half ?? whole), whole)).toBeCloseTo(0.5, 6);
  expect(atZoomLevel(scaleOf({ from: 3, to: 50 }), whole, 0)).toBeNull();
});

test("around a folded gap the cursor's instant stays, too", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1000 }),
      fc.double({ min: 1.01, max: 4, noNaN: true }),
      (px, factor) => {
        const scale = scaleOf(whole, [{ from: 20_000, to: 80_000 }]);
        const view = zoomed(scale, whole, factor, px);
        if (view === null) return;
        const next = timeScale({ ...view, gaps: scale.gaps, width: 1000 });
        expect(Math.abs(next.project(scale.unproject(px)) - px)).toBeLessThan(0.5);
      },
    ),
  );
  expect(GAP_PX).toBeGreaterThan(0);
});

test("a view is written in milliseconds after the run's creation, and read again", () => {
  expect(viewText({ from: 5100.4, to: 9000.2 }, 5000)).toBe("100..4001");
  expect(parseViewText("100..4001")).toEqual({ from: 100, to: 4001 });
  for (const text of ["", "5", "9..5", "a..b", "1..2..3", "5..6"]) expect(parseViewText(text)).toBeNull();
});
