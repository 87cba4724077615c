/** Ids and keys that a column cannot hold are refused; every other one names one thing, to the letter. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { MAX_ID_BYTES, MAX_ID_LENGTH } from "../../domain/storable.js";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import { createRun, createStage, eventInput, jobInput, longName, runInput } from "../factories.js";
import { refuses } from "./refusal.js";
import { type ConformanceCase, suite } from "./suite.js";

const UNSTORABLE_NAMES = {
  "a NUL character": "a\u0000b",
  "half a surrogate pair": "a\ud800",
  "more than 500 characters": "x".repeat(MAX_ID_LENGTH + 1),
  "more than 800 bytes": "é".repeat(MAX_ID_BYTES / 2 + 1),
} as const;

/** Names that look dangerous and are not. */
const ODD_NAMES = [
  "",
  " ",
  "../../etc/passwd",
  "'; drop table workflow_runs; --",
  "%_\\%",
  "a/b?c#d",
  "__proto__",
  "constructor",
  "żółć 😀",
  "\u202eevil",
  "line\nbreak\ttab",
  "x".repeat(MAX_ID_LENGTH),
  longName(1),
] as const;

const DEFINITION: StoredWorkflow = {
  workflowId: "sample",
  contentHash: "aaa",
  name: "Sample",
  description: null,
  groups: [],
  inputSchema: null,
  configSchema: null,
};

/** Writes that take a name, refused when it cannot be stored. */
const WRITES: Readonly<Record<string, (store: Store, name: string) => Promise<unknown>>> = {
  "a run id": ({ persistence }, name) => persistence.createRun(runInput({ id: name })),
  "a run's workflow id": ({ persistence }, name) => persistence.createRun(runInput({ workflowId: name })),
  "a stage id": async (store, name) => createStage(store, (await createRun(store)).id, { stageId: name }),
  "a run's workflow type": ({ persistence }, name) => persistence.createRun(runInput({ workflowType: name })),
  "a run's parent": ({ persistence }, name) => persistence.createRun(runInput({ parentRunId: name })),
  "a run's definition": ({ persistence }, name) => persistence.createRun(runInput({ definitionHash: name })),
  "an output's workflow type": async (store, name) =>
    store.persistence.saveStageOutput((await createRun(store)).id, name, "first", 1),
  "an output's stage": async (store, name) =>
    store.persistence.saveStageOutput((await createRun(store)).id, "sample", name, 1),
  "an annotation's scope": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: name, key: "k", value: 1 },
    ]),
  "an annotation's scope id": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: "run", scopeId: name, key: "k", value: 1 },
    ]),
  "an annotation's kind of actor": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: "run", key: "k", value: 1, actor: { kind: name } },
    ]),
  "an annotation's version of its actor": async (store, name) =>
    store.persistence.appendAnnotations([
      {
        workflowRunId: (await createRun(store)).id,
        scope: "run",
        key: "k",
        value: 1,
        actor: { version: name },
      },
    ]),
  "a worker's id": ({ persistence }, name) =>
    persistence.heartbeatWorker({
      id: name,
      host: "box",
      pid: 1,
      version: "1",
      slots: 1,
      busy: 0,
      workflowIds: [],
      heartbeatMs: 1_000,
    }),
  "a definition's workflow": ({ persistence }, name) =>
    persistence.saveDefinition({ ...DEFINITION, workflowId: name }, "w1"),
  "a definition's version": ({ persistence }, name) =>
    persistence.saveDefinition({ ...DEFINITION, contentHash: name }, "w1"),
  "an artifact key": async (store, name) =>
    store.persistence.saveArtifact({
      workflowRunId: (await createRun(store)).id,
      key: name,
      type: "ARTIFACT",
      data: 1,
      size: 1,
    }),
  "an annotation key": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: "run", key: name, value: 1 },
    ]),
  "an annotation's idempotency key": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: "run", key: "k", value: 1, idempotencyKey: name },
    ]),
  "an annotation's actor": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: "run", key: "k", value: 1, actor: { id: name } },
    ]),
  "an event's run id": ({ persistence }, name) => persistence.appendOutboxEvents([eventInput(name)]),
  "an idempotency key": ({ persistence }, name) => persistence.acquireIdempotencyKey(name, "create"),
  "a job's run id": ({ jobs }, name) => jobs.enqueue(jobInput({ workflowRunId: name })),
  "a job's stage id": ({ jobs }, name) => jobs.enqueue(jobInput({ stageId: name })),
  "a batch id": ({ aiCalls }, name) => aiCalls.logBatchResults(name, []),
};

const refusals = Object.fromEntries(
  Object.entries(WRITES).flatMap(([what, write]) =>
    Object.entries(UNSTORABLE_NAMES).map(([why, name]): [string, ConformanceCase["check"]] => [
      `${what} with ${why} is refused`,
      (store) => refuses("UNSTORABLE_VALUE", write(store, name)),
    ]),
  ),
);

const oddities = Object.fromEntries(
  Object.entries(WRITES).map(([what, write]): [string, ConformanceCase["check"]] => [
    `${what} may be empty, long, or look like a path, SQL or a prototype`,
    async (store) => {
      for (const name of ODD_NAMES) await write(store, name);
    },
  ]),
);

