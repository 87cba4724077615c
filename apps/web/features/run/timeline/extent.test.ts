import { expect, test } from "vitest";
import { extentOf, labelPlace } from "./extent";
import { timeScale } from "./time-scale";

const scale = timeScale({ from: 1000, to: 2000, gaps: [], width: 1000 });

test("what is out of view is not drawn", () => {
  expect(extentOf(scale, { from: 0, to: 999 })).toBeNull();
  expect(extentOf(scale, { from: 2001, to: 9000 })).toBeNull();
});

test("what is partly in view is drawn to a little beyond the edge", () => {
  expect(extentOf(scale, { from: 0, to: 1e9 })).toEqual({ left: -24, width: 1048 });
});

test("an instant has a place", () => {
  expect(extentOf(scale, { from: 1500, to: 1500 })).toEqual({ left: 500, width: 2 });
});

test("an instant at the very end of the view is in it", () => {
  expect(extentOf(scale, { from: 2000, to: 2000 })).toMatchObject({ left: 998 });
  const day = 86_400_000;
  const ends = Array.from({ length: 1000 }, (_, run) => 1_795_000_000_000 + run * 977);
  const missed = ends.filter((end) => {
    const gaps = [{ from: end - day, to: end - 1_234 }];
    const whole = timeScale({ from: end - day - 7_777, to: end, gaps, width: 811 });
    return extentOf(whole, { from: end, to: end }) === null;
  });
  expect(missed).toEqual([]);
});

const placed = (start: number, end: number, hasRoom = true) =>
  labelPlace({
    start,
    end,
    room: hasRoom ? { left: start, width: end - start } : null,
    labelPx: 50,
    width: 1000,
  });

test("a label is inside, behind or before its bar, and left out where nothing fits", () => {
  expect(placed(100, 300)).toEqual({ px: 104, side: "inside" });
  expect(placed(100, 300, false)).toEqual({ px: 304, side: "behind" });
  expect(placed(900, 990, false)).toEqual({ px: 896, side: "before" });
  expect(placed(20, 990, false)).toBeNull();
});

test("a label stays in view while its bar is", () => {
  expect(placed(-500, 300)).toEqual({ px: 4, side: "inside" });
  expect(placed(-500, -1)).toBeNull();
});
