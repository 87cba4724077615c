/** Small workflows whose stages do what the test tells them to. */

import { z } from "zod";
import { defineStage, type StageContext } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";

type Body = (ctx: StageContext<unknown, unknown>) => unknown;

const text = z.object({ text: z.string() });
const length = z.object({ length: z.number() });

/** Replaces the body of a stage for one test; without one the stage does its plain work. */
export type Bodies = Partial<Record<"measure" | "shout" | "whisper" | "join", Body>>;

/** measure → (shout ‖ whisper) → join. The most a stage is delivered is twice. */
export function sampleWorkflow(bodies: Bodies = {}) {
  const retry = { maxAttempts: 2, baseMs: 1, capMs: 1 };
  const run = <Output>(name: keyof Bodies, ctx: StageContext<never, never>, plain: () => Output): Output =>
    (bodies[name] === undefined ? plain() : bodies[name](ctx as StageContext<unknown, unknown>)) as Output;

  const measure = defineStage({
    id: "measure",
    name: "Measure",
    schemas: { input: text, output: length.extend({ text: z.string() }) },
    retry,
    execute: (ctx) =>
      run("measure", ctx as never, () => ({ text: ctx.input.text, length: ctx.input.text.length })),
  });
  const shout = defineStage({
    id: "shout",
    name: "Shout",
    schemas: { input: text, output: z.string(), config: z.object({ mark: z.string().default("!") }) },
    retry,
    execute: (ctx) => run("shout", ctx as never, () => ctx.input.text.toUpperCase() + ctx.config.mark),
  });
  const whisper = defineStage({
    id: "whisper",
    name: "Whisper",
    schemas: { input: text, output: z.string() },
    retry,
    execute: (ctx) => run("whisper", ctx as never, () => ctx.input.text.toLowerCase()),
  });
  const join = defineStage({
    id: "join",
    name: "Join",
    schemas: { input: z.object({ shout: z.string(), whisper: z.string() }), output: z.string() },
    retry,
    execute: (ctx) =>
      run(
        "join",
        ctx as never,
        () => `${ctx.input.shout} ${ctx.input.whisper} ${ctx.require(measure).length}`,
      ),
  });
  return defineWorkflow({ id: "sample", name: "Sample", input: text })
    .pipe(measure)
    .parallel([shout, whisper])
    .pipe(join)
    .build();
}
