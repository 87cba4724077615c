import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { failedTests, failureText } from "./failed-tests.mjs";

function report(content) {
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-failed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test("names failed unit tests, and files that could not be loaded", () => {
  const file = report({
    testResults: [
      {
        name: "a.test.ts",
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "adds", failureMessages: [] },
          {
            status: "failed",
            fullName: "divides",
            failureMessages: ["\u001b[31mby zero\u001b[39m\n\n  at a.ts:1"],
          },
        ],
      },
      { name: "b.test.ts", status: "failed", message: "no such module", assertionResults: [] },
    ],
  });

  expect(failureText(failedTests(file))).toBe(
    "✗ a.test.ts › divides\n    by zero\n      at a.ts:1\n✗ b.test.ts\n    no such module",
  );
});

test("names failed and flaky tests of the browser, in suites within suites", () => {
  const spec = (title, status) => ({
    title,
    file: "runs.spec.ts",
    line: 7,
    tests: [
      { projectName: "sqlite", status, results: [{ errors: [{ message: "too late" }] }, { errors: [] }] },
    ],
  });
  const file = report({
    suites: [
      { title: "runs.spec.ts", specs: [spec("a", "expected")], suites: [{ specs: [spec("b", "flaky")] }] },
    ],
  });

  expect(failedTests(file)).toEqual([{ name: "[sqlite] runs.spec.ts:7 › b", message: "too late" }]);
});

test("a report that was never written has no failures; many are counted", () => {
  expect(failureText(failedTests("/nowhere/report.json"))).toBe("");
  const many = Array.from({ length: 23 }, (_, index) => ({ name: `test ${index}`, message: "no" }));
  expect(failureText(many)).toContain("… and 3 more");
});
