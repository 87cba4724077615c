import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { defineStage } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";

const count = defineStage({
  id: "count",
  name: "Count",
  schemas: { input: z.object({ text: z.string() }), output: z.object({ words: z.number() }) },
  execute: ({ input }) => ({ words: input.text.split(" ").length }),
});
const judge = defineStage({
  id: "judge",
  name: "Judge",
  schemas: {
    input: z.object({ words: z.number() }),
    output: z.boolean(),
    config: z.object({ most: z.number().default(9) }),
  },
  execute: (ctx) => {
    expectTypeOf(ctx.input).toEqualTypeOf<{ words: number }>();
    expectTypeOf(ctx.config).toEqualTypeOf<{ most: number }>();
    expectTypeOf(ctx.require(count)).toEqualTypeOf<{ words: number }>();
    expectTypeOf(ctx.optional(count)).toEqualTypeOf<{ words: number } | undefined>();
    return ctx.input.words <= ctx.config.most;
  },
});
const show = defineStage({
  id: "show",
  name: "Show",
  schemas: { input: z.object({ words: z.number() }), output: z.string() },
  execute: ({ input }) => String(input.words),
});
const start = () => defineWorkflow({ id: "texts", name: "Texts", input: z.object({ text: z.string() }) });

describe("defining work", () => {
  test("types flow: a stage must accept what the group before it gives", () => {
    start().pipe(count).pipe(judge);
    start().pipe(count).parallel([judge, show]);
    // @ts-expect-error judge wants { words }, the workflow gives { text }
    start().pipe(judge);
    // @ts-expect-error show wants { words }, judge gives a boolean
    start().pipe(count).pipe(judge).pipe(show);
    // @ts-expect-error one of the two does not accept { text }
    start().parallel([count, judge]);
    const merge = defineStage({
      id: "merge",
      name: "Merge",
      schemas: { input: z.object({ judge: z.boolean(), show: z.string() }), output: z.null() },
      execute: () => null,
    });
    const workflow = start().pipe(count).parallel([judge, show]).pipe(merge).build();
    expectTypeOf(workflow.__output).toEqualTypeOf<null | undefined>();
    expect(workflow.groups.map((group) => group.map(({ id }) => id))).toEqual([
      ["count"],
      ["judge", "show"],
      ["merge"],
    ]);
  });

  test("the builder is immutable", () => {
    const base = start().pipe(count);
    const one = base.pipe(judge).build();
    const other = base.pipe(show).build();

    expect(one.groups).toHaveLength(2);
    expect(other.stage("judge")).toBeUndefined();
  });

  test("stage ids must be unique, simple and present", () => {
    expect(() =>
      start()
        .pipe(count)
        .parallel([judge, { ...show, id: "count" as const }]),
    ).toThrow(/used twice/);
    const named = (id: string) => () =>
      defineStage({ id, name: "x", schemas: { input: z.null(), output: z.null() }, execute: () => null });
    for (const id of ["a/b", "", ".hidden", "a b", "x".repeat(101)])
      expect(named(id)).toThrow(/letters, digits/);
    expect(() => start().build()).toThrow(/no stage/);
    expect(() => defineWorkflow({ id: "", name: "x", input: z.null() })).toThrow(/Workflow id/);
  });

  test("a stage with impossible numbers is refused", () => {
    const withRetry = (maxAttempts: number) => () =>
      defineStage({
        id: "x",
        name: "x",
        schemas: { input: z.null(), output: z.null() },
        execute: () => null,
        retry: { maxAttempts },
      });

    expect(withRetry(0)).toThrow(/maxAttempts/);
    expect(withRetry(1.5)).toThrow(/maxAttempts/);
    expect(() =>
      defineStage({
        id: "x",
        name: "x",
        schemas: { input: z.null(), output: z.null() },
        execute: () => null,
        timeoutMs: 0,
      }),
    ).toThrow(/timeoutMs/);
  });

  test("the stored shape has groups, numbers, schemas, and a hash that follows the content", () => {
    const { shape } = start().pipe(count).parallel([judge, show]).build();

    expect(
      shape.groups.map(({ number, stages }) => [
        number,
        stages.map((stage) => `${stage.number}:${stage.id}`),
      ]),
    ).toEqual([
      [1, ["1:count"]],
      [2, ["2:judge", "3:show"]],
    ]);
    expect(shape.inputSchema).toMatchObject({ type: "object", required: ["text"] });
    expect(shape.configSchema).toMatchObject({ properties: { judge: { type: "object" } } });
    expect(start().pipe(count).parallel([judge, show]).build().shape.contentHash).toBe(shape.contentHash);
    expect(start().pipe(count).pipe(judge).build().shape.contentHash).not.toBe(shape.contentHash);
  });
});
