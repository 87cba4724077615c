/**
 * Several clients at once, each with a random sequence of calls on the same few rows. No order is foretold; whatever
 * it was, what is stored in the end must be something that some order could have led to.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Store } from "../../src/adapters/store.js";
import type { LeasedJob } from "../../src/ports/job-queue.js";
import { STORE_KINDS } from "../stores.js";
import { type EmptyStores, emptyStores } from "./empty-stores.js";
import { check, NO_TIMEOUT, runsOn } from "./settings.js";

const SIZES = { memory: 300, sqlite: 40, postgresql: 20 };

const run = fc.nat({ max: 1 });

const action = fc.oneof(
  fc.record({ kind: fc.constant("claimRun" as const), run }),
  fc.record({ kind: fc.constant("claimNextRun" as const) }),
  fc.record({ kind: fc.constant("updateRun" as const), run }),
  fc.record({ kind: fc.constant("updateRunAtVersion" as const), run }),
  fc.record({ kind: fc.constant("addUsage" as const), run }),
  fc.record({ kind: fc.constant("annotate" as const), run, idempotencyKey: fc.constantFrom("i1", "i2") }),
  fc.record({
    kind: fc.constant("appendEvents" as const),
    run,
    count: fc.integer({ min: 1, max: 3 }),
    isKept: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("acquire" as const), key: fc.constantFrom("k1", "k2") }),
  fc.record({ kind: fc.constant("takeOver" as const), key: fc.constantFrom("stale1", "stale2") }),
  fc.record({ kind: fc.constant("enqueue" as const), run }),
  fc.record({ kind: fc.constant("claimJobs" as const), limit: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant("finishJob" as const), how: fc.constantFrom("complete", "fail", "retry") }),
  fc.record({ kind: fc.constant("reap" as const) }),
  fc.record({ kind: fc.constant("createStage" as const), run }),
);
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

const clients = fc.array(fc.array(action, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 6 });

/** What the clients saw happen, to be held against what is stored. */
interface History {
  readonly claimedRuns: string[];
  readonly versionBumps: Map<string, number>;
  readonly usage: Map<string, number>;
  readonly events: Map<string, number>;
  readonly acquired: string[];
  readonly enqueued: string[];
  readonly deliveries: LeasedJob[];
  readonly completed: string[];
}

const count = (counts: Map<string, number>, key: string, by = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};

/** What another client may have made impossible meanwhile. */
const EXPECTED_REFUSALS = ["STALE_VERSION", "ALREADY_EXISTS", "DUPLICATE_JOB", "LEASE_LOST"];

class RolledBack extends Error {}

/** The code of what the store throws at a call, if it does. */
async function refusalOf(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== "string" || error instanceof assert.AssertionError) throw error;
    return code;
  }
}

async function act(store: Store, runs: readonly string[], history: History, mine: LeasedJob[], step: Action) {
  const { persistence, jobs } = store;
  const runId = ("run" in step ? runs[step.run] : runs[0]) as string; // as many runs as the arbitrary counts
  switch (step.kind) {
    case "claimRun":
      if (await persistence.claimPendingRun(runId)) history.claimedRuns.push(runId);
      return;
    case "claimNextRun": {
      const claimed = await persistence.claimNextPendingRun();
      if (claimed) history.claimedRuns.push(claimed.id);
      return;
    }
    case "updateRun":
      await persistence.updateRun(runId, {});
      count(history.versionBumps, runId);
      return;
    case "updateRunAtVersion": {
      const version = (await persistence.getRun(runId))?.version;
      await persistence.updateRun(runId, { expectedVersion: version });
      count(history.versionBumps, runId);
      return;
    }
    case "addUsage":
      await persistence.addUsage([{ workflowRunId: runId, stageRecordId: "none", costUsd: 0.1, tokens: 1 }]);
      count(history.usage, runId);
      return;
    case "annotate": {
      const annotation = { workflowRunId: runId, scope: "run", key: "k", value: 1, emitEvent: true };
      await persistence.appendAnnotations([{ ...annotation, idempotencyKey: step.idempotencyKey }]);
      return;
    }
    case "appendEvents": {
      const event = { workflowRunId: runId, eventType: "stage:progress", payload: 1, causationId: "c" };
      const events = Array.from({ length: step.count }, () => ({ ...event, occurredAt: new Date() }));
      await store
        .transaction(async (scope) => {
          await scope.persistence.appendOutboxEvents(events);
          if (!step.isKept) throw new RolledBack();
        })
        .catch((error: unknown) => {
          if (!(error instanceof RolledBack)) throw error;
        });
      if (step.isKept) count(history.events, runId, step.count);
      return;
    }
    case "acquire": {
      const { status } = await persistence.acquireIdempotencyKey(step.key, "create");
      if (status === "acquired") history.acquired.push(step.key);
      return;
    }
    case "takeOver": {
      const now = new Date(Date.UTC(2026, 0, 2));
      const options = { now, staleInProgressAfterMs: 3_600_000 };
      const { status } = await persistence.acquireIdempotencyKey(step.key, "create", options);
      if (status === "acquired") history.acquired.push(step.key);
      return;
    }
    case "enqueue":
      history.enqueued.push(await jobs.enqueue({ workflowRunId: runId, workflowId: "w", stageId: "s" }));
      return;
    case "claimJobs": {
      const claimed = await jobs.claim({ workerId: "w", limit: step.limit, leaseMs: 600_000 });
      history.deliveries.push(...claimed);
      mine.push(...claimed);
      return;
    }
    case "finishJob": {
      const job = mine.shift();
      if (!job) return;
      if (step.how !== "complete") {
        await jobs.fail(job.jobId, "boom", step.how === "retry", job.leaseToken, 0);
        return;
      }
      await jobs.complete(job.jobId, job.leaseToken);
      history.completed.push(job.jobId);
      return;
    }
    case "reap":
      await jobs.releaseStaleJobs(0);
      return;
    case "createStage": {
      const stage = { workflowRunId: runId, stageId: "s", stageName: "S", stageNumber: 1, executionGroup: 1 };
      await persistence.createStage(stage);
    }
  }
}

