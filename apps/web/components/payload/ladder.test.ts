import { expect, test } from "vitest";
import { charsToLoad, layoutOf } from "./ladder";

test("what is short is shown at once, what is longer is folded until it is asked for", () => {
  expect(layoutOf(20, false)).toBe("inline");
  expect(layoutOf(21, false)).toBe("folded");
  expect(layoutOf(3333, true)).toBe("plain");
  expect(layoutOf(3334, true)).toBe("virtual");
});

test("of what is big only the head is loaded", () => {
  expect(charsToLoad(100_000)).toBe(100_000);
  expect(charsToLoad(100_001)).toBe(65_536);
  expect(charsToLoad(null)).toBe(100_000);
});
