/** Calls about runs. */

import assert from "node:assert/strict";
import fc from "fast-check";
import * as model from "../reference/runs.js";
import { Refused } from "../reference/state.js";
import { agree, idOf, ids, step } from "./step.js";
import {
  AFTER_ALL,
  attempt,
  cleared,
  document,
  instant,
  patched,
  priority,
  row,
  status,
  statuses,
  version,
  versionOf,
  workflowId,
  workflowIds,
} from "./values.js";

const NAMES = { workflowName: "Model", workflowType: "model" };

const patch = {
  status: patched(status),
  completedAt: patched(cleared(instant)),
  duration: patched(cleared(fc.constantFrom(0, 1, 2 ** 31, 2 ** 45))),
  input: patched(document),
  config: patched(document),
  output: patched(cleared(document)),
  totalCost: patched(fc.constantFrom(0, 0.5, 123_456.75)),
  totalTokens: patched(fc.constantFrom(0, 3_000_000_000)),
  attempt: patched(attempt),
  errorMessage: patched(cleared(fc.constantFrom("boom", ""))),
};

const created = {
  workflowId,
  priority,
  input: document,
  config: patched(document),
  metadata: patched(fc.constantFrom({}, { a: null })),
};

const createRun = step("createRun", created, ({ scope, state }, given) =>
  agree(
    async () => {
      const run = await scope.persistence.createRun({ ...NAMES, ...given });
      assert.deepEqual(run.input, given.input);
      return run.id;
    },
    (id) => {
      const { config = {}, metadata = null } = given;
      model.createRun(state, { ...given, config, metadata, id });
      return id;
    },
  ),
);

const claimers = [
  step("claimPendingRun", { run: row }, ({ scope, state }, { run }) => {
    const id = idOf(state.runs, run);
    return agree(
      () => scope.persistence.claimPendingRun(id),
      () => model.claimRun(state, id),
    );
  }),
  step("claimNextPendingRun", {}, ({ scope, state }) =>
    agree(
      async () => (await scope.persistence.claimNextPendingRun())?.id,
      () => model.claimRuns(state, 1)[0],
    ),
  ),
  step(
    "claimPendingRuns",
    { limit: fc.nat({ max: 3 }), workflowIds },
    ({ scope, state }, { limit: most, workflowIds: served }) =>
      agree(
        async () => ids(await scope.persistence.claimPendingRuns({ limit: most, workflowIds: served })),
        () => model.claimRuns(state, most, served),
      ),
  ),
];

const looks = [
  step("getRunStatus", { run: row }, ({ scope, state }, { run }) => {
    const id = idOf(state.runs, run);
    return agree(
      () => scope.persistence.getRunStatus(id),
      () => model.runOf(state, id)?.status ?? null,
    );
  }),
  step("getRunsByStatus", { status }, ({ scope, state }, { status: asked }) =>
    agree(
      async () => ids(await scope.persistence.getRunsByStatus(asked)),
      () => ids(state.runs.filter((run) => run.status === asked)),
    ),
  ),
  // All that is written is younger than the first instant and older than the second.
  step(
    "getStuckRuns",
    { since: fc.constantFrom(new Date("2020-01-01"), AFTER_ALL) },
    ({ scope, state }, { since }) =>
      agree(
        async () => ids(await scope.persistence.getStuckRuns(since)),
        () => (since === AFTER_ALL ? model.stuckRuns(state) : []),
      ),
  ),
  step("lockRun", { run: row }, ({ scope, state }, { run }) => {
    const id = idOf(state.runs, run);
    return agree(
      async () => (await scope.persistence.lockRun(id))?.version,
      () => model.runOf(state, id)?.version,
    );
  }),
];

export const runSteps = [
  createRun,
  createRun,
  step("createRunAgain", { run: row }, async ({ scope, state }, { run }) => {
    const id = state.runs[run]?.id;
    if (id === undefined) return;
    await agree(
      () => scope.persistence.createRun({ ...NAMES, workflowId: "daily", id, input: null }),
      () => {
        throw new Refused("ALREADY_EXISTS");
      },
    );
  }),
  step(
    "updateRun",
    { run: row, version, ...patch },
    ({ scope, state }, { run, version: which, ...fields }) => {
      const id = idOf(state.runs, run);
      const data = { ...fields, ...versionOf(model.runOf(state, id), which) };
      return agree(
        () => scope.persistence.updateRun(id, data),
        () => model.updateRun(state, id, data),
      );
    },
  ),
  step("touchRun", { run: row, version }, ({ scope, state }, { run, version: which }) => {
    const id = idOf(state.runs, run);
    const data = versionOf(model.runOf(state, id), which);
    return agree(
      () => scope.persistence.updateRun(id, data),
      () => model.updateRun(state, id, data),
    );
  }),
  step(
    "moveRun",
    { run: row, from: statuses, version, ...patch },
    ({ scope, state }, { run, from, version: which, ...fields }) => {
      const id = idOf(state.runs, run);
      const data = { ...fields, ...versionOf(model.runOf(state, id), which) };
      return agree(
        () => scope.persistence.moveRun(id, from, data),
        () => model.moveRun(state, id, from, data),
      );
    },
  ),
  step(
    "addUsage",
    {
      usage: fc.array(
        fc.record({ run: row, stage: row, costUsd: fc.constantFrom(0, 0.25, 2), tokens: fc.nat({ max: 9 }) }),
        { maxLength: 3 },
      ),
    },
    ({ scope, state }, { usage }) => {
      const rows = usage.map(({ run, stage, ...amount }) => ({
        ...amount,
        runId: idOf(state.runs, run),
        stageRecordId: idOf(state.stages, stage),
      }));
      return agree(
        () =>
          scope.persistence.addUsage(rows.map(({ runId, ...usage }) => ({ ...usage, workflowRunId: runId }))),
        () => model.addUsage(state, rows),
      );
    },
  ),
  ...claimers,
  fc.oneof(...looks),
];
