import { expect, test } from "vitest";
import { csvOf, jsonOf } from "./table-text";

const table = {
  columns: ["Day", "gpt, mini"],
  rows: [
    ["2026-11-22", 1.5],
    ['=1+"1"', null],
  ],
};

test("a spreadsheet gets text where it would see a formula, and nothing where nothing is known", () => {
  expect(csvOf(table)).toBe('Day,"gpt, mini"\r\n2026-11-22,1.5\r\n"\'=1+""1""",');
});

test("a row is an object by column", () => {
  expect(JSON.parse(jsonOf(table))).toEqual([
    { Day: "2026-11-22", "gpt, mini": 1.5 },
    { Day: '=1+"1"', "gpt, mini": null },
  ]);
});
