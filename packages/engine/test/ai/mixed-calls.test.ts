/** A provider's books beside ours: calls of all kinds within stages, and not one token apart. */

import { describe, expect, test } from "vitest";
import { KERNEL_STORES, workbench } from "../kernel/workbench.js";
import { KINDS, mixedCalls, REQUESTS } from "./provider/mixed-calls.js";
import { openProvider } from "./provider/provider.js";
import { asCounted, recordedCalls, sumsOf } from "./recorded-calls.js";

/** STAGELINE_TEST_AI_CALLS=1000 is the full size. */
const CALLS = Number(process.env.STAGELINE_TEST_AI_CALLS ?? 100);
const RUNS = 5;

describe.each(KERNEL_STORES)("on %s", (kind) => {
  test(`${CALLS} mixed calls stand in the records as they stand in the provider's books`, async ({
    onTestFinished,
  }) => {
    const provider = await openProvider();
    const bench = await workbench(kind, mixedCalls(provider.url));
    onTestFinished(async () => {
      await bench.discard();
      await provider.close();
    });
    const ofEach = CALLS / KINDS.length / RUNS;

    const runIds: string[] = [];
    for (let run = 0; run < RUNS; run++) runIds.push(await bench.create({ first: run * ofEach, ofEach }));
    await bench.drain();

    const calls = await recordedCalls(bench.store);
    expect(calls).toHaveLength((CALLS / KINDS.length) * REQUESTS);
    expect(sumsOf(calls.map(asCounted))).toEqual(sumsOf(provider.books));
    expect(new Set(calls.filter(({ priced }) => !priced).map(({ status }) => status))).toEqual(
      new Set(["ABORTED"]),
    );
    const stats = await bench.store.aiCalls.getStats("workflow.mixed");
    const bill = provider.books.reduce((sum, { costUsd }) => sum + costUsd, 0);
    expect(stats.totalCalls).toBe(provider.books.length);
    expect(stats.totalCost).toBeCloseTo(bill, 9);
    for (const runId of runIds) {
      const ofRun = calls.filter(({ workflowRunId }) => workflowRunId === runId);
      const cost = ofRun.reduce((sum, call) => sum + call.cost, 0);
      const [stage] = await bench.store.read.stages.listByRun(runId);
      expect(stage).toMatchObject({ status: "COMPLETED" });
      expect(stage?.cost).toBeCloseTo(cost, 9);
      expect((await bench.store.persistence.getRun(runId))?.totalCost).toBeCloseTo(cost, 9);
    }
  }, 120_000);
});
