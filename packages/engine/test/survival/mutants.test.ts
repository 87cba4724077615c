import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { MUTANTS, planted } from "../../mutants/list.js";

const ENGINE = path.resolve(import.meta.dirname, "../..");
const source = (file: string) => readFileSync(path.join(ENGINE, "src", file), "utf8");

test("there are many mutants, and each has a name of its own", () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(30);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});

test.each(MUTANTS)("a place for the mutant: $name", (mutant) => {
  const text = source(mutant.file);

  expect(planted(mutant, text)).not.toBe(text);
  expect(existsSync(path.join(ENGINE, "test", mutant.tests))).toBe(true);
});
