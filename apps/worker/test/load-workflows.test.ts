import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadWorkflows } from "../src/load-workflows.js";

const folder = mkdtempSync(path.join(tmpdir(), "stageline-modules-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WORKFLOWS = "export const workflows = [{ shape: {}, groups: [], stage() {} }];";

function moduleOf(name: string, source: string): string {
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(file, source);
  return file;
}

test("a module gives its workflows, and what it takes out of texts", async () => {
  const source = `${WORKFLOWS} export const redact = (text, where) => where + text;`;

  const { workflows, redact } = await loadWorkflows(moduleOf("both", source));

  expect(workflows).toHaveLength(1);
  expect(redact?.("a", "log.message")).toBe("log.messagea");
});

test("what a module takes out is its own business, but it must be a function", async () => {
  expect((await loadWorkflows(moduleOf("one", WORKFLOWS))).redact).toBeUndefined();
  await expect(loadWorkflows(moduleOf("wrong", `${WORKFLOWS} export const redact = "all";`))).rejects.toThrow(
    "must be a function",
  );
});
