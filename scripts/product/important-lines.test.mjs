import { expect, test } from "vitest";
import { importantLine, readableLine, sparingly } from "./important-lines.mjs";

test.each([
  ['{"level":30,"msg":"claimed 3 jobs"}', undefined],
  ['{"level":40,"msg":"lease lost"}', "lease lost"],
  ['{"level":50,"msg":"flush failed","err":{"message":"no route"}}', "flush failed: no route"],
  [" ⨯ Error: boom", "⨯ Error: boom"],
  ["TypeError: x is not a function", "TypeError: x is not a function"],
  ["    at file:///app/error.js:1:2", undefined],
  [" ✓ Ready in 250ms", undefined],
])("%s", (line, shown) => {
  expect(importantLine(line)).toBe(shown);
});

test("a log record is shown as its message and what it is about", () => {
  const line = '{"level":50,"time":1,"pid":2,"run":"r1","err":{"message":"no route"},"msg":"flush failed"}';

  expect(readableLine(line)).toBe("! flush failed run=r1 err=no route");
  expect(readableLine("\u001b[32mReady\u001b[0m in 3 s")).toBe("Ready in 3 s");
});

test("a flood of lines becomes three and a place to look", () => {
  const lines = [];
  const print = sparingly((line) => lines.push(line), "worker.log");

  for (let i = 1; i <= 100; i++) print(`error ${i}`);

  expect(lines).toEqual(["error 1", "error 2", "error 3", "… more in worker.log"]);
});
