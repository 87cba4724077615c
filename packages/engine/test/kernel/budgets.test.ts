/** Budgets that are used up hold work: visibly, nothing failed, and let go as soon as there is room. */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import { generateText, streamText } from "ai";
import { afterEach, describe, expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel.js";
import { hoursFromNow } from "../../src/testing/store-clock.js";
import { fixedPriceModel, MODEL_ID, MODEL_KEY, PRICE_USD } from "./fixed-price-model.js";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";
import { type Bodies, sampleWorkflow } from "./workflows.js";

describe.each(KERNEL_STORES)("budgets on %s", (kind) => {
  let bench: Workbench;
  const open = async (bodies: Bodies = {}, model: LanguageModelV4 = fixedPriceModel()) => {
    bench = await workbench(kind, sampleWorkflow(bodies), { model });
    return bench;
  };
  afterEach(() => bench.discard());

  const ofSample = { targetKind: "workflow", targetId: "sample" } as const;
  /** Money spent by the workflow, on the day of `createdAt`. */
  const spend = (cost: number, call: { createdAt?: Date; modelKey?: string; topic?: string } = {}) =>
    bench.store.aiCalls.write([
      {
        topic: "elsewhere",
        callType: "generate",
        modelKey: "test:other",
        modelId: "other",
        prompt: "",
        response: "",
        inputTokens: 1,
        outputTokens: 1,
        cost,
        workflowId: "sample",
        ...call,
      },
    ]);
  const enforce = () => bench.kernel.dispatch("budget.enforce", {});
  const start = async () => {
    const runId = await bench.create({ text: "a" });
    await bench.kernel.dispatch("run.claimPending", {});
    return runId;
  };
  const stageViews = (runId: string) => bench.store.read.stages.listByRun(runId);
  const ask = async (ctx: { ai(): LanguageModelV4 }) => {
    await generateText({ model: ctx.ai(), prompt: "?" });
    return { text: "a", length: 1 };
  };

  test("the waiting jobs of a workflow are held, with the reason, and nothing fails", async () => {
    const { kernel, store, drain, statusOf } = await open();
    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 5 });
    const runId = await start();
    await spend(5.03);

    expect(await enforce()).toMatchObject({ held: 1, released: 0 });
    await drain();

    expect(await statusOf(runId)).toBe("RUNNING");
    const [stage] = await stageViews(runId);
    expect(stage).toMatchObject({
      status: "PENDING",
      heldAt: expect.any(Date),
      holdReason:
        "The daily budget of $5.00 for workflow sample is used up ($5.03). Raise it, or it goes on at 00:00 UTC.",
    });
    expect(await store.read.budgets.list()).toMatchObject([
      { ...ofSample, limitUsd: 5, spentUsd: 5.03, state: "used up", heldJobs: 1 },
    ]);
    expect(await bench.eventsOf(runId)).toEqual(["workflow:created", "workflow:started"]);
  });

  test("a higher limit lets the jobs go at once, and the run completes", async () => {
    const { kernel, drain, statusOf } = await open();
    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 5 });
    const runId = await start();
    await spend(5);
    await enforce();

    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 6 });
    await drain();

    expect(await statusOf(runId)).toBe("COMPLETED");
    expect((await stageViews(runId)).every(({ heldAt }) => heldAt === null)).toBe(true);
  });

  test("a budget that is taken away lets the jobs go", async () => {
    const { kernel, drain, statusOf } = await open();
    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 0 });
    const runId = await start();
    await enforce();

    expect(await kernel.dispatch("budget.remove", { ...ofSample })).toEqual({ removed: true });
    await drain();

    expect(await statusOf(runId)).toBe("COMPLETED");
  });

  test("what was spent on the day before does not count, and in the month it does", async () => {
    const { kernel, store } = await open();
    const yesterday = await hoursFromNow(store, -24);
    await spend(3, { createdAt: yesterday });
    await spend(4);

    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 10 });
    await kernel.dispatch("budget.set", { ...ofSample, period: "month", limitUsd: 100 });

    const isSameMonth = yesterday.getUTCMonth() === (await store.now()).getUTCMonth();
    expect((await store.read.budgets.list()).map(({ period, spentUsd }) => [period, spentUsd])).toEqual([
      ["day", 4],
      ["month", isSameMonth ? 7 : 4],
    ]);
  });

  test("of several budgets all must have room", async () => {
    const { kernel, drain, statusOf } = await open();
    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 1 });
    await kernel.dispatch("budget.set", { ...ofSample, period: "month", limitUsd: 2 });
    await spend(3);
    const runId = await start();
    await enforce();

    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 10 });
    await drain();
    expect(await statusOf(runId)).toBe("RUNNING");
    const [stage] = await stageViews(runId);
    expect(stage?.holdReason).toMatch(/^The monthly budget of \$2\.00 [^.]*\(\$3\.00\)\. [^.]*\.$/);

    await kernel.dispatch("budget.set", { ...ofSample, period: "month", limitUsd: 10 });
    await drain();
    expect(await statusOf(runId)).toBe("COMPLETED");
  });

  test("jobs that appear while the budget is used up are not begun before a sweep holds them", async () => {
    const { kernel, drain, stagesOf } = await open();
    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 0 });

    const runId = await start();
    await drain();

    expect(await stagesOf(runId)).toEqual(["measure:0:PENDING"]);
    expect(await enforce()).toMatchObject({ held: 1 });
  });

  test("a call of a model whose budget is used up holds its stage, as if it had not been delivered", async () => {
    const { kernel, store, drain, statusOf } = await open({ measure: ask });
    await kernel.dispatch("budget.set", { targetKind: "model", targetId: MODEL_ID, limitUsd: 0 });
    const runId = await start();

    await drain();

    const [job] = await store.jobs.listJobs({ workflowRunId: runId });
    expect(job).toMatchObject({ status: "PENDING", attempt: 0, leaseUntil: null, lastError: null });
    const [stage] = await stageViews(runId);
    expect(stage).toMatchObject({ status: "PENDING", errorMessage: null, cost: 0 });
    expect(stage?.holdReason).toContain("for model gpt-4o-mini is used up");
    expect(await enforce()).toMatchObject({ held: 0, released: 0 });
    expect(await bench.eventsOf(runId)).not.toContain("stage:failed");
    expect((await store.read.aiCalls.totals({ runId, direction: "after", limit: 10 })).calls).toBe(0);

    await kernel.dispatch("budget.set", { targetKind: "model", targetId: MODEL_ID, limitUsd: 1 });
    await drain();
    expect(await statusOf(runId)).toBe("COMPLETED");
  });

  test("a stage that is held again and again has all its deliveries left", async () => {
    const { kernel, drain, statusOf } = await open({ measure: ask });
    const onModel = { targetKind: "model", targetId: MODEL_KEY } as const;
    const runId = await start();

    for (let time = 0; time < 4; time++) {
      await kernel.dispatch("budget.remove", onModel);
      await kernel.dispatch("budget.set", { ...onModel, limitUsd: 0 });
      await drain();
      expect(await statusOf(runId)).toBe("RUNNING");
    }

    const [job] = await bench.store.jobs.listJobs({ workflowRunId: runId });
    expect(job).toMatchObject({ attempt: 0, maxAttempts: 2 });
    await kernel.dispatch("budget.remove", onModel);
    await drain();
    expect(await statusOf(runId)).toBe("COMPLETED");
  });

  test("own spending counts before it is stored: the call after the one that used the budget up is held", async () => {
    let calls = 0;
    const { kernel, drain, store } = await open({
      async measure(ctx) {
        for (; calls < 10; calls++) await generateText({ model: ctx.ai(), prompt: "?" });
        return { text: "a", length: 1 };
      },
    });
    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 3 * PRICE_USD });
    const runId = await start();

    await drain();

    expect(calls).toBe(3);
    const [stage] = await stageViews(runId);
    expect(stage).toMatchObject({ status: "PENDING", cost: 0.45, heldAt: expect.any(Date) });
    expect((await store.read.budgets.list())[0]?.spentUsd).toBe(0.45);
  });

  test("code that catches the error, or a stream that just ends, does not complete the stage", async () => {
    const { kernel, drain, stagesOf } = await open({
      measure: async (ctx) => {
        await generateText({ model: ctx.ai(), prompt: "?" }).catch(() => undefined);
        return { text: "caught", length: 0 };
      },
    });
    await kernel.dispatch("budget.set", { targetKind: "model", targetId: MODEL_ID, limitUsd: 0 });
    const runId = await start();
    await drain();
    expect(await stagesOf(runId)).toEqual(["measure:0:PENDING"]);
    await bench.discard();

    await open({
      measure: async (ctx) => {
        let text = "";
        const { textStream } = streamText({ model: ctx.ai(), prompt: "?", onError: () => undefined });
        for await (const part of textStream) text += part;
        return { text, length: text.length };
      },
    });
    await bench.kernel.dispatch("budget.set", { targetKind: "model", targetId: MODEL_ID, limitUsd: 0 });
    const streamed = await start();
    await bench.drain();
    expect(await bench.stagesOf(streamed)).toEqual(["measure:0:PENDING"]);
  });

  test("a topic's budget covers what is below it, literally, and counts what was spent before it was set", async () => {
    const { kernel, store } = await open();
    await spend(1, { topic: "a_b.c" });
    await spend(2, { topic: "a_b" });
    await spend(4, { topic: "a_bc" });
    await spend(8, { topic: "aXb.c" });
    await spend(16, { topic: "a_b.c", createdAt: await hoursFromNow(store, -24 * 40) });

    await kernel.dispatch("budget.set", { targetKind: "topic", targetId: "a_b", limitUsd: 100 });
    await spend(32, { topic: "a_b.d" });
    await spend(64, { topic: "a_bd" });

    expect(await store.read.budgets.list()).toMatchObject([{ targetId: "a_b", spentUsd: 35 }]);
  });

  test("a call under a topic whose budget is used up holds its stage", async () => {
    const { kernel, drain } = await open({ measure: ask });
    const runId = await start();
    await kernel.dispatch("budget.set", {
      targetKind: "topic",
      targetId: `workflow.sample.run.${runId}`,
      limitUsd: 0,
    });

    await drain();

    const [stage] = await stageViews(runId);
    expect(stage?.holdReason).toContain(`for topic workflow.sample.run.${runId} is used up`);
  });

  test("a held run is not stuck, can be cancelled and run again", async () => {
    const { kernel, statusOf, store, drain } = await open();
    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 0 });
    const runId = await start();
    await enforce();

    expect(await kernel.dispatch("run.reapStuck", { quietMs: 0 })).toEqual({ redriven: [] });
    await kernel.dispatch("run.cancel", { runId });
    expect(await statusOf(runId)).toBe("CANCELLED");
    expect(await store.jobs.countHeld()).toEqual([]);
    await kernel.dispatch("run.rerunFrom", { runId, stageId: "measure" });
    await enforce();
    expect(await store.jobs.countHeld()).toMatchObject([{ workflowId: "sample", jobs: 1 }]);

    await kernel.dispatch("budget.remove", { ...ofSample });
    await drain();
    expect(await statusOf(runId)).toBe("COMPLETED");
  });

  test("two workers that sweep at once hold each job once and let each go once", async () => {
    const { kernel, store, create } = await open();
    await kernel.dispatch("budget.set", { ...ofSample, limitUsd: 0 });
    for (let run = 0; run < 20; run++) await create({ text: "a" });
    await kernel.dispatch("run.claimPending", { limit: 100 });
    const other = createKernel({ store, workflows: kernel.workflows });
    const sweep = () =>
      Promise.all([
        enforce(),
        other.dispatch("budget.enforce", { pageSize: 3 }),
        kernel.dispatch("budget.enforce", { pageSize: 7 }),
      ]);
    const sum = (all: readonly { held: number; released: number }[]) =>
      all.reduce((total, { held, released }) => total + held + released, 0);

    const held = sum(await sweep()) + sum(await sweep());
    expect(held).toBe(20);
    expect(await store.jobs.countHeld()).toMatchObject([{ jobs: 20 }]);

    await store.persistence.removeBudget({ ...ofSample, period: "day" });
    const released = sum(await sweep()) + sum(await sweep());
    expect(released).toBe(20);
    expect(await store.jobs.countHeld()).toEqual([]);
  });

  test("jobs held for a reason that is not known here stay held", async () => {
    const { store } = await open();
    const runId = await start();
    const hold = { heldBy: "inspection", reason: "Somebody looks at it" };
    await store.jobs.changeHold({ workflowId: "sample", from: null, to: hold }, 10);

    expect(await enforce()).toMatchObject({ held: 0, released: 0 });

    expect((await stageViews(runId))[0]?.holdReason).toBe("Somebody looks at it");
  });

  test("a paused workflow is held until the pause ends, a paused worker claims nothing", async () => {
    const { kernel, drain, statusOf } = await open();
    const runId = await start();
    await kernel.dispatch("pause.set", {
      targetKind: "workflow",
      targetId: "sample",
      reason: "prices are wrong",
      actor: { kind: "user", id: "ada" },
    });
    await drain();
    const [stage] = await stageViews(runId);
    expect(stage?.holdReason).toBe("Workflow sample is paused by ada: prices are wrong");

    await kernel.dispatch("pause.set", { targetKind: "worker", targetId: "worker-1", reason: "update" });
    await kernel.dispatch("pause.clear", { targetKind: "workflow", targetId: "sample" });
    await drain();
    expect(await statusOf(runId)).toBe("RUNNING");

    await kernel.dispatch("pause.clear", { targetKind: "worker", targetId: "worker-1" });
    await drain();
    expect(await statusOf(runId)).toBe("COMPLETED");
  });

  test("a worker killed while its stage is held within the body costs one delivery, and the stage is held then", async () => {
    const { kernel, claim, drain, store } = await open({ measure: ask });
    const runId = await start();
    await claim({ leaseMs: 1, workerId: "dies" });
    await kernel.dispatch("budget.set", { targetKind: "model", targetId: MODEL_ID, limitUsd: 0 });

    await expect.poll(() => kernel.dispatch("lease.reapStale", {})).toMatchObject({ released: 1 });
    await drain();

    const [job] = await store.jobs.listJobs({ workflowRunId: runId });
    expect(job).toMatchObject({ status: "PENDING", attempt: 1, heldAt: expect.any(Date) });
  });
});
