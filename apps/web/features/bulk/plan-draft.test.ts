import { expect, test } from "vitest";
import { AT_ONCE, CAREFUL, phaseName, phaseReached, planOf, stepsOf } from "./plan-draft";

test("careful is one, then ten, then the rest, and stops above what is typed", () => {
  expect(planOf({ ...CAREFUL, stopAt: "35 %", perMinute: "60" }, true)).toEqual({
    plan: { phases: [1, 10], stopAbove: 0.35, perMinute: 60 },
  });
});

test("all at once has a plan only where somebody wants to know what came of it, or sets a rate", () => {
  expect(planOf(AT_ONCE, false)).toEqual({ plan: undefined });
  expect(planOf(AT_ONCE, true)).toEqual({ plan: { phases: [], stopAbove: 1, perMinute: null } });
  expect(planOf({ ...AT_ONCE, perMinute: "5" }, false)).toEqual({
    plan: { phases: [], stopAbove: 1, perMinute: 5 },
  });
});

test.each(["0", "-1", "x", "1.5", "100001"])("%s is no rate", (perMinute) => {
  expect(planOf({ ...CAREFUL, perMinute }, true)).toHaveProperty("error");
});

test.each(["101", "", "a lot"])("%s is no share", (stopAt) => {
  expect(planOf({ ...CAREFUL, stopAt }, true)).toHaveProperty("error");
});

test("what the phases mean for a small group is told before it starts", () => {
  const plan = { phases: [1, 10] };

  expect(stepsOf(plan, 9).map(({ here }) => here)).toEqual([1, 8, 0]);
  expect(stepsOf(plan, 400).map(({ here }) => here)).toEqual([1, 10, 389]);
  expect([0, 1, 2].map((index) => phaseName(plan.phases, index))).toEqual(["Canary", "Next 10", "Rest"]);
  expect([0, 1, 2, 11, 12].map((tried) => phaseReached(plan.phases, tried))).toEqual([0, 0, 1, 1, 2]);
});
