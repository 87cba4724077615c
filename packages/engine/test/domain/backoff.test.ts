import { expect, test } from "vitest";
import { backoffMs } from "../../src/domain/backoff.js";

const backoff = { baseMs: 100, capMs: 1_000 };

test("doubles with every failed delivery, spread by half, and never passes the cap", () => {
  expect([1, 2, 3].map((attempt) => backoffMs(attempt, backoff, 0.5))).toEqual([100, 200, 400]);
  expect(backoffMs(1, backoff, 0)).toBe(50);
  expect(backoffMs(1, backoff, 0.999)).toBe(150);
  expect(backoffMs(60, backoff, 0.999)).toBe(1_000);
  expect(backoffMs(5_000, backoff, 0.5)).toBe(1_000);
});

test("refuses an attempt that has not happened", () => {
  expect(() => backoffMs(0, backoff)).toThrow(RangeError);
  expect(() => backoffMs(1.5, backoff)).toThrow(RangeError);
});
