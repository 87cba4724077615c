/** Everything that can be read from a store, against what the model says is there. */

import assert from "node:assert/strict";
import type { Store } from "../../src/adapters/store.js";
import * as model from "./reference-model.js";

const FUTURE = new Date("2130-01-01");
const PAST = new Date("2030-01-01");
const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

export async function compareAll(store: Store, state: model.State): Promise<void> {
  await compareRuns(store, state);
  await compareStages(store, state);
  await compareBelongings(store, state);
  await compareEvents(store, state);
  await compareJobs(store, state);
}

async function compareRuns({ persistence, read }: Store, state: model.State): Promise<void> {
  for (const run of state.runs) {
    const stored = await persistence.getRun(run.id);
    assert.ok(stored, `run ${run.id} is missing`);
    assert.deepEqual(
      {
        id: stored.id,
        version: stored.version,
        workflowId: stored.workflowId,
        status: stored.status,
        priority: stored.priority,
        isStarted: stored.startedAt !== null,
        completedAt: stored.completedAt,
        duration: stored.duration,
        output: stored.output,
        totalCost: stored.totalCost,
      },
      run,
    );
  }
  for (const status of ["PENDING", "RUNNING", "COMPLETED"] as const) {
    const expected = state.runs.filter((run) => run.status === status);
    assert.deepEqual(ids(await persistence.getRunsByStatus(status)), ids(expected));
  }
  assert.deepEqual(ids(await persistence.getStuckRuns(FUTURE)), model.stuckRuns(state));
  const page = await read.runs.list({ limit: 200, direction: "after" });
  assert.deepEqual(ids(page.rows), ids(state.runs).reverse());
}

async function compareStages({ persistence, read }: Store, state: model.State): Promise<void> {
  for (const run of state.runs) {
    const current = model.currentStages(state, run.id);
    const stored = await persistence.getStagesByRun(run.id);
    assert.deepEqual(
      stored.map((stage) => ({
        id: stage.id,
        version: stage.version,
        runId: stage.workflowRunId,
        stageId: stage.stageId,
        group: stage.executionGroup,
        number: stage.stageNumber,
        attempt: stage.attempt,
        status: stage.status,
        nextPollAt: stage.nextPollAt,
        errorMessage: stage.errorMessage,
        outputData: stage.outputData,
        isSuperseded: false,
      })),
      current,
    );
    const idOf = (stage: model.Stage | undefined): string | undefined => stage?.id;
    const completed = (beforeGroup: number) =>
      idOf(current.filter((stage) => stage.status === "COMPLETED" && stage.group < beforeGroup).at(-1));
    const failed = current.find((stage) => stage.status === "FAILED");
    const ready = current.find((stage) => stage.status === "SUSPENDED" && stage.nextPollAt === null);
    assert.deepEqual(
      [
        (await persistence.getFirstFailedStage(run.id))?.id,
        (await persistence.getLastCompletedStage(run.id))?.id,
        (await persistence.getLastCompletedStageBefore(run.id, 3))?.id,
        (await persistence.getFirstSuspendedStageReadyToResume(run.id))?.id,
      ],
      [idOf(failed), completed(Number.POSITIVE_INFINITY), completed(3), idOf(ready)],
    );
    const everyAttempt = await read.stages.listByRun(run.id);
    const all = state.stages.filter((stage) => stage.runId === run.id);
    assert.deepEqual(ids(everyAttempt).sort(), ids(all).sort());
  }
  assert.deepEqual(ids(await persistence.getSuspendedStages(PAST)), model.suspendedStages(state, PAST));
  assert.deepEqual(ids(await persistence.getSuspendedStages(FUTURE)), model.suspendedStages(state, FUTURE));
}

