/** One call, on the store and on the model: both must say the same. */

import assert from "node:assert/strict";
import type { Store } from "../../src/adapters/store.js";
import type { StoreScope } from "../../src/ports/kernel-store.js";
import type { Command, CommandKind, SimpleCommand } from "./commands.js";
import * as model from "./reference-model.js";
import { Refused } from "./reference-model.js";

export interface Trial {
  readonly store: Store;
  /** Where calls go: the store, or the transaction that is open. */
  readonly scope: StoreScope;
  readonly state: model.State;
}

const NO_ID = "00000000-0000-7000-8000-000000000000";

/** The row of this number, or an id that does not exist. */
const idOf = (rows: readonly { readonly id: string }[], number: number): string =>
  rows[number % (rows.length + 1)]?.id ?? NO_ID;
const idOrNull = (rows: readonly { readonly id: string }[], number: number | null): string | null =>
  number === null ? null : idOf(rows, number);

/** What a call comes to: a value, or the code of an error. */
export type Outcome = { readonly value: unknown } | { readonly refused: string };

export async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await call() };
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== "string") throw error;
    return { refused: code };
  }
}

function expectedOf(call: () => unknown): Outcome {
  try {
    return { value: call() };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { refused: error.code };
  }
}

/** Both are asked, the store first: the model may need an id of the answer. */
async function agree(real: () => Promise<unknown>, expected: (answer: unknown) => unknown): Promise<void> {
  const outcome = await outcomeOf(real);
  const answer = "value" in outcome ? outcome.value : undefined;
  assert.deepEqual(
    outcome,
    expectedOf(() => expected(answer)),
  );
}

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

const versionOf = (row: { readonly version: number } | undefined, version: "none" | "right" | "wrong") =>
  version === "none" ? {} : { expectedVersion: (row?.version ?? 1) + (version === "right" ? 0 : 1) };

const WRONG_TOKEN = "not-a-token";

/** The token given with a call on this job. A job that nobody holds has no right one. */
const tokenOf = (job: model.Job | undefined, token: "none" | "right" | "wrong"): string | undefined => {
  if (token === "none") return undefined;
  return token === "right" ? (job?.token ?? WRONG_TOKEN) : WRONG_TOKEN;
};

async function eventIdOf({ store, scope, state }: Trial, number: number): Promise<[string, model.Event?]> {
  const event = state.events[number % (state.events.length + 1)];
  if (!event) return [NO_ID];
  // What the open transaction wrote cannot be read from outside it: only waiting and dead events are found there.
  const [waiting, dead, listed] = [
    await scope.persistence.getUnpublishedOutboxEvents(10_000),
    await scope.persistence.listDeadEvents(),
    await store.read.events.list({ runId: event.runId, afterSequence: event.sequence - 1, limit: 1 }),
  ];
  const match = [...waiting, ...dead].find(
    ({ workflowRunId, sequence }) => workflowRunId === event.runId && sequence === event.sequence,
  );
  const id = match?.id ?? listed[0]?.id;
  return id === undefined ? [NO_ID] : [id, event];
}

type Performers = {
  readonly [Kind in CommandKind]: (
    trial: Trial,
    command: Extract<SimpleCommand, { kind: Kind }>,
  ) => Promise<void>;
};

