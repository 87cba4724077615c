import type { DayCost } from "@stageline/engine/read";
import { expect, test } from "vitest";
import { byDay, forecast, modelSeries, totalsOf } from "./sums";

const cost = (day: string, modelId: string, costUsd: number, more: Partial<DayCost> = {}): DayCost => ({
  day,
  modelId,
  calls: 1,
  unpricedCalls: 0,
  inputTokens: 100,
  cachedInputTokens: 0,
  outputTokens: 10,
  costUsd,
  rerunUsd: 0,
  cacheSavedUsd: 0,
  batchSavedUsd: 0,
  batchCalls: 0,
  ...more,
});
const days = { from: "2026-11-20", to: "2026-11-22" };

test("totals are the sums of all days and models", () => {
  const { calls, costUsd, rerunUsd } = totalsOf([
    cost("2026-11-20", "a", 1, { rerunUsd: 0.25 }),
    cost("2026-11-21", "b", 2),
  ]);

  expect({ calls, costUsd, rerunUsd }).toEqual({ calls: 2, costUsd: 3, rerunUsd: 0.25 });
});

test("a day without calls is a gap, and no zero", () => {
  const rows = [cost("2026-11-20", "a", 1), cost("2026-11-20", "b", 2), cost("2026-11-22", "a", 0)];

  expect(byDay(rows, days, ({ costUsd }) => costUsd)).toEqual([3, null, 0]);
});

test("the eight models with the most are told apart, the others are one", () => {
  const rows = Array.from({ length: 11 }, (_, index) => cost("2026-11-20", `m${index}`, index));

  const series = modelSeries(rows, days, "usd", () => "red");

  expect(series.map(({ name }) => name)).toEqual([
    "m10",
    "m9",
    "m8",
    "m7",
    "m6",
    "m5",
    "m4",
    "m3",
    "other (3)",
  ]);
  expect(series.at(-1)?.values).toEqual([0 + 1 + 2, null, null]);
});

test("a model that was not called on a day on which others were has cost nothing", () => {
  const rows = [cost("2026-11-20", "a", 1), cost("2026-11-21", "b", 2)];

  expect(modelSeries(rows, days, "usd", () => "red").map(({ values }) => values)).toEqual([
    [0, 2, null],
    [1, 0, null],
  ]);
});

test("tokens are those read and written, and calls are calls", () => {
  const rows = [cost("2026-11-20", "a", 1), cost("2026-11-20", "a", 1)];

  expect(modelSeries(rows, days, "tokens", () => "red")[0]?.values[0]).toBe(220);
  expect(modelSeries(rows, days, "calls", () => "red")[0]?.values[0]).toBe(2);
});

test("a month comes to what was spent and an average day for each that is left", () => {
  const rows = ["17", "18", "19", "20", "21"].map((day) => cost(`2026-11-${day}`, "a", 10));
  rows.push(cost("2026-11-22", "a", 4));

  // 54 spent, 6 more today, 8 days of 10 each; days that never differ leave no doubt.
  expect(forecast(rows, "2026-11-22")).toEqual({ day: "2026-11-30", usd: 140, least: 140, most: 140 });
});

test("days that differ leave doubt, and less than was spent it will not be", () => {
  const rows = [1, 30, 2, 28].map((usd, index) => cost(`2026-11-${18 + index}`, "a", usd));

  const told = forecast(rows, "2026-11-22");

  expect(told?.least).toBeGreaterThanOrEqual(61);
  expect(told?.most).toBeGreaterThan(told?.usd ?? 0);
});

test("two days tell nothing", () => {
  expect(forecast([cost("2026-11-21", "a", 1)], "2026-11-22")).toBeNull();
  expect(forecast([], "2026-11-22")).toBeNull();
});