export const hostileNameSuite = suite("hostile names and numbers", {
  ...refusals,
  ...oddities,
  "reads by a name that cannot be stored find nothing": async ({ persistence, jobs, aiCalls, read }) => {
    for (const name of Object.values(UNSTORABLE_NAMES)) {
      const answers = [
        await persistence.getRun(name),
        await persistence.getRunStatus(name),
        await persistence.getStage(name, name),
        await persistence.getStageById(name),
        await persistence.getFirstFailedStage(name),
        await persistence.getLastCompletedStage(name),
        await persistence.getFirstSuspendedStageReadyToResume(name),
        await persistence.getStageIdForArtifact(name, name),
        await jobs.getJob(name),
        await read.runs.get(name),
        await read.stages.get(name),
      ];
      assert.deepEqual(
        answers,
        answers.map(() => null),
      );
      assert.deepEqual(await persistence.getStagesByRun(name), []);
      assert.deepEqual(await persistence.listArtifacts(name), []);
      assert.deepEqual(await persistence.listAnnotations(name), []);
      assert.equal(await persistence.loadArtifact(name, name), undefined);
      assert.equal(await persistence.hasArtifact(name, name), false);
      assert.equal(await aiCalls.isRecorded(name), false);
      assert.equal((await aiCalls.getStats(name)).totalCalls, 0);
    }
  },
  "the engine's own reads and moves by a name that cannot be stored find nothing": async ({
    persistence,
  }) => {
    for (const name of Object.values(UNSTORABLE_NAMES)) {
      assert.equal(await persistence.getRunState(name), null);
      assert.equal(await persistence.lockRun(name), null);
      assert.equal(await persistence.moveRun(name, ["PENDING"], {}), false);
      assert.equal(await persistence.moveStage(name, ["PENDING"], {}), false);
      assert.equal(await persistence.getDefinition(name), null);
      assert.equal(await persistence.getDefinition("sample", name), null);
      assert.deepEqual(await persistence.supersedeStages(name, 1), []);
      assert.deepEqual(await persistence.getStageAttempts(name), {});
      assert.deepEqual(await persistence.listLogs({ workflowRunId: name }), []);
      assert.deepEqual(await persistence.listLogs({ workflowStageId: name }), []);
      assert.deepEqual(await persistence.listDeadEvents({ workflowRunId: name }), []);
      assert.deepEqual(await persistence.claimPendingRuns({ limit: 1, workflowIds: [name] }), []);
      await refuses("NOT_FOUND", persistence.saveOutputOf(name, 1));
      await refuses("NOT_FOUND", persistence.updateStageByRunAndStageId(name, name, {}));
    }
  },
  "filters by a name that cannot be stored match nothing": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.appendAnnotations([{ workflowRunId: id, scope: "run", key: "k", value: 1 }]);

    for (const name of Object.values(UNSTORABLE_NAMES)) {
      assert.deepEqual(await store.persistence.listAnnotations(id, { key: name }), []);
      assert.deepEqual(await store.persistence.listAnnotations(id, { keyPrefix: name }), []);
      assert.deepEqual(await store.persistence.listAnnotations(id, { actorId: name }), []);
      assert.deepEqual(await store.persistence.listAnnotations(id, { scopeId: name }), []);
    }
  },
  "claims, cancels and deletes by a name that cannot be stored do nothing": async ({ persistence, jobs }) => {
    for (const name of Object.values(UNSTORABLE_NAMES)) {
      assert.equal(await persistence.claimPendingRun(name), false);
      assert.equal(await jobs.cancelByRun(name), 0);
      await persistence.deleteArtifact(name, name);
      await persistence.markOutboxEventsPublished([name]);
      await persistence.releaseIdempotencyKey(name, "create");
    }
  },
  "updates by a name that cannot be stored find nothing to update": async ({ persistence, jobs }) => {
    for (const name of Object.values(UNSTORABLE_NAMES)) {
      await refuses("NOT_FOUND", persistence.updateRun(name, {}));
      await refuses("NOT_FOUND", persistence.updateStage(name, {}));
      await refuses("NOT_FOUND", persistence.deleteStage(name));
      await refuses("NOT_FOUND", persistence.incrementOutboxRetryCount(name));
      await refuses("NOT_FOUND", persistence.moveOutboxEventToDLQ(name));
      await refuses("NOT_FOUND", jobs.complete(name));
    }
  },
  "names that differ only in case, accents or trailing spaces are different": async (store) => {
    const names = ["run", "Run", "rún", "ru\u0301n", "run ", "run\t"];

    for (const id of names) await createRun(store, { id });

    for (const id of names) assert.equal((await store.persistence.getRun(id))?.id, id);
  },
  "a run may have stages whose ids differ only in case": async (store) => {
    const { id } = await createRun(store);
    await createStage(store, id, { stageId: "a" });
    await createStage(store, id, { stageId: "A", stageNumber: 2 });

    assert.equal((await store.persistence.getStage(id, "A"))?.stageNumber, 2);
  },
});