const performers: Performers = {
  // Runs
  createRun: ({ scope, state }, { priority, input }) =>
    agree(
      async () => {
        const run = await scope.persistence.createRun({ ...NAMED, input, priority });
        assert.deepEqual(run.input, input);
        return run.id;
      },
      (id) => {
        state.runs.push({
          id: String(id),
          version: 1,
          workflowId: NAMED.workflowId,
          status: "PENDING",
          priority,
          isStarted: false,
          completedAt: null,
          duration: null,
          output: null,
          totalCost: 0,
        });
        return id;
      },
    ),
  createRunAgain: async ({ scope, state }, { run }) => {
    const id = state.runs[run]?.id;
    if (id === undefined) return;
    await agree(
      () => scope.persistence.createRun({ ...NAMED, id, input: null }),
      () => {
        throw new Refused("ALREADY_EXISTS");
      },
    );
  },
  updateRun: ({ scope, state }, { kind: _kind, run, version, ...patch }) => {
    const id = idOf(state.runs, run);
    const data = {
      ...patch,
      ...versionOf(
        state.runs.find((row) => row.id === id),
        version,
      ),
    };
    return agree(
      () => scope.persistence.updateRun(id, data),
      () => model.updateRun(state, id, data),
    );
  },
  moveRun: ({ scope, state }, { kind: _kind, run, from, ...patch }) => {
    const id = idOf(state.runs, run);
    return agree(
      () => scope.persistence.moveRun(id, from, patch),
      () => model.moveRun(state, id, from, patch),
    );
  },
  claimPendingRun: ({ scope, state }, { run }) => {
    const id = idOf(state.runs, run);
    return agree(
      () => scope.persistence.claimPendingRun(id),
      () => model.claimRun(state, id),
    );
  },
  claimNextPendingRun: ({ scope, state }) =>
    agree(
      async () => (await scope.persistence.claimNextPendingRun())?.id,
      () => model.claimRuns(state, 1)[0],
    ),
  claimPendingRuns: ({ scope, state }, { limit }) =>
    agree(
      async () => ids(await scope.persistence.claimPendingRuns({ limit })),
      () => model.claimRuns(state, limit),
    ),

  // Stages
  createStage: ({ scope, state }, { run, stageId, attempt, group, number }) => {
    const runId = idOf(state.runs, run);
    return agree(
      async () =>
        (await scope.persistence.createStage({ ...stageInput(runId, stageId, group, number), attempt })).id,
      (id) => {
        model.mayCreateStage(state, runId, stageId, attempt);
        state.stages.push(newStage(String(id), { runId, stageId, group, number, attempt }));
        return id;
      },
    );
  },
  upsertStage: ({ scope, state }, { kind: _kind, run, stageId, version, group, number, ...patch }) => {
    const runId = idOf(state.runs, run);
    const current = model.currentStage(state, runId, stageId);
    const update = { ...patch, ...versionOf(current, version) };
    const create = stageInput(runId, stageId, group, number);
    return agree(
      async () => (await scope.persistence.upsertStage({ workflowRunId: runId, stageId, create, update })).id,
      (id) => {
        if (current) {
          model.updateStage(current, update);
          return current.id;
        }
        model.mayCreateStage(state, runId, stageId, 0);
        state.stages.push(newStage(String(id), { runId, stageId, group, number, attempt: 0 }));
        return id;
      },
    );
  },
  updateStage: ({ scope, state }, { kind: _kind, stage, version, ...patch }) => {
    const id = idOf(state.stages, stage);
    const row = state.stages.find((known) => known.id === id);
    const data = { ...patch, ...versionOf(row, version) };
    return agree(
      () => scope.persistence.updateStage(id, data),
      () => model.updateStage(row, data),
    );
  },
  updateStageByName: ({ scope, state }, { kind: _kind, run, stageId, version, ...patch }) => {
    const runId = idOf(state.runs, run);
    const row = model.currentStage(state, runId, stageId);
    const data = { ...patch, ...versionOf(row, version) };
    return agree(
      () => scope.persistence.updateStageByRunAndStageId(runId, stageId, data),
      () => model.updateStage(row, data),
    );
  },
  moveStage: ({ scope, state }, { kind: _kind, stage, from, ...patch }) => {
    const id = idOf(state.stages, stage);
    const row = state.stages.find((known) => known.id === id);
    return agree(
      () => scope.persistence.moveStage(id, from, patch),
      () => {
        if (!row || !from.includes(row.status)) return false;
        model.updateStage(row, patch);
        return true;
      },
    );
  },
  deleteStage: ({ scope, state }, { stage }) => {
    const id = idOf(state.stages, stage);
    return agree(
      () => scope.persistence.deleteStage(id),
      () => model.deleteStage(state, id),
    );
  },
  supersedeStages: ({ scope, state }, { run, fromGroup }) => {
    const id = idOf(state.runs, run);
    return agree(
      async () => ids(await scope.persistence.supersedeStages(id, fromGroup)),
      () => model.supersede(state, id, fromGroup),
    );
  },

  // What belongs to runs
  createLog: ({ scope, state }, { run, stage, level, message }) => {
    const [runId, stageRecordId] = [idOrNull(state.runs, run), idOrNull(state.stages, stage)];
    const owners = { workflowRunId: runId ?? undefined, workflowStageId: stageRecordId ?? undefined };
    return agree(
      () => scope.persistence.createLog({ ...owners, level, message }),
      () => {
        model.mayBelongTo(state, runId, stageRecordId);
        state.logs.push({ runId, stageRecordId, level, message });
      },
    );
  },
  saveArtifact: ({ scope, state }, { run, stage, key, data, size }) => {
    const [runId, stageRecordId] = [idOf(state.runs, run), idOrNull(state.stages, stage)];
    const owners = { workflowRunId: runId, workflowStageId: stageRecordId ?? undefined };
    return agree(
      () => scope.persistence.saveArtifact({ ...owners, key, type: "ARTIFACT", data, size }),
      () => model.saveArtifact(state, { runId, stageRecordId, key, data, size }),
    );
  },
  deleteArtifact: ({ scope, state }, { run, key }) => {
    const runId = idOf(state.runs, run);
    return agree(
      () => scope.persistence.deleteArtifact(runId, key),
      () => {
        state.artifacts = state.artifacts.filter((row) => row.runId !== runId || row.key !== key);
      },
    );
  },
  saveStageOutput: ({ scope, state }, { run, stageId, data }) => {
    const runId = idOf(state.runs, run);
    return agree(
      () => scope.persistence.saveStageOutput(runId, NAMED.workflowType, stageId, data),
      (key) => {
        const stage = model.currentStage(state, runId, stageId);
        model.saveArtifact(state, {
          runId,
          stageRecordId: stage?.id ?? null,
          key: String(key),
          data,
          size: -1,
        });
        return key;
      },
    );
  },
  appendAnnotations: ({ scope, state }, { annotations }) => {
    const rows = annotations.map(({ run, stage, ...annotation }) => ({
      ...annotation,
      runId: idOf(state.runs, run),
      stageRecordId: idOrNull(state.stages, stage),
    }));
    return agree(
      () =>
        scope.persistence.appendAnnotations(
          rows.map(({ runId, stageRecordId, ...annotation }) => ({
            ...annotation,
            workflowRunId: runId,
            workflowStageRecordId: stageRecordId,
            scope: "run",
          })),
        ),
      () => model.appendAnnotations(state, rows),
    );
  },

  // Events
  appendOutboxEvents: ({ scope, state }, { events }) =>
    agree(
      () =>
        scope.persistence.appendOutboxEvents(
          events.map(({ runId, payload }) => ({
            workflowRunId: runId,
            eventType: "stage:progress",
            payload,
            causationId: "model",
            occurredAt: new Date(),
          })),
        ),
      () => {
        for (const { runId, payload } of events) model.appendEvent(state, runId, payload);
      },
    ),
  markOutboxEventsPublished: async (trial, { events }) => {
    const chosen = await Promise.all(events.map((number) => eventIdOf(trial, number)));
    await agree(
      () => trial.scope.persistence.markOutboxEventsPublished(chosen.map(([id]) => id)),
      () => {
        for (const [, event] of chosen) if (event) event.isPublished = true;
      },
    );
  },
  failEvent: async (trial, { event: number, withReason }) => {
    const [id, event] = await eventIdOf(trial, number);
    const { persistence } = trial.scope;
    await agree(
      () =>
        withReason ? persistence.recordOutboxFailure(id, "no") : persistence.incrementOutboxRetryCount(id),
      () => {
        const row = model.found(event);
        row.retryCount += 1;
        return row.retryCount;
      },
    );
  },
  moveOutboxEventToDLQ: async (trial, { event: number }) => {
    const [id, event] = await eventIdOf(trial, number);
    await agree(
      () => trial.scope.persistence.moveOutboxEventToDLQ(id),
      () => {
        model.found(event).isDead = true;
      },
    );
  },
  replayDeadEvents: async ({ scope, state }, { limit }) => {
    const oldest = (await scope.persistence.listDeadEvents({ limit })).map((event) => ({ ...event }));
    await agree(
      () => scope.persistence.replayDeadEvents({ limit }),
      () => {
        for (const event of oldest)
          Object.assign(modelled(state, event), { isDead: false, retryCount: 0, isPublished: false });
        return ids(oldest);
      },
    );
  },
  replayDLQEvents: ({ scope, state }) =>
    agree(
      () => scope.persistence.replayDLQEvents(10_000),
      () => {
        const dead = model.deadEvents(state);
        for (const event of dead) Object.assign(event, { isDead: false, retryCount: 0, isPublished: false });
        return dead.length;
      },
    ),
  discardDeadEvents: async ({ scope, state }, { limit }) => {
    const oldest = await scope.persistence.listDeadEvents({ limit });
    await agree(
      () => scope.persistence.discardDeadEvents({ limit }, "not wanted"),
      () => {
        for (const event of oldest) modelled(state, event).isDiscarded = true;
        return ids(oldest);
      },
    );
  },

  // Idempotency
  acquireIdempotencyKey: ({ scope, state }, { key, commandType, fingerprint, hour, staleAfterMs }) => {
    const now = new Date(Date.UTC(2026, 0, 1, hour));
    const options = { now, fingerprint, staleInProgressAfterMs: staleAfterMs };
    return agree(
      () => scope.persistence.acquireIdempotencyKey(key, commandType, options),
      () => model.acquire(state, { key, commandType, fingerprint, now: now.getTime(), staleAfterMs }),
    );
  },
  completeIdempotencyKey: ({ scope, state }, { key, commandType, result }) =>
    agree(
      () => scope.persistence.completeIdempotencyKey(key, commandType, result),
      () => {
        const row = model.found(keyRow(state, key, commandType));
        row.result ??= { value: result };
      },
    ),
  releaseIdempotencyKey: ({ scope, state }, { key, commandType }) =>
    agree(
      () => scope.persistence.releaseIdempotencyKey(key, commandType),
      () => {
        const row = keyRow(state, key, commandType);
        if (row?.result === null) state.keys = state.keys.filter((known) => known !== row);
      },
    ),

  // Jobs
  enqueueParallel: ({ scope, state }, { jobs }) =>
    agree(
      () =>
        scope.jobs.enqueueParallel(
          jobs.map(({ runId, ...job }) => ({ ...job, workflowRunId: runId, workflowId: NAMED.workflowId })),
        ),
      (answer) => {
        model.mayEnqueue(state, jobs);
        const created = answer as readonly string[];
        state.jobs.push(
          ...jobs.map(({ scheduledFor, ...job }, index) => ({
            ...job,
            id: String(created[index]),
            status: "PENDING" as const,
            attempt: 0,
            isDue: scheduledFor === undefined || scheduledFor < FAR,
            isLeaseOver: false,
            token: null,
            nextPollAt: null,
            isCompleted: false,
          })),
        );
        return answer;
      },
    ),
  claim: ({ scope, state }, { limit, leaseMs }) => claim({ scope, state }, limit, leaseMs),
  dequeue: ({ scope, state }) => claim({ scope, state }, 1, undefined),
  complete: ({ scope, state }, { job, token }) =>
    settle({ scope, state }, job, token, {
      real: (id, given) => scope.jobs.complete(id, given),
      expected: (held) => model.end(held, "COMPLETED"),
    }),
  suspend: ({ scope, state }, { job, token, nextPollAt }) =>
    settle({ scope, state }, job, token, {
      real: (id, given) => scope.jobs.suspend(id, nextPollAt, given),
      expected: (held) => {
        model.end(held, "SUSPENDED");
        held.nextPollAt = nextPollAt;
      },
    }),
  fail: ({ scope, state }, { job, token, shouldRetry, retryInMs }) =>
    settle({ scope, state }, job, token, {
      real: (id, given) => scope.jobs.fail(id, "boom", shouldRetry, given, retryInMs),
      expected: (held) => {
        const isRetried = shouldRetry && held.attempt < held.maxAttempts;
        model.end(held, isRetried ? "PENDING" : "FAILED");
        if (isRetried) held.isDue = retryInMs === 0;
      },
    }),
  heartbeat: ({ scope, state }, { job, token, leaseMs }) => {
    const row = state.jobs[job % (state.jobs.length + 1)];
    const lease = { jobId: row?.id ?? NO_ID, leaseToken: tokenOf(row, token) ?? WRONG_TOKEN };
    return agree(
      () => scope.jobs.heartbeat([lease], leaseMs),
      () => {
        if (row?.status !== "RUNNING" || row.token !== lease.leaseToken) return [lease.jobId];
        row.isLeaseOver = leaseMs === 0;
        return [];
      },
    );
  },
  release: ({ scope, state }, { job, token }) => {
    const row = state.jobs[job % (state.jobs.length + 1)];
    const lease = { jobId: row?.id ?? NO_ID, leaseToken: tokenOf(row, token) ?? WRONG_TOKEN };
    return agree(
      () => scope.jobs.release([lease]),
      () => {
        if (row?.status !== "RUNNING" || row.token !== lease.leaseToken) return 0;
        model.end(row, "PENDING");
        row.attempt -= 1;
        return 1;
      },
    );
  },
  reapExpired: ({ scope, state }) =>
    agree(
      async () => (await scope.jobs.reapExpired(10_000)).map(({ jobId }) => jobId).sort(),
      () => model.reap(state.jobs.filter((job) => job.status === "RUNNING" && job.isLeaseOver)).sort(),
    ),
  releaseStaleJobs: ({ scope, state }, { ms }) =>
    agree(
      () => scope.jobs.releaseStaleJobs(ms),
      () => model.reap(state.jobs.filter((job) => job.status === "RUNNING" && ms === 0)).length,
    ),
  cancelByRun: ({ scope, state }, { runId }) =>
    agree(
      () => scope.jobs.cancelByRun(runId),
      () => {
        const waiting = state.jobs.filter(
          (job) => job.runId === runId && (job.status === "PENDING" || job.status === "SUSPENDED"),
        );
        for (const job of waiting) cancel(job);
        return waiting.length;
      },
    ),
  fenceOff: ({ scope, state }, { runId, stageIds, before }) =>
    agree(
      () => scope.jobs.fenceOff(runId, stageIds, before),
      () => {
        const earlier = state.jobs.filter(
          (job) =>
            job.runId === runId &&
            stageIds.includes(job.stageId) &&
            job.stageAttempt < before &&
            model.isLive(job),
        );
        for (const job of earlier) cancel(job);
        return earlier.length;
      },
    ),
};

