import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonTokens, prettyHead, prettyJson } from "./json-text";

test("keys, strings, numbers and keywords are told apart", () => {
  const kinds = jsonTokens('{"a": "x: \\"1\\"", "b": [-1.5e3, true, null]}')
    .filter(({ kind }) => kind !== "" && kind !== "p")
    .map(({ kind, text }) => `${kind} ${text}`);

  expect(kinds).toEqual(['k "a"', 's "x: \\"1\\""', 'k "b"', "n -1.5e3", "b true", "b null"]);
});

test("no character is lost, whatever the text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(
        jsonTokens(text)
          .map((token) => token.text)
          .join(""),
      ).toBe(text);
    }),
  );
});

test("text that is no JSON stays as it is", () => {
  expect(prettyJson('{"a":1')).toBe('{"a":1');
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
});

test("the head of a longer text is laid out as far as it goes", () => {
  expect(prettyHead('{"a":[],"b":{"c":1,"d":"cut of')).toBe(
    '{\n  "a": [],\n  "b": {\n    "c": 1,\n    "d": "cut of',
  );
});

test("a complete text is laid out as JSON does it", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(prettyHead(text)).toBe(prettyJson(text));
    }),
  );
});
