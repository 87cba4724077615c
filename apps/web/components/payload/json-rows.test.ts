import fc from "fast-check";
import { expect, test } from "vitest";
import { jqText, jsonRows, pathOf, pathText, rowsInSight, valueAt } from "./json-rows";

const asText = (value: unknown) =>
  jsonRows(value)
    .map(({ depth, text }) => "  ".repeat(depth) + text)
    .join("\n");

test("rows read as the usual layout does", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(asText(value)).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test("every row knows its place in the value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const rows = jsonRows(value);
      for (const [index, row] of rows.entries()) {
        if (row.end !== index || row.key === null) continue;
        expect(row.text).toContain(JSON.stringify(valueAt(value, pathOf(rows, index))));
      }
    }),
  );
});

test("what is folded is passed over, up to and with its end", () => {
  const rows = jsonRows({ a: [1, 2], b: { c: 3 } });

  expect(rowsInSight(rows, new Set([1])).map((index) => rows[index]?.text)).toEqual([
    "{",
    '"a": [',
    '"b": {',
    '"c": 3',
    "}",
    "}",
  ]);
});

test("a place as a path and for jq", () => {
  const path = ["customer", "unit price", 0, "$id"];

  expect(pathText(path)).toBe('customer["unit price"][0].$id');
  expect(jqText(path)).toBe('.customer["unit price"][0]["$id"]');
  expect(jqText([])).toBe(".");
  expect(jqText([3])).toBe(".[3]");
});

test("a value deeper than calls can nest is laid out", () => {
  let value: unknown = 1;
  for (let depth = 0; depth < 20_000; depth++) value = [value];

  expect(jsonRows(value)).toHaveLength(40_001);
});
