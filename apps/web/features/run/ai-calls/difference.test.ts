import { expect, test } from "vitest";
import { differenceText } from "./difference";

const over = (totalCost: number) => ({ totalCost, isOver: true });

test("sums that agree need no words", () => {
  expect(differenceText(over(1.000001), { cost: 1, unpricedCalls: 3 })).toBeNull();
});

test("a difference comes with its reason", () => {
  expect(differenceText(over(1.03), { cost: 1, unpricedCalls: 2 })).toBe(
    "Difference $0.0300: 2 calls without price.",
  );
  expect(differenceText({ totalCost: 0, isOver: false }, { cost: 0.5, unpricedCalls: 0 })).toMatch(
    /still at work/,
  );
  expect(differenceText(over(1), { cost: 0.5, unpricedCalls: 0 })).toMatch(/removed/);
  expect(differenceText(over(0.5), { cost: 1, unpricedCalls: 0 })).toMatch(/did not end/);
});
