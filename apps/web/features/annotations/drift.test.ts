import { expect, test } from "vitest";
import { driftOf, pText, twoProportions } from "./drift";

const side = (counts: Readonly<Record<string, number>>, others = 0) => ({
  values: Object.entries(counts).map(([valuePreview, count]) => ({ valuePreview, count, trend: [] })),
  total: Object.values(counts).reduce((sum, count) => sum + count, 0) + others,
});

test("Pearson's test and the shares are those of a worked example", () => {
  // Expected are 75, 40 and 35 on both sides: 2 · 15²/75 + 2 · 10²/40 + 2 · 5²/35; of two degrees p is e^(−x/2).
  const drift = driftOf(side({ a: 90, b: 30, c: 30 }), side({ a: 60, b: 50, c: 40 }));

  expect(drift.test?.df).toBe(2);
  expect(drift.test?.statistic).toBeCloseTo(12.428571, 6);
  expect(drift.test?.p).toBeCloseTo(0.002000645, 8);
  expect(drift.isSparse).toBe(false);
  expect(drift.rows[0]).toMatchObject({ valuePreview: "a", shareBefore: 0.6, shareAfter: 0.4 });
});

test("two proportions are compared as a table of z would", () => {
  // z = (0.6 − 0.4) / √(0.5 · 0.5 · (1/150 + 1/150)) = 3.4641
  expect(twoProportions([90, 150], [60, 150])).toBeCloseTo(0.000532, 6);
  expect(twoProportions([5, 5], [7, 7])).toBeNull();
  expect(twoProportions([0, 0], [7, 7])).toBeNull();
});

test("values that only one version states count for both, and what is not told one by one stands together", () => {
  const drift = driftOf(side({ a: 10 }, 3), side({ b: 4 }));

  expect(drift.rows).toMatchObject([
    { valuePreview: "a", before: 10, after: 0 },
    { valuePreview: "b", before: 0, after: 4 },
    { valuePreview: null, before: 3, after: 0 },
  ]);
  expect(drift.isSparse).toBe(true);
});

test("nothing is said about a version that stated nothing, or when there is one value only", () => {
  expect(driftOf(side({ a: 10, b: 2 }), side({})).test).toBeNull();
  expect(driftOf(side({ a: 10 }), side({ a: 4 })).test).toBeNull();
  expect(driftOf(side({}), side({})).rows).toEqual([]);
});

test("small likelihoods are not pretended to be known to the last digit", () => {
  expect([0.00001, 0.0321, 0.456].map(pText)).toEqual(["< 0.001", "0.032", "0.46"]);
});
