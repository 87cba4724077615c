import { describe, expect, test } from "vitest";
import { css, cssBetween, GAP_PX, idleGaps, pixels, timeScale } from "./time-scale";

describe("without gaps", () => {
  const scale = timeScale({ from: 1000, to: 2000 });

  test("an instant lies at its share of the whole", () => {
    expect([1000, 1250, 2000].map((instant) => scale.place(instant).share)).toEqual([0, 0.25, 1]);
  });

  test("what is outside lies on the edge", () => {
    expect([0, 9999].map((instant) => scale.place(instant).share)).toEqual([0, 1]);
  });
});

describe("with a collapsed gap", () => {
  const scale = timeScale({ from: 0, to: 1000, gaps: [{ from: 100, to: 900 }] });

  test("the rest shares the width and the gap has its own", () => {
    expect(scale.place(100)).toEqual({ share: 0.5, px: 0 });
    expect(scale.place(500)).toEqual({ share: 0.5, px: GAP_PX / 2 });
    expect(scale.place(900)).toEqual({ share: 0.5, px: GAP_PX });
    expect(scale.place(1000)).toEqual({ share: 1, px: GAP_PX });
  });

  test("lengths in CSS and in pixels agree", () => {
    expect(cssBetween(scale, 50, 950)).toBe("calc((100% - 48px) * 0.50000 + 48.0px)");
    expect(pixels(scale, 950, 248) - pixels(scale, 50, 248)).toBe(148);
  });
});

test("room kept on the right is not used", () => {
  const scale = timeScale({ from: 0, to: 10, reservedPx: 60 });

  expect(css(scale, scale.place(10))).toBe("calc((100% - 60px) * 1.00000 + 0.0px)");
  expect(pixels(scale, 10, 160)).toBe(100);
});

test("an instant run has a scale too", () => {
  expect(timeScale({ from: 5, to: 5 }).place(5).share).toBe(0);
});

test("only long times without any work are gaps", () => {
  const busy = [
    { from: 300_000, to: 500_000 },
    { from: 0, to: 20_000 },
    { from: 10_000, to: 100_000 },
    { from: 520_000, to: 600_000 },
  ];

  expect(idleGaps({ from: 0, to: 1_000_000 }, busy)).toEqual([
    { from: 100_000, to: 300_000 },
    { from: 600_000, to: 1_000_000 },
  ]);
  expect(idleGaps({ from: 0, to: 20_000 }, [])).toEqual([]);
});
