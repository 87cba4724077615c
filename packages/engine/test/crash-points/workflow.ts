/** measure → (left ‖ right) → last, where the run's input says what each stage does. */

import { MockLanguageModelV4 } from "ai/test";
import { z } from "zod";
import { defineAsyncBatchStage } from "../../src/domain/definition/async-batch-stage.js";
import { defineStage, type StageContext } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import type { Execution } from "../../src/testing/oracle.js";

/**
 * `talks`: succeeds after it logged, stated facts and asked a model. `stumbles`: its first delivery fails. `waits`: what
 * it needs is there when it is asked after, for the stage `right` only.
 */
const behaviour = z.enum(["succeeds", "fails", "stumbles", "talks", "waits"]);
export type Behaviour = z.infer<typeof behaviour>;

const plan = z.record(z.string(), behaviour);
export type Plan = z.infer<typeof plan>;

/** The provider is a stand-in for a company's servers. */
const provider = new MockLanguageModelV4({
  provider: "openai",
  modelId: "gpt-4o-mini",
  doGenerate: async () => ({
    content: [{ type: "text", text: "four" }],
    finishReason: { unified: "stop", raw: "stop" },
    usage: {
      inputTokens: { total: 1_000, noCache: 1_000, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 50, text: 50, reasoning: undefined },
    },
    warnings: [],
  }),
});

/** A third delivery is left when a crash took one and a failure another. */
const retry = { maxAttempts: 3, baseMs: 1, capMs: 1 };

/** Where the bodies note what they do. */
export interface Notes {
  /** Every body that was entered. */
  readonly executions: Execution[];
  /** How often a model was asked, by run. */
  readonly questions: Map<string, number>;
}

export function crashWorkflow({ executions, questions }: Notes) {
  const work = async (ctx: StageContext<unknown, unknown>, does: Behaviour = "succeeds") => {
    const { runId, stageId, attempt, delivery } = ctx;
    executions.push({ runId, stageId, attempt, delivery });
    if (does === "talks") {
      ctx.log("INFO", "asking");
      ctx.progress(0.5);
      ctx.annotate("Answer.confidence", 0.9, { idempotencyKey: stageId, emitEvent: true });
      questions.set(runId, (questions.get(runId) ?? 0) + 1);
      await ctx
        .ai(provider)
        .doGenerate({ prompt: [{ role: "user", content: [{ type: "text", text: "2 + 2?" }] }] });
    }
    if (does === "fails" || (does === "stumbles" && delivery === 1))
      throw Object.assign(new Error(`${stageId} failed`), { isRetryable: does === "stumbles" });
  };
  const stage = <const Id extends string>(id: Id) =>
    defineStage({
      id,
      name: id,
      schemas: { input: plan, output: plan },
      retry,
      async execute(ctx) {
        await work(ctx, ctx.input[id]);
        return ctx.input;
      },
    });
  const right = defineAsyncBatchStage({
    id: "right",
    name: "right",
    schemas: { input: plan, output: plan },
    retry,
    async submit(ctx) {
      await work(ctx, ctx.input.right);
      return ctx.input.right === "waits"
        ? { suspend: { state: { ticket: ctx.runId }, pollInMs: 0 } }
        : { output: ctx.input };
    },
    checkCompletion: (ctx) => ({ ready: true, output: ctx.input }),
  });
  const last = defineStage({
    id: "last",
    name: "last",
    schemas: { input: z.object({ left: plan, right: plan }), output: z.string() },
    retry,
    async execute(ctx) {
      await work(ctx, ctx.input.left.last);
      return "done";
    },
  });
  return defineWorkflow({ id: "crash", name: "Crash", input: plan })
    .pipe(stage("measure"))
    .parallel([stage("left"), right])
    .pipe(last)
    .build();
}
