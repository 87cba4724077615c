/** Runs by what they cost. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { Status } from "../../domain/status.js";
import { costRunFilter, placeOf } from "../../read/costs.js";
import { createRun, createStage, times } from "../factories.js";
import { nextInstant } from "../store-clock.js";
import { suite } from "./suite.js";

interface Ended {
  readonly workflowId?: string;
  readonly definitionHash?: string;
  readonly status?: Exclude<Status, "SKIPPED">;
  /** By attempt of the first stage. */
  readonly costs: readonly number[];
  /** Of another stage, in the first attempt. */
  readonly other?: number;
}

async function ended(
  store: Store,
  { workflowId = "w", definitionHash = "v1", status = "COMPLETED", costs, other = 0 }: Ended,
): Promise<string> {
  const { id } = await createRun(store, { workflowId });
  const spend = async (stageId: string, attempt: number, costUsd: number) => {
    const stage = await createStage(store, id, { stageId, attempt });
    await store.persistence.addUsage([{ workflowRunId: id, stageRecordId: stage.id, costUsd, tokens: 1 }]);
  };
  for (const [attempt, costUsd] of costs.entries()) {
    if (attempt > 0) await store.persistence.supersedeStages(id, 1);
    await spend("first", attempt, costUsd);
  }
  if (other > 0) await spend("second", 0, other);
  await store.persistence.updateRun(id, { status, definitionHash, attempt: costs.length - 1 });
  await nextInstant(store);
  return id;
}

async function runCosts(store: Store, more: object = {}) {
  const day = (at: Date) => at.toISOString().slice(0, 10);
  const now = await store.now();
  const from = day(new Date(now.getTime() - 3_600_000));
  return store.read.costs.runs(costRunFilter.parse({ from, to: day(now), ...more }));
}

export const runCostSuite = suite("read side: costs of runs", {
  "without runs there is nothing to spread": async (store) => {
    assert.deepEqual(await runCosts(store), {
      versions: [],
      dearest: [],
      runs: 0,
      costUsd: 0,
      failedRuns: 0,
      failedUsd: 0,
      readFrom: null,
    });
  },

  "successful runs are spread by version, the newest version of a workflow first": async (store) => {
    const costs = times(21, (n) => (n + 1) / 100);
    for (const costUsd of costs) await ended(store, { costs: [costUsd] });
    await ended(store, { definitionHash: "v2", costs: [0.5] });
    await ended(store, { definitionHash: "v2", status: "FAILED", costs: [9] });
    await ended(store, { workflowId: "a", costs: [0] });

    const { versions } = await runCosts(store);

    const percentile = (percent: number) => costs[placeOf(percent, costs.length) - 1];
    assert.deepEqual(
      versions.map(({ costUsd: _sum, ...version }) => version),
      [
        { workflowId: "a", definitionHash: "v1", runs: 1, p5Usd: 0, p50Usd: 0, p95Usd: 0 },
        { workflowId: "w", definitionHash: "v2", runs: 1, p5Usd: 0.5, p50Usd: 0.5, p95Usd: 0.5 },
        {
          workflowId: "w",
          definitionHash: "v1",
          runs: 21,
          p5Usd: percentile(5),
          p50Usd: percentile(50),
          p95Usd: percentile(95),
        },
      ],
    );
    assert.equal(versions[2]?.costUsd.toFixed(9), costs.reduce((sum, cost) => sum + cost, 0).toFixed(9));
  },

  "of failed runs the first attempts count, for later ones count as reruns": async (store) => {
    await ended(store, { status: "FAILED", costs: [0.25] });
    await ended(store, { status: "FAILED", costs: [0.5, 4], other: 0.125 });
    await ended(store, { costs: [1, 1] });

    const { failedRuns, failedUsd, runs, costUsd } = await runCosts(store);

    assert.deepEqual([failedRuns, failedUsd, runs, costUsd], [2, 0.875, 3, 6.875]);
  },

  "the most expensive run is first, with the stage that cost the most": async (store) => {
    const dear = await ended(store, { costs: [1, 0.5], other: 1.25 });
    const middle = await ended(store, { costs: [2], status: "FAILED" });
    await ended(store, { costs: [0.1] });
    await ended(store, { costs: [0] });

    const { dearest } = await runCosts(store, { limit: 2 });

    assert.deepEqual(
      dearest.map(({ id, costUsd, attempt, status, dearest }) => ({ id, costUsd, attempt, status, dearest })),
      [
        {
          id: dear,
          costUsd: 2.75,
          attempt: 1,
          status: "COMPLETED",
          dearest: { stageId: "first", costUsd: 1.5 },
        },
        {
          id: middle,
          costUsd: 2,
          attempt: 0,
          status: "FAILED",
          dearest: { stageId: "first", costUsd: 2 },
        },
      ],
    );
  },

  "another workflow's runs, and those of other days, are left out": async (store) => {
    await ended(store, { workflowId: "other", costs: [1] });
    const mine = await ended(store, { costs: [2] });

    const { dearest } = await runCosts(store, { workflowId: "w" });

    assert.deepEqual(
      dearest.map(({ id }) => id),
      [mine],
    );
    const old = costRunFilter.parse({ from: "2020-01-01", to: "2020-01-02" });
    assert.equal((await store.read.costs.runs(old)).runs, 0);
  },
});