async function compareBelongings({ persistence }: Store, state: model.State): Promise<void> {
  const logs = await persistence.listLogs();
  assert.deepEqual(
    logs.map(({ workflowRunId, workflowStageId, level, message }) => ({
      runId: workflowRunId,
      stageRecordId: workflowStageId,
      level,
      message,
    })),
    state.logs,
  );
  for (const run of state.runs) {
    const artifacts = await persistence.listArtifacts(run.id);
    assert.deepEqual(
      artifacts.map(({ workflowRunId, workflowStageId, key, type, data, size }) => ({
        runId: workflowRunId,
        stageRecordId: workflowStageId,
        key,
        data,
        // Of an output it is the store's to say.
        size: type === "STAGE_OUTPUT" ? -1 : size,
      })),
      state.artifacts.filter((artifact) => artifact.runId === run.id),
    );
    const annotations = await persistence.listAnnotations(run.id);
    assert.deepEqual(
      annotations.map(({ workflowRunId, workflowStageRecordId, key, value, scopeId, idempotencyKey }) => ({
        runId: workflowRunId,
        stageRecordId: workflowStageRecordId,
        key,
        value,
        scopeId,
        idempotencyKey,
      })),
      state.annotations
        .filter((annotation) => annotation.runId === run.id)
        .map(({ runId, stageRecordId, key, value, scopeId, idempotencyKey }) => ({
          runId,
          stageRecordId,
          key,
          value,
          scopeId,
          idempotencyKey,
        })),
    );
  }
}

async function compareEvents({ persistence }: Store, state: model.State): Promise<void> {
  const waiting = model.waitingEvents(state);
  const stored = await persistence.getUnpublishedOutboxEvents(10_000);
  assert.deepEqual(
    stored.map(({ workflowRunId, sequence, eventType, payload, retryCount }) => ({
      runId: workflowRunId,
      sequence,
      payload: eventType === "annotation:created" ? eventType : payload,
      retryCount,
      isPublished: false,
      isDead: false,
      isDiscarded: false,
    })),
    waiting,
  );
  const name = ({ workflowRunId, sequence }: { workflowRunId: string; sequence: number }) =>
    `${workflowRunId}/${sequence}`;
  assert.deepEqual(
    (await persistence.listDeadEvents()).map(name).sort(),
    model
      .deadEvents(state)
      .map(({ runId, sequence }) => `${runId}/${sequence}`)
      .sort(),
  );
  // A page holds each run's next events, and those of as many runs as it has room for.
  const page = await persistence.getUnpublishedOutboxEvents(2);
  const runs = (events: readonly { readonly runId: string }[]) => new Set(events.map(({ runId }) => runId));
  const shown = page.map((event) => ({ runId: event.workflowRunId, sequence: event.sequence }));
  assert.equal(page.length, Math.min(2, waiting.length));
  assert.equal(runs(shown).size, Math.min(2, runs(waiting).size));
  for (const runId of runs(shown)) {
    const mine = (events: readonly { runId: string; sequence: number }[]) =>
      events.filter((event) => event.runId === runId).map(({ sequence }) => sequence);
    assert.deepEqual(mine(shown), mine(waiting).slice(0, mine(shown).length));
  }
}

async function compareJobs({ jobs }: Store, state: model.State): Promise<void> {
  const stored = await jobs.listJobs();
  assert.deepEqual(
    stored.map((job) => ({
      id: job.id,
      runId: job.workflowRunId,
      stageId: job.stageId,
      stageAttempt: job.stageAttempt,
      priority: job.priority,
      maxAttempts: job.maxAttempts,
      status: job.status,
      attempt: job.attempt,
      isLeased: job.leaseUntil !== null,
      isCompleted: job.completedAt !== null,
    })),
    state.jobs.map((job) => ({
      id: job.id,
      runId: job.runId,
      stageId: job.stageId,
      stageAttempt: job.stageAttempt,
      priority: job.priority,
      maxAttempts: job.maxAttempts,
      status: job.status,
      attempt: job.attempt,
      isLeased: job.status === "RUNNING",
      isCompleted: job.isCompleted,
    })),
  );
  const due = state.jobs
    .filter((job) => job.status === "SUSPENDED" && job.nextPollAt !== null && job.nextPollAt < PAST)
    .sort((a, b) => (a.nextPollAt?.getTime() ?? 0) - (b.nextPollAt?.getTime() ?? 0));
  assert.deepEqual(
    (await jobs.getSuspendedJobsReadyToPoll()).map(({ jobId }) => jobId),
    ids(due),
  );
}
