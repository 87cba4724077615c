import { expect, test } from "vitest";
import { lineDiff } from "./line-diff";

const changed = (lines: readonly { text: string; isChanged: boolean }[]) =>
  lines.filter(({ isChanged }) => isChanged).map(({ text }) => text);

test("a changed line is gone on one side and new on the other", () => {
  const diff = lineDiff("{\n  a: 1\n}", "{\n  a: 2\n}");

  expect(changed(diff.before)).toEqual(["  a: 1"]);
  expect(changed(diff.after)).toEqual(["  a: 2"]);
  expect(diff).toMatchObject({ removed: 1, added: 1 });
});

test("an added last line changes no other", () => {
  expect(changed(lineDiff("one", "one\ntwo").after)).toEqual(["two"]);
  expect(changed(lineDiff("one", "one\ntwo").before)).toEqual([]);
});

test("the same is the same", () => {
  expect(lineDiff("a\n\nb", "a\n\nb")).toMatchObject({ removed: 0, added: 0 });
});

test("texts without a line in common are compared in no time", () => {
  const text = (word: string) => Array.from({ length: 5000 }, (_, line) => `${word} ${line}`).join("\n");

  expect(lineDiff(text("a"), text("b"))).toMatchObject({ removed: 5000, added: 5000 });
});
