/** Clients that claim and change the same runs. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Store } from "../../../src/adapters/store.js";
import { action, isDone, run, runOf } from "./client.js";
import type { History } from "./history.js";

export const runActions = [
  action("claimPendingRun", { run }, async (client, { run: number }) => {
    const id = runOf(client, number);
    if (await client.store.persistence.claimPendingRun(id)) client.history.once(`run ${id} was claimed`);
  }),
  action("claimNextPendingRun", {}, async ({ store, history }) => {
    const claimed = await store.persistence.claimNextPendingRun();
    if (claimed) history.once(`run ${claimed.id} was claimed`);
  }),
  action(
    "claimPendingRuns",
    { limit: fc.integer({ min: 1, max: 2 }) },
    async ({ store, history }, { limit }) => {
      for (const claimed of await store.persistence.claimPendingRuns({ limit }))
        history.once(`run ${claimed.id} was claimed`);
    },
  ),
  action("updateRun", { run }, async (client, { run: number }) => {
    const id = runOf(client, number);
    await client.store.persistence.updateRun(id, {});
    client.history.count("versions of run", id);
  }),
  // Of those who read the same version one writes.
  action("updateRunAtVersion", { run }, async (client, { run: number }) => {
    const id = runOf(client, number);
    const { persistence } = client.store;
    const expectedVersion = (await persistence.getRun(id))?.version;
    if (!(await isDone(() => persistence.updateRun(id, { expectedVersion }), "STALE_VERSION"))) return;
    client.history.once(`version ${expectedVersion} of run ${id} was written over by one who expected it`);
    client.history.count("versions of run", id);
  }),
  action("completeRun", { run }, async (client, { run: number }) => {
    const id = runOf(client, number);
    if (!(await client.store.persistence.moveRun(id, ["RUNNING"], { status: "COMPLETED" }))) return;
    client.history.once(`run ${id} was completed`);
    client.history.count("versions of run", id);
  }),
  action("watchRun", { run }, async (client, { run: number }) => {
    const id = runOf(client, number);
    const first = await client.store.persistence.getRun(id);
    const second = await client.store.persistence.getRun(id);
    assert.ok((first?.version ?? 0) <= (second?.version ?? 0), "versions only grow");
    assert.ok(second?.status !== "PENDING" || first?.status === "PENDING", "a run is pending again");
  }),
  action("addUsage", { run }, async (client, { run: number }) => {
    const workflowRunId = runOf(client, number);
    const usage = { workflowRunId, stageRecordId: "none", costUsd: 0.1, tokens: 1 };
    await client.store.persistence.addUsage([usage, usage]);
    client.history.count("usage of run", workflowRunId, 2);
  }),
  action("createStage", { run }, async (client, { run: number }) => {
    const workflowRunId = runOf(client, number);
    const stage = { workflowRunId, stageId: "s", stageName: "S", stageNumber: 1, executionGroup: 1 };
    if (await isDone(() => client.store.persistence.createStage(stage), "ALREADY_EXISTS"))
      client.history.once(`a stage of run ${workflowRunId} was created`);
  }),
];

export async function checkRuns({ persistence }: Store, history: History, runs: readonly string[]) {
  for (const id of runs) {
    const stored = await persistence.getRun(id);
    const [isClaimed, isCompleted] = [
      history.has(`run ${id} was claimed`),
      history.has(`run ${id} was completed`),
    ];
    assert.equal(stored?.status, isCompleted ? "COMPLETED" : isClaimed ? "RUNNING" : "PENDING");
    const updates = history.counted("versions of run", id) + (isClaimed ? 1 : 0);
    assert.equal(stored.version, 1 + updates, "the version counts the updates");
    const added = history.counted("usage of run", id);
    assert.deepEqual([stored.totalCost, stored.totalTokens], [Math.round(added) / 10, added]);
    const stages = await persistence.getStagesByRun(id);
    assert.equal(stages.length, history.has(`a stage of run ${id} was created`) ? 1 : 0);
  }
}
