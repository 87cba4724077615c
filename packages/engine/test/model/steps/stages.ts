/** Calls about stages. */

import fc from "fast-check";
import * as model from "../reference/stages.js";
import { found, update } from "../reference/state.js";
import { agree, idOf, ids, rowOf, step } from "./step.js";
import {
  AFTER_ALL,
  attempt,
  BETWEEN,
  cleared,
  document,
  instant,
  patched,
  row,
  stageId,
  status,
  statuses,
  version,
  versionOf,
} from "./values.js";

const place = { group: fc.integer({ min: 1, max: 3 }), number: fc.integer({ min: 1, max: 3 }) };

const patch = {
  status: patched(status),
  nextPollAt: patched(cleared(instant)),
  pollInterval: patched(fc.constantFrom(0, 2 ** 33)),
  errorMessage: patched(fc.constantFrom("boom", "")),
  outputData: patched(cleared(document)),
  suspendedState: patched(cleared(document)),
};

const input = (workflowRunId: string, name: string, group: number, number: number) => ({
  workflowRunId,
  stageId: name,
  stageName: name,
  stageNumber: number,
  executionGroup: group,
});

const createStage = step(
  "createStage",
  { run: row, stageId, attempt, ...place },
  ({ scope, state }, { run, stageId: name, attempt: generation, group, number }) => {
    const runId = idOf(state.runs, run);
    const data = { ...input(runId, name, group, number), attempt: generation };
    return agree(
      async () => (await scope.persistence.createStage(data)).id,
      (id) => {
        model.createStage(state, { id, runId, stageId: name, attempt: generation, group, number });
        return id;
      },
    );
  },
);

const writes = [
  step(
    "upsertStage",
    { run: row, stageId, version, ...place, ...patch },
    ({ scope, state }, { run, stageId: name, version: which, group, number, ...fields }) => {
      const runId = idOf(state.runs, run);
      const current = model.currentStage(state, runId, name);
      const data = { ...fields, ...versionOf(current, which) };
      const create = input(runId, name, group, number);
      return agree(
        async () => {
          const upserted = { workflowRunId: runId, stageId: name, create, update: data };
          const { id, version: reached } = await scope.persistence.upsertStage(upserted);
          return { id, version: reached };
        },
        (answer) => {
          if (current) update(current, data);
          else {
            const { id } = answer ?? { id: "" };
            model.createStage(state, { id, runId, stageId: name, attempt: 0, group, number });
          }
          return { id: current?.id ?? answer.id, version: current?.version ?? 1 };
        },
      );
    },
  ),
  step(
    "updateStage",
    { stage: row, version, ...patch },
    ({ scope, state }, { stage, version: which, ...fields }) => {
      const known = rowOf(state.stages, stage);
      const data = { ...fields, ...versionOf(known, which) };
      return agree(
        () => scope.persistence.updateStage(idOf(state.stages, stage), data),
        () => update(found(known), data),
      );
    },
  ),
  step(
    "updateStageByRunAndStageId",
    { run: row, stageId, version, ...patch },
    ({ scope, state }, { run, stageId: name, version: which, ...fields }) => {
      const runId = idOf(state.runs, run);
      const current = model.currentStage(state, runId, name);
      const data = { ...fields, ...versionOf(current, which) };
      return agree(
        () => scope.persistence.updateStageByRunAndStageId(runId, name, data),
        () => update(found(current), data),
      );
    },
  ),
  step(
    "moveStage",
    { stage: row, from: statuses, version, ...patch },
    ({ scope, state }, { stage, from, version: which, ...fields }) => {
      const known = rowOf(state.stages, stage);
      const data = { ...fields, ...versionOf(known, which) };
      return agree(
        () => scope.persistence.moveStage(idOf(state.stages, stage), from, data),
        () => {
          if (!known || !from.includes(known.status) || which === "wrong") return false;
          update(known, data);
          return true;
        },
      );
    },
  ),
  step("touchStage", { stage: row }, ({ scope, state }, { stage }) =>
    agree(
      () => scope.persistence.updateStage(idOf(state.stages, stage), {}),
      () => update(found(rowOf(state.stages, stage)), {}),
    ),
  ),
  step("deleteStage", { stage: row }, ({ scope, state }, { stage }) => {
    const id = idOf(state.stages, stage);
    return agree(
      () => scope.persistence.deleteStage(id),
      () => model.deleteStage(state, id),
    );
  }),
  step(
    "supersedeStages",
    { run: row, fromGroup: fc.integer({ min: 1, max: 3 }) },
    ({ scope, state }, { run, fromGroup }) => {
      const id = idOf(state.runs, run);
      return agree(
        async () => ids(await scope.persistence.supersedeStages(id, fromGroup)),
        () => model.supersede(state, id, fromGroup),
      );
    },
  ),
];

const looks = [
  step(
    "getStagesByRun",
    {
      run: row,
      status: fc.option(status, { nil: undefined }),
      orderBy: fc.constantFrom(undefined, "asc", "desc"),
    },
    ({ scope, state }, { run, status: asked, orderBy }) => {
      const runId = idOf(state.runs, run);
      return agree(
        async () => ids(await scope.persistence.getStagesByRun(runId, { status: asked, orderBy })),
        () => {
          const stages = model.currentStages(state, runId);
          const shown = ids(stages.filter((stage) => asked === undefined || stage.status === asked));
          return orderBy === "desc" ? shown.reverse() : shown;
        },
      );
    },
  ),
  step(
    "firstAndLastStages",
    { run: row, group: fc.integer({ min: 1, max: 4 }) },
    ({ scope, state }, { run, group }) => {
      const runId = idOf(state.runs, run);
      const { persistence } = scope;
      return agree(
        async () => [
          (await persistence.getFirstFailedStage(runId))?.id,
          (await persistence.getFirstSuspendedStageReadyToResume(runId))?.id,
          (await persistence.getLastCompletedStage(runId))?.id,
          (await persistence.getLastCompletedStageBefore(runId, group))?.id,
        ],
        () => {
          const stages = model.currentStages(state, runId);
          const completed = stages.filter((stage) => stage.status === "COMPLETED");
          return [
            stages.find((stage) => stage.status === "FAILED")?.id,
            stages.find((stage) => stage.status === "SUSPENDED" && stage.nextPollAt === null)?.id,
            completed.at(-1)?.id,
            completed.filter((stage) => stage.group < group).at(-1)?.id,
          ];
        },
      );
    },
  ),
  step(
    "getSuspendedStages",
    { before: fc.constantFrom(BETWEEN, AFTER_ALL) },
    ({ scope, state }, { before }) =>
      agree(
        async () => ids(await scope.persistence.getSuspendedStages(before)),
        () => model.suspendedStages(state, before),
      ),
  ),
  step("getStage", { run: row, stageId }, ({ scope, state }, { run, stageId: name }) => {
    const runId = idOf(state.runs, run);
    return agree(
      async () => [
        (await scope.persistence.getStage(runId, name))?.id,
        (await scope.persistence.getStageIdForArtifact(runId, name)) ?? undefined,
        await scope.persistence.getStageAttempts(runId),
      ],
      () => {
        const id = model.currentStage(state, runId, name)?.id;
        return [id, id, model.attempts(state, runId)];
      },
    );
  }),
];

export const stageSteps = [createStage, createStage, ...writes, fc.oneof(...looks)];
