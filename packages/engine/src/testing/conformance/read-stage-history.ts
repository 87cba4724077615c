/** What earlier executions tell about the next one, and how the cost of a call came about. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { aiCallInput, createRun, createStage } from "../factories.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

interface Execution {
  readonly workflowId?: string;
  readonly stageId?: string;
  readonly costUsd: number;
  readonly durationMs: number;
  readonly models?: readonly string[];
  readonly status?: "COMPLETED" | "FAILED";
}

async function executed(
  store: Store,
  { workflowId = "sample", stageId, costUsd, durationMs, models = [], status = "COMPLETED" }: Execution,
): Promise<void> {
  const run = await createRun(store, { workflowId });
  const stage = await createStage(store, run.id, stageId === undefined ? {} : { stageId });
  await store.persistence.updateStage(stage.id, { status, duration: durationMs });
  await store.persistence.addUsage([{ workflowRunId: run.id, stageRecordId: stage.id, costUsd, tokens: 1 }]);
  await store.aiCalls.write(
    models.map((modelKey) =>
      aiCallInput({ workflowRunId: run.id, stageId: stage.stageId, workflowStageId: stage.id, modelKey }),
    ),
  );
}

const history = (store: Store, ...stageIds: string[]) =>
  store.read.stages.history({ workflowId: "sample", stageIds });

export const stageHistorySuite = suite("stage history", {
  "a stage that was never executed has none": async (store) => {
    assert.deepEqual(await history(store, "first"), []);
  },

  "cost and duration are spread over the completed executions": async (store) => {
    for (let execution = 1; execution <= 10; execution++)
      await executed(store, { costUsd: execution / 100, durationMs: execution * 10, models: ["m"] });

    assert.deepEqual(await history(store, "first"), [
      {
        stageId: "first",
        modelKeys: ["m"],
        executions: 10,
        costUsd: { p10: 0.01, p50: 0.05, p90: 0.09 },
        durationMs: { p10: 10, p50: 50, p90: 90 },
      },
    ]);
  },

  "executions with other models are told apart, the more frequent first": async (store) => {
    await executed(store, { costUsd: 1, durationMs: 1, models: ["a"] });
    await executed(store, { costUsd: 2, durationMs: 2, models: ["b", "a", "b"] });
    await executed(store, { costUsd: 4, durationMs: 4, models: ["a", "b"] });
    await executed(store, { costUsd: 0, durationMs: 9 });

    const found = await history(store, "first");

    assert.deepEqual(found[0]?.modelKeys, ["a", "b"]);
    assert.deepEqual(found.map(({ modelKeys, executions }) => `${modelKeys}:${executions}`).sort(), [
      ":1",
      "a,b:2",
      "a:1",
    ]);
  },

  "other workflows, other stages and what did not complete do not count": async (store) => {
    await executed(store, { costUsd: 1, durationMs: 1 });
    await executed(store, { costUsd: 7, durationMs: 7, workflowId: "other" });
    await executed(store, { costUsd: 7, durationMs: 7, status: "FAILED" });
    await executed(store, { costUsd: 3, durationMs: 3, stageId: "second" });

    const found = await history(store, "second", "first", "third");

    assert.deepEqual(
      found.map(({ stageId, executions, costUsd }) => [stageId, executions, costUsd.p50]),
      [
        ["second", 1, 3],
        ["first", 1, 1],
      ],
    );
  },

  "the cost of a call is explained by what was stored with it": async (store) => {
    const pricing = {
      source: "price-list",
      lines: [{ kind: "input", tokens: 12_000, usdPerMillion: 0.25 }],
    };
    await store.aiCalls.write([aiCallInput({ cost: 0.003, pricing })]);
    const [call] = (await store.read.aiCalls.list({ direction: "after", limit: 1 })).rows;

    shows(await store.read.aiCalls.explainCost(call?.id ?? ""), {
      costUsd: 0.003,
      line: "12,000 input × $0.25/M = $0.003",
    });
    assert.equal(await store.read.aiCalls.explainCost("unknown"), null);
  },
});
