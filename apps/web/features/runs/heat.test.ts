import { expect, test } from "vitest";
import { heatOf } from "./heat";

test("half of the largest is warm, three quarters are hot", () => {
  const heat = heatOf([1, 1, 1, 1, 4, 8, 10]);

  expect([heat(10), heat(8), heat(4), heat(1), heat(null)]).toEqual(["heat-2", "heat-2", "", "", ""]);
  expect(heatOf([1, 1, 1, 6, 10])(6)).toBe("heat-1");
});

test("numbers of one size are all normal", () => {
  const heat = heatOf([50, 51, 52, 53, 54]);

  expect(heat(54)).toBe("");
});
