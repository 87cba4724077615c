/** Stages: one current row per (run, stage), in order of group and number. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { STATUSES } from "../../domain/status.js";
import type { UpdateStageInput } from "../../ports/workflow-persistence.js";
import { createRun, createStage, runInput, stageInput, times } from "../factories.js";
import { hoursFromNow, nextInstant } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { type ConformanceCase, suite } from "./suite.js";

const WHEN = new Date("2026-03-04T05:06:07.089Z");
const UNKNOWN = "no-such-stage";

const FIELDS: readonly (readonly [keyof UpdateStageInput, unknown])[] = [
  ["startedAt", WHEN],
  ["completedAt", WHEN],
  ["duration", 34_560_000_000],
  ["outputData", { answer: [1, "two", null] }],
  ["config", { mode: "strict" }],
  ["suspendedState", { batch: "b-1" }],
  ["resumeData", [1, 2]],
  ["nextPollAt", WHEN],
  ["pollInterval", 4_000_000_000],
  ["maxWaitUntil", WHEN],
  ["metrics", { tokens: 5 }],
  ["embeddingInfo", { dimensions: 3 }],
  ["errorMessage", "it broke"],
];

const updates: Record<string, ConformanceCase["check"]> = Object.fromEntries(
  FIELDS.map(([field, value]) => [
    `an update of ${field} writes it, undefined leaves it alone, null clears it`,
    async (store: Store) => {
      const { id: runId } = await createRun(store);
      const { id } = await createStage(store, runId);
      const stored = async () => (await store.persistence.getStageById(id))?.[field as "outputData"];

      await store.persistence.updateStage(id, { [field]: value });
      await store.persistence.updateStage(id, { [field]: undefined });
      assert.deepEqual(await stored(), value);

      await store.persistence.updateStage(id, { [field]: null });
      assert.equal(await stored(), null);
    },
  ]),
);

/** Stages as `group.number`, made in a mixed order, with these statuses. */
async function runWith(store: Store, statuses: Record<string, UpdateStageInput>): Promise<string> {
  const { id: runId } = await createRun(store);
  for (const [place, update] of Object.entries(statuses)) {
    const [group = 0, number = 0] = place.split(".").map(Number);
    const stage = await createStage(store, runId, {
      stageId: `s${place}`,
      executionGroup: group,
      stageNumber: number,
    });
    await store.persistence.updateStage(stage.id, update);
  }
  return runId;
}

const MIXED = { "2.3": {}, "1.1": {}, "10.4": {}, "2.2": {} };

