import { expect, test } from "vitest";
import { chiSquareAbove, normalTwoSided } from "./p-values";

test.each([
  [0, 1],
  [1.959963985, 0.05],
  [2.575829304, 0.01],
  [-3.290526731, 0.001],
  [6, 1.97317529e-9],
])("beyond ±%f of the normal distribution lie %f", (z, p) => {
  expect(normalTwoSided(z) / p).toBeCloseTo(1, 6);
});

// Critical values as tables of the distribution have them.
test.each([
  [3.841458821, 1, 0.05],
  [6.634896601, 1, 0.01],
  [5.991464547, 2, 0.05],
  [7.814727903, 3, 0.05],
  [11.34486673, 3, 0.01],
  [9.487729037, 4, 0.05],
  [11.07049769, 5, 0.05],
  [18.30703805, 10, 0.05],
  [43.77297183, 30, 0.05],
  [67.50480655, 50, 0.05],
])("above %f of chi-square with %i degrees of freedom lie %f", (statistic, df, p) => {
  expect(chiSquareAbove(statistic, df) / p).toBeCloseTo(1, 5);
});

test("no difference at all is never surprising", () => {
  expect(chiSquareAbove(0, 1)).toBeCloseTo(1, 6);
  expect(chiSquareAbove(0, 4)).toBe(1);
});
