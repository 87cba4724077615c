/** Everything that can be read from a store, against what the model says is there. */

import assert from "node:assert/strict";
import type { Store } from "../../src/adapters/store.js";
import type { WorkflowStageRecord } from "../../src/domain/records.js";
import { deadEvents, waitingEvents } from "./reference/events.js";
import { acquire } from "./reference/idempotency.js";
import { dueToPoll, LOST_LEASE } from "./reference/jobs.js";
import { stuckRuns } from "./reference/runs.js";
import { currentStages, suspendedStages } from "./reference/stages.js";
import type { Event, Run, Stage, State } from "./reference/state.js";
import { ids } from "./steps/step.js";
import { AFTER_ALL, BETWEEN } from "./steps/values.js";

/** The last thing to do with a store: asking for idempotency keys acquires them. */
export async function compareAll(store: Store, state: State): Promise<void> {
  await compareRuns(store, state);
  for (const run of state.runs) {
    await compareRun(store, run);
    await compareStages(store, state, run.id);
    await compareBelongings(store, state, run.id);
  }
  await compareLogs(store, state);
  await compareEvents(store, state);
  await compareJobs(store, state);
  await compareKeys(store, state);
}

async function compareRuns({ persistence, read }: Store, state: State): Promise<void> {
  const page = await read.runs.list({ limit: 200, direction: "after" });
  assert.deepEqual(ids(page.rows), ids(state.runs).reverse());
  assert.deepEqual(ids(await persistence.getStuckRuns(AFTER_ALL)), stuckRuns(state));
  for (const before of [BETWEEN, AFTER_ALL])
    assert.deepEqual(ids(await persistence.getSuspendedStages(before)), suspendedStages(state, before));
}

async function compareRun({ persistence }: Store, run: Run): Promise<void> {
  const stored = await persistence.getRunState(run.id);
  assert.ok(stored, `run ${run.id} is missing`);
  assert.ok(stored.updatedAt >= stored.createdAt);
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
      input: stored.input,
      config: stored.config,
      output: stored.output,
      metadata: stored.metadata,
      totalCost: stored.totalCost,
      totalTokens: stored.totalTokens,
      attempt: stored.attempt,
      errorMessage: stored.errorMessage,
    },
    run,
  );
}

async function compareStages({ persistence, read }: Store, state: State, runId: string): Promise<void> {
  const current = await persistence.getStagesByRun(runId);
  assert.deepEqual(ids(current), ids(currentStages(state, runId)));
  const views = await read.stages.listByRun(runId);
  const all = state.stages.filter((stage) => stage.runId === runId);
  assert.deepEqual(ids(views).sort(), ids(all).sort());
  for (const stage of all) {
    const view = views.find(({ id }) => id === stage.id);
    const record = current.find(({ id }) => id === stage.id) ?? (await persistence.getStageById(stage.id));
    assert.ok(record && view);
    const { isCurrent, cost, tokens, outputKey } = view;
    assert.deepEqual({ ...ofRecord(record), isSuperseded: !isCurrent, cost, tokens, outputKey }, stage);
  }
}

const ofRecord = (
  stored: WorkflowStageRecord,
): Omit<Stage, "isSuperseded" | "cost" | "tokens" | "outputKey"> => ({
  id: stored.id,
  version: stored.version,
  runId: stored.workflowRunId,
  stageId: stored.stageId,
  group: stored.executionGroup,
  number: stored.stageNumber,
  attempt: stored.attempt,
  status: stored.status,
  nextPollAt: stored.nextPollAt,
  pollInterval: stored.pollInterval,
  errorMessage: stored.errorMessage,
  outputData: stored.outputData,
  suspendedState: stored.suspendedState,
});

