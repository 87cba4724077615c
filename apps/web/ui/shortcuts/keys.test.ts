import { expect, test } from "vitest";
import { SHORTCUTS } from "./declared";
import { capsOf } from "./keys";

test("keycaps are those of the machine", () => {
  expect(capsOf("mod+k", true)).toEqual([["⌘", "K"]]);
  expect(capsOf("mod+k", false)).toEqual([["Ctrl", "K"]]);
  expect(capsOf("g r", false)).toEqual([["g"], ["r"]]);
  expect(capsOf("+", false)).toEqual([["+"]]);
  expect(capsOf("Shift+click", false)).toEqual([["Shift", "click"]]);
});

test("a group declares a key once, unless the pages that bind it never meet", () => {
  const taken = Object.values(SHORTCUTS).flatMap(({ group, keys }) => keys.map((key) => `${group}: ${key}`));

  expect(new Set(taken).size).toBe(taken.length);
});
