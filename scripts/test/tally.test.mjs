import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isGreen, playwrightTally, sum, summary, vitestTally } from "./tally.mjs";

function report(content) {
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-tally-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test("adds the suites up in one line", () => {
  const total = sum([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 20, failed: 3, skipped: 1 },
  ]);

  expect(summary(total)).toBe("21 passed, 3 failed, 1 skipped");
});

test("is green only if something passed and nothing else happened", () => {
  expect(isGreen({ passed: 1, failed: 0, skipped: 0 })).toBe(true);
  expect(isGreen({ passed: 1, failed: 0, skipped: 1 })).toBe(false);
  expect(isGreen({ passed: 1, failed: 1, skipped: 0 })).toBe(false);
  expect(isGreen({ passed: 0, failed: 0, skipped: 0 })).toBe(false);
});

test("counts a test file that could not be loaded as a failure", () => {
  const file = report({
    numPassedTests: 4,
    testResults: [
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{}] },
    ],
  });

  expect(vitestTally(file, 1)).toEqual({ passed: 4, failed: 1, skipped: 0 });
});

test("counts a run that failed without saying why as a failure", () => {
  expect(vitestTally("/no/report", 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(playwrightTally(report({ stats: { expected: 2 } }), 1)).toEqual({
    passed: 2,
    failed: 1,
    skipped: 0,
  });
});

test("counts a browser test that needed a second try as failed", () => {
  const file = report({ stats: { expected: 2, flaky: 1, skipped: 1 } });

  expect(playwrightTally(file, 0)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});