async function compareBelongings({ persistence }: Store, state: State, runId: string): Promise<void> {
  const isOfRun = (row: { readonly runId: string }) => row.runId === runId;
  assert.deepEqual(
    (await persistence.listArtifacts(runId)).map((stored) => ({
      runId: stored.workflowRunId,
      stageRecordId: stored.workflowStageId,
      key: stored.key,
      type: stored.type,
      data: stored.data,
      // Of an output it is the store's to say.
      size: stored.type === "STAGE_OUTPUT" ? null : stored.size,
    })),
    state.artifacts.filter(isOfRun),
  );
  assert.deepEqual(
    (await persistence.listAnnotations(runId)).map((stored) => ({
      runId: stored.workflowRunId,
      stageRecordId: stored.workflowStageRecordId,
      attempt: stored.attempt,
      scope: stored.scope,
      scopeId: stored.scopeId,
      actorId: stored.actorId,
      key: stored.key,
      value: stored.value,
      idempotencyKey: stored.idempotencyKey,
    })),
    state.annotations.filter(isOfRun),
  );
}

async function compareLogs({ persistence }: Store, state: State): Promise<void> {
  assert.deepEqual(
    (await persistence.listLogs()).map((stored) => ({
      runId: stored.workflowRunId,
      stageRecordId: stored.workflowStageId,
      level: stored.level,
      message: stored.message,
    })),
    state.logs,
  );
}

async function compareEvents({ persistence }: Store, state: State): Promise<void> {
  const plain = ({ id, runId, sequence, eventType, payload, retryCount }: Event) => {
    const said = { id, workflowRunId: runId, sequence, eventType, retryCount };
    return { ...said, payload: eventType === "annotation:created" ? { value: payload } : payload };
  };
  const waiting = await persistence.getUnpublishedOutboxEvents(10_000);
  assert.deepEqual(
    waiting.map(({ id, workflowRunId, sequence, eventType, retryCount, payload }) => ({
      id,
      workflowRunId,
      sequence,
      eventType,
      retryCount,
      payload:
        eventType === "annotation:created" ? { value: (payload as { value?: unknown }).value } : payload,
    })),
    waitingEvents(state).map(plain),
  );
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
  const dead = (await persistence.listDeadEvents()).sort(byId);
  assert.deepEqual(
    dead.map(({ id, retryCount, lastError, publishedAt }) => [
      id,
      retryCount,
      lastError,
      publishedAt !== null,
    ]),
    deadEvents(state)
      .sort(byId)
      .map(({ id, retryCount, lastError, isPublished }) => [id, retryCount, lastError, isPublished]),
  );
}

async function compareJobs({ jobs }: Store, state: State): Promise<void> {
  const stored = await jobs.listJobs();
  assert.deepEqual(
    stored.map((job) => ({
      id: job.id,
      runId: job.workflowRunId,
      workflowId: job.workflowId,
      stageId: job.stageId,
      stageAttempt: job.stageAttempt,
      priority: job.priority,
      maxAttempts: job.maxAttempts,
      payload: job.payload,
      status: job.status,
      attempt: job.attempt,
      workerId: job.workerId,
      nextPollAt: job.nextPollAt,
      lastError: job.lastError?.includes("lease") ? LOST_LEASE : job.lastError,
      isLeased: job.leaseUntil !== null,
      isEnded: job.completedAt !== null,
    })),
    state.jobs.map(({ isDue, isLeaseOver, token, ...job }) => ({
      ...job,
      isLeased: token !== null,
      isEnded: ["COMPLETED", "FAILED", "CANCELLED"].includes(job.status),
    })),
  );
  assert.deepEqual(
    (await jobs.getSuspendedJobsReadyToPoll()).map(({ jobId }) => jobId),
    ids(dueToPoll(state, BETWEEN)),
  );
}

/** Only those that may exist are asked for. A key that can be taken over is taken over. */
async function compareKeys({ persistence }: Store, state: State): Promise<void> {
  const now = new Date("2026-01-02");
  for (const { key, commandType, fingerprint } of [...state.keys])
    assert.deepEqual(
      await persistence.acquireIdempotencyKey(key, commandType, {
        now,
        fingerprint: fingerprint ?? undefined,
        staleInProgressAfterMs: 1,
      }),
      acquire(state, {
        key,
        commandType,
        fingerprint: fingerprint ?? undefined,
        now: now.getTime(),
        staleAfterMs: 1,
      }),
    );
}
