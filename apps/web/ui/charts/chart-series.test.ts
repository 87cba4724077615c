import { expect, test } from "vitest";
import { gapsOf, highest, totalAt } from "./chart-series";

const a = { name: "a", colour: "red", values: [1, null, 0, 4] };
const b = { name: "b", colour: "blue", values: [2, null, null, null] };
const series = [a, b];

test("a gap is a bucket of which nothing is known, and zero is none", () => {
  expect(gapsOf(series, 4)).toEqual([1]);
  expect(totalAt(series, 1)).toBeNull();
  expect(totalAt(series, 2)).toBe(0);
});

test("what is to come is no gap", () => {
  expect(gapsOf(series, 1)).toEqual([]);
});

test("stacked series reach to their sum, lines to the highest of them", () => {
  expect(highest(series, 4, true)).toBe(4);
  expect(highest([a, { ...b, values: [9, 9, 9, 9] }], 4, true)).toBe(13);
  expect(highest(series, 4, false)).toBe(4);
});
