/** Runs and stages written and read many at a time: what one call does is what the single calls would have done. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { RunMove, StageMove } from "../../ports/engine-persistence.js";
import { createRun, createStage, runInput, stageInput, times } from "../factories.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

/** More than SQLite binds one by one. */
const MANY = 120;

const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

const createRuns = (store: Store, count: number) =>
  store.persistence.createRuns(times(count, () => runInput()));

/** RUNNING ones of as many runs. */
async function runningStages(store: Store, count: number) {
  const runs = await createRuns(store, count);
  return store.persistence.createStages(runs.map(({ id }) => stageInput(id, { status: "RUNNING" })));
}

export const batchSuite = suite("batches of runs and stages", {
  "runs are created together, in input order, as if one by one": async (store) => {
    const single = await createRun(store, { priority: 7, config: { a: 1 }, metadata: { b: 2 } });

    const runs = await store.persistence.createRuns(
      times(MANY, (index) =>
        runInput({ id: `run-${MANY - index}`, priority: 7, config: { a: 1 }, metadata: { b: 2 } }),
      ),
    );

    assert.deepEqual(
      idsOf(runs),
      times(MANY, (index) => `run-${MANY - index}`),
    );
    const { id: _id, createdAt: _created, updatedAt: _updated, ...same } = single;
    shows(runs[0], same);
    assert.deepEqual(await store.persistence.getRun("run-3"), runs[MANY - 3]);
  },

  "one run that exists keeps all of a batch out": async (store) => {
    await createRun(store, { id: "taken" });

    const inputs = [runInput({ id: "new" }), runInput({ id: "taken" })];
    await refuses("ALREADY_EXISTS", store.persistence.createRuns(inputs));

    assert.equal(await store.persistence.getRun("new"), null);
  },

  "a batch that was refused leaves its transaction usable": async (store) => {
    const run = await createRun(store, { id: "taken" });
    await createStage(store, run.id);

    await store.persistence.withTransaction(async (tx) => {
      await refuses("ALREADY_EXISTS", tx.createRuns([runInput({ id: "taken" })]));
      await refuses("ALREADY_EXISTS", tx.createStages([stageInput(run.id)]));
      await refuses("NOT_FOUND", tx.createStages([stageInput("nowhere")]));
      await tx.createRuns([runInput({ id: "after" })]);
    });

    assert.equal(await store.persistence.getRunStatus("after"), "PENDING");
  },

  "one run or stage twice in a batch is refused": async (store) => {
    const run = await createRun(store);

    const twins = [runInput({ id: "twin" }), runInput({ id: "twin" })];
    await refuses("ALREADY_EXISTS", store.persistence.createRuns(twins));
    await refuses("ALREADY_EXISTS", store.persistence.createStages([stageInput(run.id), stageInput(run.id)]));

    assert.equal(await store.persistence.getRun("twin"), null);
    assert.deepEqual(await store.persistence.getStagesByRun(run.id), []);
  },

  "one value that cannot be stored keeps all of a batch out": async (store) => {
    const [run, other] = await createRuns(store, 2);
    assert.ok(run && other);
    const [first, second] = await store.persistence.createStages([stageInput(run.id), stageInput(other.id)]);
    assert.ok(first && second);
    const from = ["PENDING"] as const;
    const status = "RUNNING" as const;

    const runs = [runInput({ id: "good" }), runInput({ id: "bad\0" })];
    await refuses("UNSTORABLE_VALUE", store.persistence.createRuns(runs));
    const stages = [stageInput(run.id, { stageId: "good" }), stageInput(run.id, { stageId: "\ud800" })];
    await refuses("UNSTORABLE_VALUE", store.persistence.createStages(stages));
    const runMoves: RunMove[] = [
      { id: run.id, from, data: { status } },
      { id: other.id, from, data: { status, duration: Number.NaN } },
    ];
    await refuses("UNSTORABLE_VALUE", store.persistence.moveRuns(runMoves));
    const stageMoves: StageMove[] = [
      { id: first.id, from, data: { status } },
      { id: second.id, from, data: { status, nextPollAt: new Date(Number.NaN) } },
    ];
    await refuses("UNSTORABLE_VALUE", store.persistence.moveStages(stageMoves));

    assert.equal(await store.persistence.getRun("good"), null);
    assert.deepEqual(await store.persistence.getStagesOfRuns([run.id, other.id]), [first, second]);
    assert.deepEqual(await store.persistence.getRun(run.id), run);
  },

  "runs are held in the order of their ids, without those that do not exist": async (store) => {
    await store.persistence.createRuns(["c", "a", "b"].map((id) => runInput({ id })));

    const held = await store.persistence.withTransaction((tx) =>
      tx.lockRuns(["b", "none", "c", "a\0", "a", "b"]),
    );

    assert.deepEqual(idsOf(held), ["a", "b", "c"]);
    assert.deepEqual(held[0], await store.persistence.getRunState("a"));
  },

  "callers that hold the same runs in different orders wait for each other and lose nothing": async (
    store,
  ) => {
    const ids = idsOf(await createRuns(store, 10));

    await Promise.all(
      times(8, (caller) =>
        store.persistence.withTransaction(async (tx) => {
          const order = caller % 2 === 0 ? ids : ids.toReversed();
          const held = await tx.lockRuns(order);
          const moves = held.map(
            ({ id, openStages }): RunMove => ({
              id,
              from: ["PENDING"],
              data: { openStages: openStages + 1 },
            }),
          );
          assert.equal((await tx.moveRuns(moves)).length, 10);
        }),
      ),
    );

    for (const run of await store.persistence.lockRuns(ids)) shows(run, { openStages: 8, version: 9 });
  },

  "batches that move the same stages in different orders do not deadlock": async (store) => {
    const ids = idsOf(await runningStages(store, 60));

    const moved = await Promise.all(
      times(12, (caller) => {
        const order = caller % 2 === 0 ? ids : ids.toReversed();
        return store.persistence.withTransaction((tx) =>
          tx.moveStages(order.map((id) => ({ id, from: ["RUNNING"], data: { deliveries: caller } }))),
        );
      }),
    );

    for (const written of moved) assert.equal(written.length, 60);
    shows(await store.persistence.getStageById(ids[0] ?? ""), { version: 13 });
  },

  "a new run has no counted stages; the count is written as it is given": async (store) => {
    const { id } = await createRun(store);
    assert.equal((await store.persistence.getRunState(id))?.openStages, 0);

    await store.persistence.updateRun(id, { openStages: 3 });
    await store.persistence.moveRun(id, ["PENDING"], { status: "RUNNING" });

    shows(await store.persistence.getRunState(id), { openStages: 3, status: "RUNNING" });
    assert.equal("openStages" in ((await store.persistence.getRun(id)) ?? {}), false);
  },

  "every run of a batch is moved from its own statuses to its own fields": async (store) => {
    const [pending, running, failed] = idsOf(await createRuns(store, 3));
    assert.ok(pending && running && failed);
    await store.persistence.updateRun(running, { status: "RUNNING", errorMessage: "old", errorCode: "OLD" });
    await store.persistence.updateRun(failed, { status: "FAILED" });
    const completedAt = new Date("2026-01-02T03:04:05.678Z");

    const written = await store.persistence.moveRuns([
      { id: failed, from: ["RUNNING", "PENDING"], data: { status: "COMPLETED" } },
      {
        id: running,
        from: ["PENDING", "RUNNING"],
        data: { status: "COMPLETED", completedAt, output: { x: [1] }, duration: 3e9, errorMessage: null },
      },
      { id: pending, from: ["PENDING"], data: { totalCost: 0.1, openStages: 2 } },
      { id: "none", from: ["PENDING"], data: { status: "FAILED" } },
      { id: "bad\0", from: ["PENDING"], data: { status: "FAILED" } },
    ]);

    assert.deepEqual(written, [running, pending]);
    shows(await store.persistence.getRunState(failed), { status: "FAILED", version: 2 });
    shows(await store.persistence.getRunState(running), {
      status: "COMPLETED",
      completedAt,
      output: { x: [1] },
      duration: 3e9,
      errorMessage: null,
      errorCode: "OLD",
      version: 3,
    });
    shows(await store.persistence.getRunState(pending), {
      status: "PENDING",
      totalCost: 0.1,
      openStages: 2,
      output: null,
      version: 2,
    });
  },

  "a move without fields bumps the version, one without statuses writes nothing": async (store) => {
    const [moved, left] = idsOf(await createRuns(store, 2));
    assert.ok(moved && left);

    const written = await store.persistence.moveRuns([
      { id: moved, from: ["PENDING"], data: {} },
      { id: left, from: [], data: {} },
    ]);

    assert.deepEqual(written, [moved]);
    shows(await store.persistence.getRun(moved), { version: 2 });
    shows(await store.persistence.getRun(left), { version: 1 });
  },

  "an id named twice in a batch is moved on from where it was moved to": async (store) => {
    const { id } = await createRun(store);

    const written = await store.persistence.moveRuns([
      { id, from: ["PENDING"], data: { status: "RUNNING" } },
      { id, from: ["RUNNING"], data: { status: "FAILED" } },
      { id, from: ["RUNNING"], data: { status: "COMPLETED" } },
    ]);

    assert.deepEqual(written, [id]);
    shows(await store.persistence.getRun(id), { status: "FAILED", version: 3 });
  },

  "of many batches that move the same runs each run is moved by one": async (store) => {
    const ids = idsOf(await createRuns(store, 40));

    const written = await Promise.all(
      times(10, () =>
        store.persistence.moveRuns(ids.map((id) => ({ id, from: ["PENDING"], data: { status: "RUNNING" } }))),
      ),
    );

    assert.deepEqual(written.flat().sort(), ids.toSorted());
  },

  "stages are created together, in input order, as if one by one": async (store) => {
    const runs = await createRuns(store, MANY);
    const { id: runId } = await createRun(store);
    const queuedAt = new Date("2026-01-02T03:04:05.678Z");
    const extra = {
      status: "RUNNING",
      startedAt: queuedAt,
      queuedAt,
      config: { a: 1 },
      inputData: [1],
      attempt: 2,
    } as const;
    const single = await createStage(store, runId, extra);

    const stages = await store.persistence.createStages(
      runs.toReversed().map(({ id }) => stageInput(id, extra)),
    );

    assert.deepEqual(
      stages.map(({ workflowRunId }) => workflowRunId),
      idsOf(runs).toReversed(),
    );
    const { id: _id, workflowRunId: _run, createdAt: _created, updatedAt: _updated, ...same } = single;
    for (const stage of stages) shows(stage, same);
    assert.deepEqual(await store.persistence.getStageById(stages[5]?.id ?? ""), stages[5]);
  },

  "a stage that exists, or a run that does not, keeps all of a batch out": async (store) => {
    const [run, other] = idsOf(await createRuns(store, 2));
    assert.ok(run && other);
    await createStage(store, run);

    await refuses("ALREADY_EXISTS", store.persistence.createStages([stageInput(other), stageInput(run)]));
    await refuses("NOT_FOUND", store.persistence.createStages([stageInput(other), stageInput("none")]));
    await refuses("NOT_FOUND", store.persistence.createStages([stageInput(run), stageInput("none")]));

    assert.deepEqual(await store.persistence.getStagesByRun(other), []);
  },

  "a batch makes the next attempt of replaced stages, and no attempt twice": async (store) => {
    const { id } = await createRun(store);
    await createStage(store, id);
    await store.persistence.supersedeStages(id, 1);

    await refuses("ALREADY_EXISTS", store.persistence.createStages([stageInput(id)]));
    const [stage] = await store.persistence.createStages([stageInput(id, { attempt: 1 })]);

    assert.deepEqual(await store.persistence.getStagesByRun(id), [stage]);
  },

  "many stages are moved, each to its own fields": async (store) => {
    const stages = await runningStages(store, MANY);
    const at = new Date("2026-01-02T03:04:05.678Z");

    const written = await store.persistence.moveStages(
      stages.map(({ id }, index): StageMove => {
        if (index % 3 === 0)
          return {
            id,
            from: ["RUNNING"],
            data: { status: "COMPLETED", completedAt: at, duration: index, outputData: { index } },
          };
        if (index % 3 === 1)
          return {
            id,
            from: ["RUNNING"],
            data: { status: "SUSPENDED", nextPollAt: at, suspendedState: [index] },
          };
        return { id, from: ["PENDING"], data: { status: "FAILED", errorMessage: "late" } };
      }),
    );

    assert.equal(written.length, 80);
    for (const [index, { id }] of stages.entries()) {
      const stage = await store.persistence.getStageById(id);
      if (index % 3 === 0)
        shows(stage, {
          status: "COMPLETED",
          completedAt: at,
          duration: index,
          outputData: { index },
          nextPollAt: null,
          version: 2,
        });
      else if (index % 3 === 1)
        shows(stage, {
          status: "SUSPENDED",
          completedAt: null,
          outputData: null,
          nextPollAt: at,
          suspendedState: [index],
          version: 2,
        });
      else assert.deepEqual(stage, stages[index]);
    }
  },

  "a batch may move every field of a stage, and clear it": async (store) => {
    const [stage, other] = await runningStages(store, 2);
    assert.ok(stage && other);
    const at = new Date("2026-01-02T03:04:05.678Z");
    const documents = {
      outputData: [1],
      config: { c: true },
      suspendedState: "s",
      resumeData: 0,
      metrics: { m: 1 },
      embeddingInfo: [null],
    };
    const rest = {
      status: "SUSPENDED",
      startedAt: at,
      completedAt: at,
      duration: 3e9,
      nextPollAt: at,
      pollInterval: 5,
      maxWaitUntil: at,
      errorMessage: "e",
    } as const;
    const unseen = {
      artifacts: [1],
      errorCode: "E",
      queuedAt: at,
      suspendedAt: at,
      resumedAt: at,
      pollCount: 2,
      deliveries: 3,
      workerId: "w",
      progress: 0.5,
      progressText: "half",
      cost: 0.25,
      tokens: 3e9,
    };

    await store.persistence.moveStages([
      { id: stage.id, from: ["RUNNING"], data: { ...documents, ...rest, ...unseen } },
      { id: other.id, from: ["RUNNING"], data: {} },
    ]);
    shows(await store.persistence.getStageById(stage.id), { ...documents, ...rest, version: 2 });
    shows(await store.persistence.getStageById(other.id), {
      ...other,
      updatedAt: (await store.persistence.getStageById(other.id))?.updatedAt,
      version: 2,
    });

    await store.persistence.moveStages([
      {
        id: stage.id,
        from: ["SUSPENDED"],
        data: { outputData: null, nextPollAt: null, errorCode: null, workerId: null, progress: null },
      },
    ]);
    shows(await store.persistence.getStageById(stage.id), {
      ...documents,
      ...rest,
      outputData: null,
      nextPollAt: null,
      version: 3,
    });
  },

  "stages of several runs come by run, group and number, with or without documents": async (store) => {
    await store.persistence.createRuns(["b", "a", "c"].map((id) => runInput({ id })));
    const made = await store.persistence.createStages([
      stageInput("b", { stageId: "2", executionGroup: 2 }),
      stageInput("b", { stageId: "1b", stageNumber: 2 }),
      stageInput("a", { stageId: "old" }),
      stageInput("b", { stageId: "1a" }),
      stageInput("c"),
    ]);
    await store.persistence.supersedeStages("a", 1);
    const [stage] = await store.persistence.createStages([
      stageInput("a", { stageId: "new", attempt: 1, inputData: [1] }),
    ]);
    assert.ok(stage);
    await store.persistence.updateStage(stage.id, { errorMessage: "why", startedAt: stage.createdAt });

    const runIds = ["b", "none", "a", "b", "\0"];
    const stages = await store.persistence.getStagesOfRuns(runIds);
    const states = await store.persistence.getStageStates(runIds);

    assert.deepEqual(idsOf(stages), [stage.id, made[3]?.id, made[1]?.id, made[0]?.id]);
    assert.deepEqual(states[0], {
      id: stage.id,
      workflowRunId: "a",
      stageId: "new",
      stageName: stage.stageName,
      stageNumber: 1,
      executionGroup: 1,
      attempt: 1,
      status: "PENDING",
      createdAt: stage.createdAt,
      startedAt: stage.createdAt,
      pollCount: 0,
      errorMessage: "why",
    });
    assert.deepEqual(idsOf(states), idsOf(stages));
    assert.deepEqual(stages[0], await store.persistence.getStageById(stage.id));
  },

  "empty batches are no-ops": async ({ persistence }) => {
    assert.deepEqual(await persistence.createRuns([]), []);
    assert.deepEqual(await persistence.moveRuns([]), []);
    assert.deepEqual(await persistence.lockRuns([]), []);
    assert.deepEqual(await persistence.createStages([]), []);
    assert.deepEqual(await persistence.moveStages([]), []);
    assert.deepEqual(await persistence.getStagesOfRuns([]), []);
    assert.deepEqual(await persistence.getStageStates([]), []);
  },

  "a transaction that fails takes its batches back": async (store) => {
    const [run] = await createRuns(store, 1);
    assert.ok(run);

    await assert.rejects(
      store.persistence.withTransaction(async (tx) => {
        await tx.moveRuns([{ id: run.id, from: ["PENDING"], data: { status: "RUNNING" } }]);
        await tx.createRuns([runInput({ id: "gone" })]);
        await tx.createStages([stageInput(run.id)]);
        assert.equal((await tx.getStageStates([run.id])).length, 1);
        throw new Error("no");
      }),
    );

    assert.deepEqual(await store.persistence.getRun(run.id), run);
    assert.equal(await store.persistence.getRun("gone"), null);
    assert.deepEqual(await store.persistence.getStageStates([run.id]), []);
  },
});
