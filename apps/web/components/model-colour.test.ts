import { expect, test } from "vitest";
import { modelColours } from "./model-colour";

const EIGHT = ["a", "b", "c", "d", "e", "f", "g", "h"];

test("eight models have eight colours", () => {
  const colourOf = modelColours(EIGHT);

  expect(new Set(EIGHT.map(colourOf)).size).toBe(8);
});

test("a model alone has the colour it has among others that leave it that", () => {
  expect(modelColours(["gpt-5-mini", "other"])("gpt-5-mini")).toBe(
    modelColours(["gpt-5-mini"])("gpt-5-mini"),
  );
});

test("a model nobody named has a colour, too", () => {
  expect(modelColours([])("new")).toMatch(/^var\(--m[1-8]\)$/);
});

test("those that are told apart come before the others", () => {
  const others = Array.from({ length: 40 }, (_, index) => `m${index}`);
  const colourOf = modelColours(EIGHT, others);

  expect(new Set(EIGHT.map(colourOf)).size).toBe(8);
});