export const stageSuite = suite("stages", {
  "a new stage is PENDING at version 1 and attempt 0, with nothing else": async (store) => {
    const { id: runId } = await createRun(store);

    const stage = await createStage(store, runId);

    shows(stage, {
      ...{ workflowRunId: runId, stageId: "first", stageName: "First", stageNumber: 1, executionGroup: 1 },
      ...{ attempt: 0, status: "PENDING", version: 1, startedAt: null, completedAt: null, duration: null },
      ...{ inputData: null, outputData: null, config: null, suspendedState: null, resumeData: null },
      ...{ nextPollAt: null, pollInterval: null, maxWaitUntil: null, metrics: null, embeddingInfo: null },
      errorMessage: null,
    });
    assert.deepEqual(await store.persistence.getStageById(stage.id), stage);
    assert.deepEqual(await store.persistence.getStage(runId, "first"), stage);
  },
  "what is given at the start is stored": async (store) => {
    const { id: runId } = await createRun(store);
    const given = {
      attempt: 3,
      status: "RUNNING",
      startedAt: WHEN,
      config: { a: 1 },
      inputData: [1],
    } as const;

    shows(await createStage(store, runId, given as never), given as never);
  },
  "a stage needs its run": async (store) => {
    await refuses("NOT_FOUND", createStage(store, "no-such-run"));
  },
  "a stage that has a current row gets no second one, also when twenty callers try": async (store) => {
    const { id: runId } = await createRun(store);

    const made = await Promise.allSettled(times(20, () => createStage(store, runId)));

    assert.equal(made.filter(({ status }) => status === "fulfilled").length, 1);
    await refuses("ALREADY_EXISTS", createStage(store, runId, { attempt: 1 }));
  },
  "the same stage id in two runs is two stages": async (store) => {
    const [one, other] = [await createRun(store), await createRun(store)];
    const first = await createStage(store, one.id);
    const second = await createStage(store, other.id);

    assert.notEqual(first.id, second.id);
    assert.deepEqual(await store.persistence.getStage(other.id, "first"), second);
  },
  "unknown stages read as nothing": async (store) => {
    const { id: runId } = await createRun(store);

    assert.equal(await store.persistence.getStageById(UNKNOWN), null);
    assert.equal(await store.persistence.getStage(runId, UNKNOWN), null);
    assert.deepEqual(await store.persistence.getStagesByRun("no-such-run"), []);
    assert.equal(await store.persistence.getFirstFailedStage(runId), null);
    assert.equal(await store.persistence.getLastCompletedStage(runId), null);
    assert.equal(await store.persistence.getLastCompletedStageBefore(runId, 5), null);
    assert.equal(await store.persistence.getFirstSuspendedStageReadyToResume(runId), null);
  },
  "updates of unknown stages are refused": async (store) => {
    const { id: runId } = await createRun(store);

    await refuses("NOT_FOUND", store.persistence.updateStage(UNKNOWN, {}));
    await refuses("NOT_FOUND", store.persistence.updateStageByRunAndStageId(runId, UNKNOWN, {}));
    await refuses("NOT_FOUND", store.persistence.deleteStage(UNKNOWN));
  },
  ...updates,
  "an update of status writes it": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId);
    for (const status of STATUSES) {
      await store.persistence.updateStage(id, { status });
      shows(await store.persistence.getStageById(id), { status });
    }
  },
  "an update by run and stage id writes the current row": async (store) => {
    const { id: runId } = await createRun(store);
    const old = await createStage(store, runId);
    await store.persistence.supersedeStages(runId, 1);
    const current = await createStage(store, runId, { attempt: 1 });

    await store.persistence.updateStageByRunAndStageId(runId, "first", { status: "RUNNING" });

    shows(await store.persistence.getStageById(current.id), { status: "RUNNING" });
    shows(await store.persistence.getStageById(old.id), { status: "PENDING" });
  },
  "every update bumps the version by one, an empty one too": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId);

    await store.persistence.updateStage(id, {});
    await store.persistence.updateStageByRunAndStageId(runId, "first", {});

    shows(await store.persistence.getStageById(id), { version: 3 });
  },
  "an update at another version is refused with all facts, and writes nothing": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId);
    await store.persistence.updateStage(id, { expectedVersion: 1 });

    const late = { status: "FAILED", expectedVersion: 1 } as const;
    for (const update of [
      () => store.persistence.updateStage(id, late),
      () => store.persistence.updateStageByRunAndStageId(runId, "first", late),
    ]) {
      await assert.rejects(update, (error: Error & Record<string, unknown>) => {
        assert.equal(error.name, "StaleVersionError");
        assert.deepEqual([error.id, error.expected, error.actual], [id, 1, 2]);
        return true;
      });
    }
    shows(await store.persistence.getStageById(id), { status: "PENDING", version: 2 });
  },
  "of thirty updates at one version exactly one is written": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId);

    const results = await Promise.allSettled(
      times(30, () => store.persistence.updateStage(id, { expectedVersion: 1 })),
    );

    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
  },
  "a compare-and-set writes only from the named statuses": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId);

    assert.equal(await store.persistence.moveStage(id, ["RUNNING"], { status: "COMPLETED" }), false);
    shows(await store.persistence.getStageById(id), { status: "PENDING", version: 1 });
    assert.equal(await store.persistence.moveStage(id, ["PENDING"], { status: "RUNNING" }), true);
    assert.equal(await store.persistence.moveStage(UNKNOWN, ["PENDING"], {}), false);
  },
  "of thirty compare-and-sets to an end exactly one is written": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId, { status: "RUNNING" });

    const moved = await Promise.all(
      times(30, (n) =>
        store.persistence.moveStage(id, ["RUNNING"], {
          status: n % 2 ? "COMPLETED" : "FAILED",
          outputData: n,
        }),
      ),
    );

    assert.equal(moved.filter(Boolean).length, 1);
    shows(await store.persistence.getStageById(id), { version: 2, outputData: moved.indexOf(true) });
  },
  "an upsert of an absent stage creates it with the create part": async (store) => {
    const { id: runId } = await createRun(store);

    const stage = await store.persistence.upsertStage({
      ...{ workflowRunId: runId, stageId: "first" },
      create: stageInput(runId, { config: { a: 1 } }),
      update: { status: "FAILED" },
    });

    shows(stage, { status: "PENDING", version: 1, attempt: 0, config: { a: 1 } });
  },
  "an upsert of a present stage writes the update part and bumps the version": async (store) => {
    const { id: runId } = await createRun(store);
    const before = await createStage(store, runId, { config: { a: 1 } });

    const stage = await store.persistence.upsertStage({
      ...{ workflowRunId: runId, stageId: "first" },
      create: stageInput(runId, { stageName: "Other", config: { b: 2 } }),
      update: { status: "RUNNING", startedAt: WHEN, outputData: { x: 1 }, errorMessage: "e" },
    });

    shows(stage, {
      ...{ id: before.id, stageName: "First", config: { a: 1 }, version: 2 },
      ...{ status: "RUNNING", startedAt: WHEN, outputData: { x: 1 }, errorMessage: "e" },
    });
    assert.deepEqual(await store.persistence.getStageById(before.id), stage);
  },
  "twenty upserts at once make one stage": async (store) => {
    const { id: runId } = await createRun(store);

    await Promise.all(
      times(20, () =>
        store.persistence.upsertStage({
          ...{ workflowRunId: runId, stageId: "first" },
          create: stageInput(runId),
          update: { status: "RUNNING" },
        }),
      ),
    );

    const stages = await store.persistence.getStagesByRun(runId);
    assert.deepEqual(
      stages.map(({ version, status }) => [version, status]),
      [[20, "RUNNING"]],
    );
  },
  "an upsert at another version is refused": async (store) => {
    const { id: runId } = await createRun(store);
    await createStage(store, runId);

    const late = store.persistence.upsertStage({
      ...{ workflowRunId: runId, stageId: "first" },
      create: stageInput(runId),
      update: { expectedVersion: 7 },
    });

    await assert.rejects(late, { name: "StaleVersionError" });
  },
  "an upsert needs its run": async (store) => {
    const upsert = store.persistence.upsertStage({
      ...{ workflowRunId: "no-such-run", stageId: "first" },
      create: stageInput("no-such-run"),
      update: {},
    });

    await refuses("NOT_FOUND", upsert);
  },
  "stages of a run come by group, then number, in both directions": async (store) => {
    const runId = await runWith(store, MIXED);
    const ids = async (orderBy?: "asc" | "desc") =>
      (await store.persistence.getStagesByRun(runId, orderBy ? { orderBy } : {})).map(
        ({ stageId }) => stageId,
      );

    assert.deepEqual(await ids(), ["s1.1", "s2.2", "s2.3", "s10.4"]);
    assert.deepEqual(await ids("asc"), ["s1.1", "s2.2", "s2.3", "s10.4"]);
    assert.deepEqual(await ids("desc"), ["s10.4", "s2.3", "s2.2", "s1.1"]);
  },
  "stages of a run can be asked for by status": async (store) => {
    const runId = await runWith(store, {
      "1.1": { status: "COMPLETED" },
      "2.2": {},
      "2.3": { status: "COMPLETED" },
    });

    const done = await store.persistence.getStagesByRun(runId, { status: "COMPLETED", orderBy: "desc" });

    assert.deepEqual(
      done.map(({ stageId }) => stageId),
      ["s2.3", "s1.1"],
    );
  },
  "the first failed stage is that of the lowest group, then number": async (store) => {
    const failed = { status: "FAILED" } as const;
    const runId = await runWith(store, { "3.5": failed, "2.4": failed, "2.3": failed, "1.1": {} });

    shows(await store.persistence.getFirstFailedStage(runId), { stageId: "s2.3" });
  },
  "the last completed stage is that of the highest group, then number": async (store) => {
    const completed = { status: "COMPLETED" } as const;
    const runId = await runWith(store, { "2.3": completed, "1.1": completed, "2.2": completed, "3.4": {} });

    shows(await store.persistence.getLastCompletedStage(runId), { stageId: "s2.3" });
    shows(await store.persistence.getLastCompletedStageBefore(runId, 3), { stageId: "s2.3" });
    shows(await store.persistence.getLastCompletedStageBefore(runId, 2), { stageId: "s1.1" });
    assert.equal(await store.persistence.getLastCompletedStageBefore(runId, 1), null);
  },
  "suspended stages come when due, soonest first; those without a due time do not": async (store) => {
    const before = await hoursFromNow(store, 1);
    const at = (hours: number) => new Date(before.getTime() + hours * 3_600_000);
    const suspended = (nextPollAt: Date | null) => ({ status: "SUSPENDED", nextPollAt }) as const;
    await runWith(store, {
      ...{ "1.1": suspended(at(-1)), "1.2": suspended(at(-3)), "1.3": suspended(before) },
      ...{
        "1.4": suspended(at(1)),
        "1.5": suspended(null),
        "1.6": { status: "RUNNING", nextPollAt: at(-9) },
      },
    });

    const due = await store.persistence.getSuspendedStages(before);

    assert.deepEqual(
      due.map(({ stageId }) => stageId),
      ["s1.2", "s1.1", "s1.3"],
    );
  },
  "suspended stages with one due time come by id": async (store) => {
    const { id: runId } = await createRun(store);
    const made = [];
    for (const stageId of ["c", "a", "b"]) {
      const stage = await createStage(store, runId, { stageId });
      await store.persistence.updateStage(stage.id, { status: "SUSPENDED", nextPollAt: WHEN });
      made.push(stage.id);
    }

    const due = await store.persistence.getSuspendedStages(await hoursFromNow(store, 1));

    assert.deepEqual(
      due.map(({ id }) => id),
      [...made].sort(),
    );
  },
  "the first stage ready to resume is suspended without a due time": async (store) => {
    const suspended = { status: "SUSPENDED" } as const;
    const runId = await runWith(store, {
      ...{ "3.4": suspended, "2.3": suspended, "2.2": { ...suspended, nextPollAt: WHEN }, "1.1": {} },
    });

    shows(await store.persistence.getFirstSuspendedStageReadyToResume(runId), { stageId: "s2.3" });
  },
  "a deleted stage takes its logs with it; artifacts and annotations stay without it": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId);
    const { persistence } = store;
    await persistence.createLog({
      workflowRunId: runId,
      workflowStageId: id,
      level: "INFO",
      message: "of the stage",
    });
    await persistence.createLog({ workflowRunId: runId, level: "INFO", message: "of the run" });
    await persistence.saveArtifact({
      ...{ workflowRunId: runId, workflowStageId: id, key: "k", type: "ARTIFACT", data: 1, size: 1 },
    });
    await persistence.appendAnnotations([
      { workflowRunId: runId, workflowStageRecordId: id, scope: "stage", key: "k", value: 1 },
    ]);

    await persistence.deleteStage(id);

    assert.equal(await persistence.getStageById(id), null);
    assert.deepEqual(
      (await persistence.listLogs({ workflowRunId: runId })).map(({ message }) => message),
      ["of the run"],
    );
    assert.deepEqual(
      (await persistence.listArtifacts(runId)).map(({ workflowStageId }) => workflowStageId),
      [null],
    );
    const annotations = await persistence.listAnnotations(runId);
    assert.deepEqual(
      annotations.map(({ workflowStageRecordId }) => workflowStageRecordId),
      [null],
    );
  },
  "a rerun supersedes the current rows of its group and the later ones": async (store) => {
    const runId = await runWith(store, { "1.1": {}, "2.2": {}, "3.3": {} });

    const replaced = await store.persistence.supersedeStages(runId, 2);

    assert.deepEqual(
      replaced.map(({ stageId }) => stageId),
      ["s2.2", "s3.3"],
    );
    assert.deepEqual(
      (await store.persistence.getStagesByRun(runId)).map(({ stageId }) => stageId),
      ["s1.1"],
    );
    assert.equal(await store.persistence.getStage(runId, "s2.2"), null);
    assert.deepEqual(await store.persistence.supersedeStages(runId, 2), []);
  },
  "a superseded row stays as it was and can be read by its id": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId);
    await store.persistence.updateStage(id, { status: "COMPLETED", outputData: { old: true }, duration: 5 });
    await store.persistence.supersedeStages(runId, 1);
    const next = await createStage(store, runId, { attempt: 1 });

    shows(await store.persistence.getStageById(id), {
      ...{ status: "COMPLETED", outputData: { old: true }, duration: 5, attempt: 0 },
    });
    shows(await store.persistence.getStage(runId, "first"), { id: next.id, attempt: 1 });
    assert.deepEqual(await store.persistence.getStageAttempts(runId), { first: 1 });
  },
  "a superseded row is out of the contract's questions": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId);
    await store.persistence.updateStage(id, { status: "FAILED", nextPollAt: WHEN });
    await store.persistence.supersedeStages(runId, 1);

    assert.equal(await store.persistence.getFirstFailedStage(runId), null);
    await refuses("NOT_FOUND", store.persistence.updateStageByRunAndStageId(runId, "first", {}));
    assert.deepEqual(await store.persistence.getSuspendedStages(await hoursFromNow(store, 1)), []);
  },
  "an update moves updatedAt on": async (store) => {
    const { id: runId } = await createRun(store);
    const { id, updatedAt } = await createStage(store, runId);
    await nextInstant(store);

    await store.persistence.updateStage(id, {});

    const stage = await store.persistence.getStageById(id);
    assert.ok(stage && stage.updatedAt > updatedAt);
  },
  "updates of different fields at once are all kept": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId);
    await Promise.all(FIELDS.map(([field, value]) => store.persistence.updateStage(id, { [field]: value })));
    shows(await store.persistence.getStageById(id), {
      ...(Object.fromEntries(FIELDS) as object),
      version: FIELDS.length + 1,
    });
  },
  "a compare-and-set at another version writes nothing": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId);
    const late = { status: "FAILED", expectedVersion: 2 } as const;
    assert.equal(await store.persistence.moveStage(id, ["PENDING"], late), false);
    assert.equal(await store.persistence.moveStage(id, [], {}), false);
    shows(await store.persistence.getStageById(id), { status: "PENDING", version: 1 });
  },
  "an attempt that was replaced cannot be made again": async (store) => {
    const { id: runId } = await createRun(store);
    await createStage(store, runId);
    await store.persistence.supersedeStages(runId, 1);
    await refuses("ALREADY_EXISTS", createStage(store, runId, { attempt: 0 }));
    const again = { workflowRunId: runId, stageId: "first", create: stageInput(runId), update: {} };
    await refuses("ALREADY_EXISTS", store.persistence.upsertStage(again));
    shows(await createStage(store, runId, { attempt: 1 }), { attempt: 1, version: 1 });
  },
  "an upsert after a rerun makes the new attempt and leaves the old one": async (store) => {
    const { id: runId } = await createRun(store);
    const old = await createStage(store, runId);
    await store.persistence.supersedeStages(runId, 1);
    const stage = await store.persistence.upsertStage({
      workflowRunId: runId,
      stageId: "first",
      create: stageInput(runId, { attempt: 1 }),
      update: { status: "FAILED" },
    });
    shows(stage, { attempt: 1, status: "PENDING" });
    shows(await store.persistence.getStageById(old.id), { attempt: 0, status: "PENDING" });
  },
  "a stage that was deleted can be made again, without what it had": async (store) => {
    const { id: runId } = await createRun(store);
    const { id } = await createStage(store, runId, { config: { a: 1 } });
    await store.persistence.deleteStage(id);
    shows(await createStage(store, runId), { config: null, version: 1 });
    assert.equal((await store.persistence.getStagesByRun(runId)).length, 1);
  },
  "thousands of suspended stages are all found, soonest first": async (store) => {
    const soonest = (await store.now()).getTime() - 10_000_000;
    await store.transaction(async ({ persistence }) => {
      const { id: runId } = await persistence.createRun(runInput());
      for (let n = 0; n < 1_500; n++) {
        const stage = await persistence.createStage(stageInput(runId, { stageId: `s${n}`, stageNumber: n }));
        const nextPollAt = new Date(soonest + ((n * 7_919) % 1_500) * 1_000);
        await persistence.updateStage(stage.id, { status: "SUSPENDED", nextPollAt });
      }
    });

    const due = await store.persistence.getSuspendedStages(await store.now());

    assert.deepEqual(
      due.map(({ nextPollAt }) => nextPollAt?.getTime()),
      times(1_500, (n) => soonest + n * 1_000),
    );
  },
  "stages of one group and number come in one order, the same in both directions": async (store) => {
    const { id: runId } = await createRun(store);
    for (const stageId of ["c", "a", "b"]) await createStage(store, runId, { stageId });
    const ids = async (orderBy: "asc" | "desc") =>
      (await store.persistence.getStagesByRun(runId, { orderBy })).map(({ id }) => id);
    assert.deepEqual(await ids("asc"), (await ids("desc")).reverse());
  },
  "the attempts of stages with the names of a prototype are theirs": async (store) => {
    const { id: runId } = await createRun(store);
    for (const stageId of ["constructor", "toString"])
      await createStage(store, runId, { stageId, attempt: 2 });
    const attempts = await store.persistence.getStageAttempts(runId);
    assert.deepEqual(Object.entries(attempts).sort(), [
      ["constructor", 2],
      ["toString", 2],
    ]);
    assert.deepEqual(await store.persistence.getStageAttempts("no-such-run"), {});
  },
});
