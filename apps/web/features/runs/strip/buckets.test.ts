import { expect, test } from "vitest";
import { barsOf, rangeOf } from "./buckets";

const at = (text: string) => Date.parse(`2026-11-22T${text}Z`);
const bucket = (index: number, runs: number, more: object = {}) => ({
  index,
  runs,
  failed: 0,
  costUsd: 0,
  p95DurationMs: null,
  ...more,
});
const histogram = (filled: ReturnType<typeof bucket>[], readFrom: number | null = null) => ({
  from: new Date(at("10:00:00")),
  bucketMs: 60_000,
  buckets: 4,
  filled,
  readFrom: readFrom === null ? null : new Date(readFrom),
});

test("a range is whole buckets of a step that clocks have", () => {
  const day = rangeOf(at("10:07:00"), at("10:07:00") + 86_400_000);

  expect([day.from, day.buckets]).toEqual([new Date(at("10:00:00")), 97]);
  expect(rangeOf(at("10:00:00"), at("10:00:00")).buckets).toBe(1);
  const years = rangeOf(Date.UTC(2000), Date.UTC(2026));
  expect(years.buckets).toBeLessThanOrEqual(97);
});

test("bars rise with the square root, and what failed with its share", () => {
  const bars = barsOf(histogram([bucket(0, 100), bucket(1, 4, { failed: 1 })]), "count", at("11:00:00"));

  expect(bars.map(({ height }) => height)).toEqual([1, 0.2, 0, 0]);
  expect(bars[1]?.failedShare).toBe(0.5);
});

test("nothing known is not zero: what was not read, what is to come, what has not ended", () => {
  const filled = [bucket(1, 2, { p95DurationMs: 9 }), bucket(2, 1)];
  const values = (measure: "count" | "p95", readFrom: number | null = null) =>
    barsOf(histogram(filled, readFrom), measure, at("10:02:30")).map(({ value }) => value);

  expect(values("count")).toEqual([0, 2, 1, null]);
  expect(values("count", at("10:01:00"))).toEqual([null, 2, 1, null]);
  expect(values("p95")).toEqual([null, 9, null, null]);
});

test("the bucket of the present is partial", () => {
  const bars = barsOf(histogram([]), "cost", at("10:02:30"));

  expect(bars.map(({ isPartial }) => isPartial)).toEqual([false, false, true, false]);
});
