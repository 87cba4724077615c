import { expect, test } from "vitest";
import { has, isSelecting, MOST_SELECTED, NOTHING, toggled, toggledShown, upTo } from "./selection";

const SHOWN = ["a", "b", "c", "d"];

test("a row is added, and taken away again", () => {
  const one = toggled(NOTHING, "b", SHOWN);
  expect(one).toEqual(["b"]);
  expect(isSelecting(one)).toBe(true);
  expect(toggled(one, "b", SHOWN)).toEqual(NOTHING);
  expect(isSelecting(NOTHING)).toBe(false);
});

test("taking one away from everything leaves the other rows in view, not what nobody sees", () => {
  expect(has("all", "elsewhere")).toBe(true);
  expect(toggled("all", "b", SHOWN)).toEqual(["a", "c", "d"]);
});

test("a range goes either way and adds to what is selected", () => {
  expect(upTo(["a"], { from: "d", to: "c" }, SHOWN)).toEqual(["a", "c", "d"]);
  expect(upTo(["a"], { from: "a", to: "c" }, SHOWN)).toEqual(["a", "b", "c"]);
  expect(upTo(["z"], { from: "z", to: "c" }, SHOWN)).toEqual(["z", "c"]);
});

test("the head of the column selects what is shown, or lets go of it", () => {
  expect(toggledShown(["b", "z"], SHOWN)).toEqual(["b", "z", "a", "c", "d"]);
  expect(toggledShown(["z", ...SHOWN], SHOWN)).toEqual(["z"]);
  expect(toggledShown("all", SHOWN)).toEqual(NOTHING);
});

test("no more is selected than an address can carry", () => {
  const many = Array.from({ length: MOST_SELECTED }, (_, index) => `run-${index}`);
  expect(toggled(many, "one more", SHOWN)).toHaveLength(MOST_SELECTED);
});