const NAMED = { workflowId: "model", workflowName: "Model", workflowType: "model" };

/** Between the instants that are due and those that are not. */
const FAR = new Date("2100-01-01");

const stageInput = (workflowRunId: string, stageId: string, executionGroup: number, stageNumber: number) => ({
  workflowRunId,
  stageId,
  stageName: stageId,
  stageNumber,
  executionGroup,
});

const newStage = (
  id: string,
  place: Pick<model.Stage, "runId" | "stageId" | "group" | "number" | "attempt">,
): model.Stage => ({
  id,
  ...place,
  version: 1,
  status: "PENDING",
  nextPollAt: null,
  errorMessage: null,
  outputData: null,
  isSuperseded: false,
});

const keyRow = (state: model.State, key: string, commandType: string): model.Key | undefined =>
  state.keys.find((row) => row.key === key && row.commandType === commandType);

const modelled = (
  state: model.State,
  { workflowRunId, sequence }: { readonly workflowRunId: string; readonly sequence: number },
): model.Event =>
  model.found(state.events.find((event) => event.runId === workflowRunId && event.sequence === sequence));

const cancel = (job: model.Job): void => {
  model.end(job, "CANCELLED");
  job.nextPollAt = null;
};

type Part = Pick<Trial, "scope" | "state">;

