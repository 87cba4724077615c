/** What real runs have cost is the same wherever it is asked, whatever was repeated or has failed. */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import { generateText } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { afterEach, describe, expect, test } from "vitest";
import { aiCallFilter, runFilter } from "../../src/read/filters.js";
import { MODEL_ID, PRICE_USD } from "./fixed-price-model.js";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";
import { sampleWorkflow } from "./workflows.js";

/** Of a million input tokens of each call, so many come from a cache, at half the price. */
const CACHED = 400_000;
const CALL_USD = PRICE_USD * (1 - CACHED / 2_000_000);
const SAVED_USD = PRICE_USD * (CACHED / 2_000_000);

const cachingModel = (): LanguageModelV4 =>
  new MockLanguageModelV4({
    provider: "openai",
    modelId: MODEL_ID,
    doGenerate: async () => ({
      content: [{ type: "text", text: "yes" }],
      finishReason: { unified: "stop", raw: "stop" },
      usage: {
        inputTokens: { total: 1_000_000, noCache: 1_000_000 - CACHED, cacheRead: CACHED, cacheWrite: 0 },
        outputTokens: { total: 0, text: 0, reasoning: 0 },
      },
      warnings: [],
    }),
  });

type Asking = { ai(model?: undefined, options?: { topic: string }): LanguageModelV4 };
const ask = async (ctx: Asking, topic: string) => {
  await generateText({ model: ctx.ai(undefined, { topic }), prompt: "?" });
};

describe.each(KERNEL_STORES)("costs on %s", (kind) => {
  let bench: Workbench;
  afterEach(() => bench.discard());

  test("days, topics, runs and single calls of runs that were repeated or failed agree", async () => {
    let isFailing = false;
    const workflow = sampleWorkflow({
      measure: async (ctx) => {
        await ask(ctx, "extract.page.17");
        return { text: "a", length: 1 };
      },
      shout: async (ctx) => {
        await ask(ctx, "loud");
        if (isFailing) throw Object.assign(new Error("no"), { retryable: false });
        return "A";
      },
    });
    bench = await workbench(kind, workflow, { model: cachingModel() });
    const { store, kernel } = bench;
    const before = await store.now();
    const repeated = await bench.create({ text: "a" });
    await bench.drainUntil(repeated, "COMPLETED");
    await kernel.dispatch("run.rerunFrom", { runId: repeated, stageId: "shout" });
    await bench.drainUntil(repeated, "COMPLETED");
    isFailing = true;
    const failed = await bench.create({ text: "a" });
    await bench.drainUntil(failed, "FAILED");

    const days = { from: day(before), to: day(await store.now()) };
    const rows = await store.read.costs.days(days);
    const { topics } = await store.read.costs.topics(days);
    const { rows: calls } = await store.read.costs.calls({ ...days, limit: 200 });
    const runs = await store.read.costs.runs({ ...days, limit: 10 });
    const { rows: listed } = await store.read.runs.list(runFilter.parse({}));
    const ofRuns = await Promise.all(
      [repeated, failed].map((runId) => store.read.aiCalls.totals(aiCallFilter.parse({ runId }))),
    );

    // The repeated run: three calls. The failed one: one, and one for each of two deliveries.
    const spent = sum(rows, ({ costUsd }) => costUsd);
    expect(spent).toBeCloseTo(calls.length * CALL_USD, 9);
    expect(calls.length).toBeGreaterThanOrEqual(5);
    for (const same of [
      sum(topics, ({ costUsd }) => costUsd),
      sum(calls, ({ cost }) => cost),
      sum(listed, ({ totalCost }) => totalCost),
      sum(ofRuns, ({ cost }) => cost),
      runs.costUsd,
    ])
      expect(same).toBeCloseTo(spent, 9);
    expect(sum(rows, ({ rerunUsd }) => rerunUsd)).toBeCloseTo(CALL_USD, 9);
    expect(sum(rows, ({ cacheSavedUsd }) => cacheSavedUsd)).toBeCloseTo(calls.length * SAVED_USD, 9);
    expect(runs.failedUsd).toBeCloseTo(ofRuns[1]?.cost ?? 0, 9);
    expect(topics.map(({ stageId, topic }) => [stageId, topic]).sort()).toEqual([
      ["measure", "extract.page"],
      ["shout", "loud"],
    ]);
  });

  test("whoever sets or removes a budget says why in the audit log", async () => {
    bench = await workbench(kind, sampleWorkflow({}));
    const by = { kind: "user", id: "maria" };
    const target = { targetKind: "workflow", targetId: "sample", period: "day" } as const;

    await bench.kernel.dispatch("budget.set", { ...target, limitUsd: 5, reason: "new prices" }, { by });
    await bench.kernel.dispatch("budget.remove", { ...target, reason: "tried" }, { by });

    expect(await bench.store.audit.after(0, 10)).toMatchObject([
      { action: "budget.set", reason: "new prices" },
      { action: "budget.remove", reason: "tried" },
    ]);
  });
});

const day = (at: Date) => at.toISOString().slice(0, 10);
const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);
