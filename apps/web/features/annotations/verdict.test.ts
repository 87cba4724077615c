import { expect, test } from "vitest";
import { shareText } from "./share-text";
import { verdictOf } from "./verdict";

test("a share is 0 or all only if it is", () => {
  expect([0, 0.0001, 0.5, 0.99999, 1].map(shareText)).toEqual([
    "0.0 %",
    "< 0.1 %",
    "50.0 %",
    "> 99.9 %",
    "100.0 %",
  ]);
});

test("a comparison says first which way it goes, or that there is nothing in it", () => {
  const row = {
    valuePreview: '"approved"',
    before: 60,
    after: 90,
    shareBefore: 0.4,
    shareAfter: 0.6,
    p: 0.0005,
  };
  const drift = { rows: [row], totalBefore: 150, totalAfter: 150, isSparse: false };
  const versions = { before: "1", after: "2" };
  const test = (p: number) => ({ statistic: 12, df: 1, p });

  expect(verdictOf({ ...drift, test: test(0.0005) }, versions)).toBe(
    "Version 2 states approved more often than version 1: 60.0 % instead of 40.0 % (χ² = 12.00, 1 degree of freedom, p < 0.001, n = 150 and 150).",
  );
  expect(verdictOf({ ...drift, test: test(0.3) }, versions)).toMatch(/^No difference that chance/);
  expect(verdictOf({ ...drift, test: null }, versions)).toMatch(/always state the same/);
  expect(verdictOf({ ...drift, totalAfter: 0, test: null }, versions)).toMatch(/^Version 2 stated nothing/);
});
