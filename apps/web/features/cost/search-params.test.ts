import { costFilter, MAX_COST_DAYS } from "@stageline/engine/read";
import { expect, test } from "vitest";
import { MAX_DAYS, NO_NARROWING, narrowingOf, rangeBefore, rangeOf } from "./search-params";
import { dayCount, spanWords } from "./utc-days";

const TODAY = "2026-11-22";
const none = { from: null, to: null } as const;

test("a span ends today, and a month begins with its first day", () => {
  expect(rangeOf({ ...none, last: "7d" }, TODAY)).toEqual({ from: "2026-11-16", to: TODAY });
  expect(rangeOf({ ...none, last: "month" }, TODAY)).toEqual({ from: "2026-11-01", to: TODAY });
});

test("given days count, whichever comes first", () => {
  const given = { from: "2026-11-05", to: "2026-11-01", last: "30d" } as const;

  expect(rangeOf(given, TODAY)).toEqual({ from: "2026-11-01", to: "2026-11-05" });
});

test("more days than are added up in one question are cut at the start", () => {
  const range = rangeOf({ from: "2020-01-01", to: TODAY, last: "30d" }, TODAY);

  expect(dayCount(range.from, range.to)).toBe(MAX_DAYS);
  expect(MAX_DAYS).toBe(MAX_COST_DAYS);
  expect(costFilter.safeParse(range).success).toBe(true);
});

test("the days before are as many, and end right before", () => {
  expect(rangeBefore({ from: "2026-11-01", to: TODAY })).toEqual({ from: "2026-10-10", to: "2026-10-31" });
});

test("an empty workflow is what belongs to none, and not any", () => {
  const narrowing = (wf: string | null) =>
    narrowingOf({ ...none, ...NO_NARROWING, wf, last: "30d", by: "usd", list: "runs" });
  expect(narrowing("")).toEqual({ workflowId: "" });
  expect(narrowing(null)).toEqual({});
});

test("days are told as people write them", () => {
  expect(spanWords("2026-11-01", TODAY, TODAY)).toBe("1 – 22 Nov");
  expect(spanWords("2026-10-29", "2026-11-03", TODAY)).toBe("29 Oct – 3 Nov");
  expect(spanWords(TODAY, TODAY, TODAY)).toBe("22 Nov");
});
