import { describe, expect, test } from "vitest";
import { durationText, formatAge, formatBig, formatCapped, formatPrice, formatSize } from "./format-number";

const text = ({ digits, unit }: { digits: string; unit: string }) => (unit ? `${digits} ${unit}` : digits);

describe("a duration", () => {
  test.each([
    [-5, "0 ms"],
    [0, "0 ms"],
    [840, "840 ms"],
    [999.6, "1.0 s"],
    [12_400, "12.4 s"],
    [59_960, "1 m"],
    [252_000, "4 m 12 s"],
    [3_599_600, "1 h"],
    [8_040_000, "2 h 14 m"],
    [86_400_000 * 3 + 3_600_000 * 4, "3 d 4 h"],
  ])("of %d ms reads %s", (ms, expected) => {
    expect(durationText(ms)).toBe(expected);
  });
});

test.each([
  [400, "now"],
  [8_900, "8 s"],
  [240_000, "4 m"],
  [7_300_000, "2 h"],
  [86_400_000 * 12, "12 d"],
])("%d ms ago reads %s", (ms, expected) => {
  expect(text(formatAge(ms))).toBe(expected);
});

test.each([
  [612, "612"],
  [8_123, "8.1 k"],
  [684_000, "684 k"],
  [999_700, "1.00 M"],
  [3_940_000, "3.94 M"],
  [3_000_000_000, "3.00 G"],
])("%d tokens read %s", (count, expected) => {
  expect(text(formatBig(count))).toBe(expected);
});

test("a size says what it counts", () => {
  expect([formatSize(312, "B"), formatSize(3_100, "B"), formatSize(3_100, "chars")].map(text)).toEqual([
    "312 B",
    "3.1 kB",
    "3.1 k chars",
  ]);
});

test("a count above its cap says that counting stopped there", () => {
  expect([formatCapped(10_000, 10_000), formatCapped(10_001, 10_000)]).toEqual(["10,000", "10,000+"]);
});

test("prices below one cent show two more decimals, zero does not", () => {
  expect([12.4, 0.62, 0.0061, 0, 0.00004].map(formatPrice)).toEqual([
    { cents: "$12.40", fraction: "" },
    { cents: "$0.62", fraction: "" },
    { cents: "$0.00", fraction: "61" },
    { cents: "$0.00", fraction: "" },
    { cents: "$0.00", fraction: "00" },
  ]);
});