async function checkRuns({ persistence, read }: Store, runs: readonly string[], history: History) {
  assert.equal(new Set(history.claimedRuns).size, history.claimedRuns.length, "a run was claimed twice");
  for (const id of runs) {
    const [stored, stages] = [await persistence.getRun(id), await persistence.getStagesByRun(id)];
    const claims = history.claimedRuns.filter((claimed) => claimed === id).length;
    assert.equal(stored?.version, 1 + claims + (history.versionBumps.get(id) ?? 0), "an update was lost");
    const added = history.usage.get(id) ?? 0;
    assert.deepEqual([stored.totalCost, stored.totalTokens], [Number((added / 10).toFixed(1)), added]);
    assert.ok(stages.length <= 1, "two current rows of one stage");

    const annotations = await persistence.listAnnotations(id);
    const keys = annotations.map(({ idempotencyKey }) => idempotencyKey);
    assert.equal(new Set(keys).size, keys.length, "an annotation was stored twice");
    const events = await read.events.list({ runId: id, afterSequence: 0, limit: 1000 });
    assert.equal(
      events.length,
      (history.events.get(id) ?? 0) + annotations.length,
      "events were lost or kept",
    );
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      events.map((_, index) => index + 1),
    );
  }
}

async function checkJobs({ jobs }: Store, history: History) {
  const stored = await jobs.listJobs();
  assert.deepEqual(new Set(stored.map(({ id }) => id)), new Set(history.enqueued));
  const live = stored.filter(({ status }) => ["PENDING", "RUNNING", "SUSPENDED"].includes(status));
  assert.equal(new Set(live.map(({ workflowRunId }) => workflowRunId)).size, live.length, "two live jobs");
  for (const job of stored) {
    const attempts = history.deliveries.filter(({ jobId }) => jobId === job.id).map(({ attempt }) => attempt);
    // Deliveries are counted one by one, whoever had them.
    assert.deepEqual(
      attempts.sort(),
      attempts.map((_, index) => index + 1),
    );
    assert.equal(job.attempt, attempts.length);
    assert.ok(job.attempt <= job.maxAttempts);
    const completions = history.completed.filter((id) => id === job.id).length;
    assert.equal(completions, job.status === "COMPLETED" ? 1 : 0);
  }
}

const emptyHistory = (): History => ({
  claimedRuns: [],
  versionBumps: new Map(),
  usage: new Map(),
  events: new Map(),
  acquired: [],
  enqueued: [],
  deliveries: [],
  completed: [],
});

/** Two runs, and two idempotency keys left in progress a day ago. */
async function prepare({ persistence }: Store): Promise<string[]> {
  const input = { workflowId: "w", workflowName: "W", workflowType: "t", input: null };
  for (const key of ["stale1", "stale2"])
    await persistence.acquireIdempotencyKey(key, "create", { now: new Date(Date.UTC(2026, 0, 1)) });
  return [(await persistence.createRun(input)).id, (await persistence.createRun(input)).id];
}

describe.each(STORE_KINDS)("%s", (kind) => {
  let stores: EmptyStores;
  beforeAll(async () => {
    stores = await emptyStores(kind);
  });
  afterAll(() => stores?.discard());

  const numRuns = runsOn(kind, { sizes: SIZES, share: 0.2 });
  test(
    `${numRuns} times several clients at once leave what some order could have left`,
    () =>
      check(kind, { values: clients, numRuns }, async (sequences) => {
        const store = await stores.next();
        const runs = await prepare(store);
        const history = emptyHistory();

        await Promise.all(
          sequences.map(async (steps) => {
            const mine: LeasedJob[] = [];
            for (const step of steps) {
              const refusal = await refusalOf(() => act(store, runs, history, mine, step));
              assert.ok(refusal === undefined || EXPECTED_REFUSALS.includes(refusal), refusal);
            }
          }),
        );

        await checkRuns(store, runs, history);
        await checkJobs(store, history);
        assert.equal(new Set(history.acquired).size, history.acquired.length, "a key was acquired twice");
      }),
    NO_TIMEOUT,
  );
});