function claim({ scope, state }: Part, limit: number, leaseMs: number | undefined): Promise<void> {
  return agree(
    async () => {
      if (leaseMs !== undefined) return scope.jobs.claim({ workerId: "model", limit, leaseMs });
      const job = await scope.jobs.dequeue();
      return job ? [job] : [];
    },
    (answer) => {
      const taken = answer as Awaited<ReturnType<typeof scope.jobs.claim>>;
      const chosen = model.claimable(state, limit);
      for (const [index, job] of chosen.entries()) {
        job.attempt += 1;
        job.status = "RUNNING";
        job.token = taken[index]?.leaseToken ?? null;
        job.isLeaseOver = leaseMs === 0;
      }
      const tokens = taken.map(({ leaseToken }) => leaseToken);
      assert.equal(new Set(tokens).size, tokens.length, "every delivery has a token of its own");
      // Times are the store's to tell; the rest is not.
      return chosen.map((job, index) => ({
        jobId: job.id,
        workflowRunId: job.runId,
        workflowId: NAMED.workflowId,
        stageId: job.stageId,
        priority: job.priority,
        attempt: job.attempt,
        maxAttempts: job.maxAttempts,
        payload: {},
        leaseToken: job.token,
        stageAttempt: job.stageAttempt,
        leaseUntil: taken[index]?.leaseUntil,
      }));
    },
  );
}

interface Settling {
  real(id: string, token: string | undefined): Promise<void>;
  expected(job: model.Job): void;
}

function settle(
  { state }: Part,
  number: number,
  which: "none" | "right" | "wrong",
  { real, expected }: Settling,
): Promise<void> {
  const job = state.jobs[number % (state.jobs.length + 1)];
  const [id, token] = [job?.id ?? NO_ID, tokenOf(job, which)];
  return agree(
    () => real(id, token),
    () => {
      const held = model.held(state, id, token);
      if (held) expected(held);
    },
  );
}

/** The one cast: a command is handed to the performer of its own kind. */
const performSimple = (trial: Trial, command: SimpleCommand): Promise<void> =>
  (performers[command.kind] as (trial: Trial, command: SimpleCommand) => Promise<void>)(trial, command);

class RolledBack extends Error {}

/** Carries out a command on both and compares what they say. */
export async function perform(trial: Trial, command: Command): Promise<void> {
  if (command.kind !== "transaction") return performSimple(trial, command);
  const before = structuredClone(trial.state);
  try {
    await trial.store.transaction(async (scope) => {
      for (const step of command.commands) await performSimple({ ...trial, scope }, step);
      if (!command.isCommitted) throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
    Object.assign(trial.state, before);
  }
}
