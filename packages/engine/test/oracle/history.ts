/** A small healthy history to plant faults in: stages side by side, a failure, a cost, a rerun, a cancelled run. */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import { generateText } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { z } from "zod";
import { defineStage } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import { createKernel } from "../../src/kernel/kernel.js";
import type { Store } from "../../src/store.js";
import { eventually } from "../../src/testing/eventually.js";
import type { Acknowledgement, Execution } from "../../src/testing/oracle.js";

export interface History {
  readonly acknowledged: readonly Acknowledgement[];
  readonly executions: readonly Execution[];
  /** Completed at its second attempt, each stage at its second delivery; `ask` has cost something. */
  readonly runId: string;
  readonly cancelledRunId: string;
}

/** Stands for a company's servers. */
const provider: LanguageModelV4 = new MockLanguageModelV4({
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

/** ask → (left ‖ right) */
export async function makeHistory(store: Store): Promise<History> {
  const executions: Execution[] = [];
  const stage = (id: string) =>
    defineStage({
      id,
      name: id,
      schemas: { input: z.unknown(), output: z.string() },
      retry: { maxAttempts: 2, baseMs: 1, capMs: 1 },
      async execute(ctx) {
        const { runId, stageId, attempt, delivery } = ctx;
        executions.push({ runId, stageId, attempt, delivery });
        if (delivery === 1) throw new Error("not yet");
        if (id !== "ask") return id;
        return (await generateText({ model: ctx.ai(provider), prompt: "2 + 2?" })).text;
      },
    });
  const workflow = defineWorkflow({ id: "history", name: "History", input: z.object({}) })
    .pipe(stage("ask"))
    .parallel([stage("left"), stage("right")])
    .build();
  const kernel = createKernel({ store, workflows: [workflow], workerId: "historian" });
  const create = async (idempotencyKey: string) => {
    const order = { workflowId: workflow.id, input: {}, idempotencyKey };
    return (await kernel.dispatch("run.create", order)).runId;
  };
  const finish = (runId: string) =>
    eventually("the run ends", async () => {
      await kernel.dispatch("run.claimPending", {});
      const jobs = await store.jobs.claim({ workerId: "historian", limit: 10, leaseMs: 60_000 });
      await Promise.all(jobs.map((job) => kernel.dispatch("job.execute", { job })));
      return (await store.persistence.getRunStatus(runId)) === "COMPLETED" ? true : undefined;
    });

  const runId = await create("key-1");
  await finish(runId);
  await kernel.dispatch("run.rerunFrom", { runId, stageId: "left" });
  await finish(runId);
  const cancelledRunId = await create("key-2");
  await kernel.dispatch("run.claimPending", {});
  await kernel.dispatch("run.cancel", { runId: cancelledRunId });
  const acknowledged = [
    { runId, idempotencyKey: "key-1" },
    { runId: cancelledRunId, idempotencyKey: "key-2" },
  ];
  return { acknowledged, executions, runId, cancelledRunId };
}
