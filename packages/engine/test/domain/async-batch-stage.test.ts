import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { isSuspending } from "../../src/domain/definition/any-stage.js";
import { defineAsyncBatchStage } from "../../src/domain/definition/async-batch-stage.js";
import { defineStage } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import { DefinitionError } from "../../src/domain/errors.js";

const words = z.object({ words: z.array(z.string()) });

const grade = defineAsyncBatchStage({
  id: "grade",
  name: "Grade",
  schemas: { input: words, output: z.array(z.number()), config: z.object({ scale: z.number().default(1) }) },
  async submit(ctx) {
    expectTypeOf(ctx.input).toEqualTypeOf<{ words: string[] }>();
    expectTypeOf(ctx.config).toEqualTypeOf<{ scale: number }>();
    if (ctx.input.words.length === 0) return { output: [] };
    return { suspend: { state: { batchId: "b", sentAt: new Date() }, pollInMs: 1_000 } };
  },
  async checkCompletion(ctx, state) {
    expectTypeOf(ctx.config).toEqualTypeOf<{ scale: number }>();
    expectTypeOf(state).toEqualTypeOf<{ batchId: string; sentAt: Date }>();
    return state.batchId === "b" ? { ready: true, output: [1] } : { ready: false, state };
  },
});
const sum = defineStage({
  id: "sum",
  name: "Sum",
  schemas: { input: z.array(z.number()), output: z.number() },
  execute: (ctx) => {
    expectTypeOf(ctx.require(grade)).toEqualTypeOf<number[]>();
    return ctx.input.reduce((total, one) => total + one, 0);
  },
});
const start = () => defineWorkflow({ id: "grades", name: "Grades", input: words });

describe("a stage that waits", () => {
  test("stands in a workflow as any other, and types flow through it", () => {
    const workflow = start().pipe(grade).pipe(sum).build();
    // @ts-expect-error sum wants numbers, the workflow gives words
    start().pipe(sum);
    const ofNumbers = defineWorkflow({ id: "numbers", name: "Numbers", input: z.array(z.number()) });
    // @ts-expect-error grade wants words, the workflow gives numbers
    ofNumbers.pipe(grade);
    // @ts-expect-error one of the two does not accept numbers
    ofNumbers.parallel([sum, grade]);

    expectTypeOf(workflow.__output).toEqualTypeOf<number | undefined>();
    expect(
      workflow.shape.groups.map(({ stages }) => stages.map(({ id, suspends }) => [id, suspends])),
    ).toEqual([[["grade", true]], [["sum", false]]]);
    expect(workflow.groups.flat().map(isSuspending)).toEqual([true, false]);
  });

  test("its answers must fit its schema and its own state", () => {
    const settings = { id: "s", name: "S", schemas: { input: words, output: z.number() } };
    defineAsyncBatchStage({
      ...settings,
      // @ts-expect-error the output is a number
      submit: () => ({ output: "one" }),
      checkCompletion: () => ({ ready: true, output: 1 }),
    });
    defineAsyncBatchStage({
      ...settings,
      submit: () => ({ suspend: { state: { batchId: "b" } } }),
      // @ts-expect-error the output is a number
      checkCompletion: () => ({ ready: true, output: "one" }),
    });
    defineAsyncBatchStage({
      ...settings,
      submit: () => ({ suspend: { state: { batchId: "b" } } }),
      // @ts-expect-error the state has a batchId
      checkCompletion: () => ({ ready: false, state: { other: 1 } }),
    });
    defineAsyncBatchStage({
      ...settings,
      submit: () => ({ suspend: { state: { batchId: "b" } } }),
      // @ts-expect-error the state has no such member
      checkCompletion: (_, { other }) => ({ ready: true, output: other }),
    });
  });

  test("is asked every minute and waits a day, unless it says otherwise", () => {
    expect(grade).toMatchObject({ pollIntervalMs: 60_000, maxWaitMs: 86_400_000, timeoutMs: undefined });
    const { submit, checkCompletion } = grade;
    const settings = {
      id: "s",
      name: "S",
      schemas: { input: words, output: z.array(z.number()), config: grade.schemas.config },
      submit,
      checkCompletion,
    };
    for (const wrong of [
      { pollIntervalMs: 0 },
      { maxWaitMs: Number.NaN },
      { pollIntervalMs: Number.POSITIVE_INFINITY },
    ])
      expect(() => defineAsyncBatchStage({ ...settings, ...wrong } as never)).toThrow(DefinitionError);
  });
});
