import { expect, test } from "vitest";
import { z } from "zod";
import { defineStage } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import { estimateCosts } from "../../src/kernel/estimate-costs.js";

const text = z.object({ text: z.string() });

/** A first stage at a price per letter, beside one that says nothing; then one at a price per page. */
function priced(perLetter: (letters: number, factor: number) => number) {
  const read = defineStage({
    id: "read",
    name: "Read",
    schemas: { input: text, output: z.number(), config: z.object({ factor: z.number().default(1) }) },
    estimateCost: (input, config) => perLetter(input.text.length, config.factor),
    execute: (ctx) => ctx.input.text.length,
  });
  const silent = defineStage({
    id: "silent",
    name: "Silent",
    schemas: { input: text, output: z.number() },
    execute: () => 0,
  });
  const print = defineStage({
    id: "print",
    name: "Print",
    schemas: { input: z.object({ read: z.number(), silent: z.number() }), output: z.number() },
    estimateCost: (input) => input.read * 0.5,
    execute: (ctx) => ctx.input.read,
  });
  return defineWorkflow({ id: "priced", name: "Priced", input: text })
    .parallel([read, silent])
    .pipe(print)
    .build();
}

const perLetter = priced((letters, factor) => letters * 0.01 * factor);

test("stages of the first group are estimated on the run's input, with the config's defaults", () => {
  expect(estimateCosts(perLetter, { input: { text: "hello" } })).toEqual({ read: 0.05 });
});

test("a stage's config decides, and an input that is known gives a later stage its estimate", () => {
  const costs = estimateCosts(perLetter, {
    input: { text: "hello" },
    config: { read: { factor: 3 } },
    inputs: { print: { read: 4, silent: 0 } },
  });
  expect(costs.read).toBeCloseTo(0.15, 12);
  expect(costs.print).toBe(2);
});

test.each([
  ["the input does not fit the schema", perLetter, { input: { text: 7 } }],
  [
    "the config does not fit the schema",
    perLetter,
    { input: { text: "a" }, config: { read: { factor: "x" } } },
  ],
  ["it is not a number", priced(() => Number.NaN), { input: { text: "a" } }],
  ["it is endless", priced(() => Number.POSITIVE_INFINITY), { input: { text: "a" } }],
  ["it is below nothing", priced(() => -1), { input: { text: "a" } }],
  [
    "it fails",
    priced(() => {
      throw new Error("no idea");
    }),
    { input: { text: "a" } },
  ],
])("an estimate is left out when %s", (_, workflow, question) => {
  expect(estimateCosts(workflow, question)).toEqual({});
});
