import { expect, test } from "vitest";
import { fieldsOf, inputOf, skeletonOf, untouched } from "./schema-fields";

const schema = {
  type: "object",
  required: ["text", "count", "mode"],
  properties: {
    text: { type: "string", maxLength: 1_000_000, description: "The document" },
    title: { type: "string", maxLength: 300 },
    count: { type: "integer" },
    mode: { type: "string", enum: ["fast", "thorough"] },
    isLoud: { type: "boolean", default: true },
    tags: { type: "array" },
  },
} as const;
// The engine's type is that of any JSON.
const given = JSON.parse(JSON.stringify(schema));

test("each property becomes the field that fits it", () => {
  expect(fieldsOf(given)?.map(({ name, kind, isRequired }) => `${name} ${kind} ${isRequired}`)).toEqual([
    "text longText true",
    "title text false",
    "count number true",
    "mode choice true",
    "isLoud boolean false",
    "tags json false",
  ]);
});

test("a schema that is no object has no fields", () => {
  expect(fieldsOf({ type: "string" })).toBeNull();
  expect(fieldsOf(null)).toBeNull();
});

test("what was typed becomes a value of the property's type, what is empty is left out", () => {
  const fields = fieldsOf(given) ?? [];

  const input = inputOf(fields, {
    ...untouched(fields),
    text: "hi",
    count: "3",
    mode: "fast",
    tags: '["a"]',
  });

  expect(input).toEqual({ text: "hi", count: 3, mode: "fast", isLoud: true, tags: ["a"] });
});

test("what cannot be read goes to the server as it is", () => {
  const fields = fieldsOf(given) ?? [];

  expect(inputOf(fields, { count: "three", tags: "[" })).toEqual({ count: "three", tags: "[" });
});

test("the example has defaults and what is required", () => {
  expect(JSON.parse(skeletonOf(given))).toEqual({ text: "", count: 0, mode: "fast", isLoud: true });
  expect(skeletonOf(null)).toBe("{}");
});
