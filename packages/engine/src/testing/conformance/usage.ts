/** What stages and their runs have cost: sums that neither drift nor lose anything, however many add at once. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { StageUsage } from "../../ports/engine-persistence.js";
import { createRun, createStage, times } from "../factories.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

interface Spender {
  readonly runId: string;
  readonly stageId: string;
  /** Adds the same to both. */
  use(costUsd: number, tokens?: number): StageUsage;
}

async function spender(store: Store): Promise<Spender> {
  const run = await createRun(store);
  const stage = await createStage(store, run.id);
  return {
    runId: run.id,
    stageId: stage.id,
    use: (costUsd, tokens = 0) => ({ workflowRunId: run.id, stageRecordId: stage.id, costUsd, tokens }),
  };
}

/** The run and its stage have cost exactly this, wherever one looks. */
async function hasCost(store: Store, { runId, stageId }: Spender, cost: number, tokens: number) {
  shows(await store.persistence.getRun(runId), { totalCost: cost, totalTokens: tokens });
  shows(await store.read.runs.get(runId), { totalCost: cost, totalTokens: tokens });
  shows(await store.read.stages.get(stageId), { cost, tokens });
}

/** Large sums, to so many decimals: a double has only sixteen digits in all. */
async function hasCostTo(decimals: number, store: Store, { runId, stageId }: Spender, cost: number) {
  const [run, stage] = [await store.persistence.getRun(runId), await store.read.stages.get(stageId)];
  const expected = cost.toFixed(decimals);
  assert.deepEqual([run?.totalCost.toFixed(decimals), stage?.cost.toFixed(decimals)], [expected, expected]);
}

export const usageSuite = suite("usage", {
  "a new run and a new stage have cost nothing": async (store) => {
    await hasCost(store, await spender(store), 0, 0);
  },

  "no use is no work": async (store) => {
    const one = await spender(store);

    await store.persistence.addUsage([]);

    await hasCost(store, one, 0, 0);
  },

  "use of nothing adds nothing": async (store) => {
    const one = await spender(store);

    await store.persistence.addUsage([one.use(0, 0)]);

    await hasCost(store, one, 0, 0);
  },

  "ten cents added a hundred thousand times are ten thousand dollars to the cent": async (store) => {
    const one = await spender(store);
    const part = times(10_000, () => one.use(0.1, 1));

    for (let call = 0; call < 10; call++) await store.persistence.addUsage(part);

    await hasCostTo(2, store, one, 10_000);
    shows(await store.persistence.getRun(one.runId), { totalTokens: 100_000 });
  },

  "amounts that binary fractions cannot hold do not drift over many calls": async (store) => {
    const one = await spender(store);

    for (let call = 0; call < 100; call++) await store.persistence.addUsage([one.use(7), one.use(0.7)]);

    // Adding doubles one by one gives 770.000000000001.
    await hasCost(store, one, 770, 0);
  },

  "the price of single tokens is not lost beside a large sum": async (store) => {
    const one = await spender(store);
    await store.persistence.addUsage([one.use(10_000)]);

    for (let call = 0; call < 100; call++) await store.persistence.addUsage([one.use(0.000_000_15, 1)]);

    await hasCostTo(6, store, one, 10_000.000_015);
  },

  "tokens add up beyond 2^31 and to the last one": async (store) => {
    const one = await spender(store);

    await store.persistence.addUsage(times(10, () => one.use(0, 3_000_000_001)));
    await store.persistence.addUsage([one.use(0, 2 ** 52)]);

    await hasCost(store, one, 0, 30_000_000_010 + 2 ** 52);
  },

  "a hundred callers at once lose nothing": async (store) => {
    const one = await spender(store);

    await Promise.all(times(100, (n) => store.persistence.addUsage([one.use(0.01, n)])));

    await hasCost(store, one, 1, 4_950);
  },

  "callers that name the same stages in opposite order all succeed": async (store) => {
    const all = [await spender(store), await spender(store), await spender(store)];
    const use = all.map((one) => one.use(0.1, 1));

    await Promise.all(times(40, (n) => store.persistence.addUsage(n % 2 === 0 ? use : [...use].reverse())));

    for (const one of all) await hasCost(store, one, 4, 40);
  },

  "each stage has its own sum and the run that of all": async (store) => {
    const run = await createRun(store);
    const stages = [];
    for (const stageId of ["a", "b", "c"]) stages.push(await createStage(store, run.id, { stageId }));

    await store.persistence.addUsage(
      stages.map(({ id }, n) => ({ workflowRunId: run.id, stageRecordId: id, costUsd: n / 10, tokens: n })),
    );

    const views = await store.read.stages.listByRun(run.id);
    assert.deepEqual(
      views.map(({ cost, tokens }) => [cost, tokens]),
      [
        [0, 0],
        [0.1, 1],
        [0.2, 2],
      ],
    );
    shows(await store.persistence.getRun(run.id), { totalCost: 0.3, totalTokens: 3 });
  },

  "what a replaced attempt has cost stays with it, and with the run": async (store) => {
    const one = await spender(store);
    await store.persistence.supersedeStages(one.runId, 1);
    const next = await createStage(store, one.runId, { attempt: 1 });

    await store.persistence.addUsage([one.use(0.5, 5), { ...one.use(0.25, 2), stageRecordId: next.id }]);

    shows(await store.read.stages.get(one.stageId), { cost: 0.5, tokens: 5 });
    shows(await store.read.stages.get(next.id), { cost: 0.25, tokens: 2 });
    shows(await store.persistence.getRun(one.runId), { totalCost: 0.75, totalTokens: 7 });
  },

  "use by unknown rows is passed over, the rest is added": async (store) => {
    const one = await spender(store);

    await store.persistence.addUsage([
      { workflowRunId: "no-such-run", stageRecordId: "no-such-stage", costUsd: 1, tokens: 1 },
      { workflowRunId: "nul\0", stageRecordId: "half\ud800", costUsd: 1, tokens: 1 },
      one.use(0.1, 1),
    ]);

    await hasCost(store, one, 0.1, 1);
  },

  "an amount that is no number is refused, and nothing of the call is added": async (store) => {
    const one = await spender(store);
    const noNumbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

    for (const none of noNumbers) {
      await refuses("UNSTORABLE_VALUE", store.persistence.addUsage([one.use(1, 1), one.use(none)]));
      await refuses("UNSTORABLE_VALUE", store.persistence.addUsage([one.use(1, 1), one.use(0, none)]));
    }

    await hasCost(store, one, 0, 0);
  },

  "adding leaves the versions, so that nobody's decision grows stale by it": async (store) => {
    const one = await spender(store);

    await store.persistence.addUsage([one.use(1, 1)]);

    await store.persistence.updateRun(one.runId, { status: "RUNNING", expectedVersion: 1 });
    await store.persistence.updateStage(one.stageId, { status: "RUNNING", expectedVersion: 1 });
  },

  "use in a transaction that is undone was never had": async (store) => {
    const one = await spender(store);
    const failing = store.transaction(async ({ persistence }) => {
      await persistence.addUsage([one.use(1, 1)]);
      throw new Error("undone");
    });

    await assert.rejects(failing, /undone/);

    await hasCost(store, one, 0, 0);
  },

  "a sum that was set is where adding goes on": async (store) => {
    const one = await spender(store);
    await store.persistence.updateRun(one.runId, { totalCost: 0.7, totalTokens: 7 });
    await store.persistence.updateStage(one.stageId, { cost: 0.7, tokens: 7 });

    await store.persistence.addUsage([one.use(0.1, 1)]);

    await hasCost(store, one, 0.8, 8);
  },
});
