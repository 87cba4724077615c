/** Random calls, as data: which one, on which of the rows there are, with what. */

import fc from "fast-check";
import { LOG_LEVELS, type Status } from "../../src/domain/status.js";

/** Which of the rows there are, counted round; one more than there are is a row that does not exist. */
const row = fc.nat({ max: 5 });

const status = fc.constantFrom<Status>(
  "PENDING",
  "RUNNING",
  "SUSPENDED",
  "SUSPENDED",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
);
const statuses = fc.uniqueArray(status, { minLength: 1, maxLength: 3 });

/** Due long ago, or not in this century: no test run is near any of them. */
const instant = fc
  .constantFrom("2020-01-01", "2020-01-01", "2021-06-15T10:20:30.456Z", "2120-01-01")
  .map((text) => new Date(text));

/** `undefined` leaves a field alone, `null` clears it. */
const patched = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });
const cleared = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(value, { nil: null, freq: 3 });

const document = fc.oneof(
  fc.constantFrom(0, "text", "\u0000\ud800", true, [1, [2]], new Date("2026-01-02T03:04:05.678Z"), 2n ** 70n),
  fc.dictionary(fc.constantFrom("a", "__proto__", "é", "$stageline"), fc.constantFrom(1, "x", null), {
    maxKeys: 2,
  }),
);

const version = fc.constantFrom<"none" | "right" | "wrong">("none", "none", "none", "right", "wrong");
const token = fc.constantFrom<"none" | "right" | "wrong">("none", "right", "right", "wrong");
const stageId = fc.constantFrom("a", "b", "c%_");
const outboxRun = fc.constantFrom("run-1", "run-2", "run-3");
const names = { key: fc.constantFrom("k1", "k2"), commandType: fc.constantFrom("create", "rerun") };
const attempt = fc.nat({ max: 1 });

const call = <Kind extends string, Fields extends Record<string, unknown>>(
  kind: Kind,
  fields: { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> },
) => fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<{ kind: Kind } & Fields>;

const runPatch = {
  status: patched(status),
  completedAt: patched(cleared(instant)),
  duration: patched(cleared(fc.constantFrom(0, 1, 2 ** 31, 2 ** 45))),
  output: patched(cleared(document)),
  totalCost: patched(fc.constantFrom(0, 0.1, 1e-9, 123_456.78)),
};

const stagePatch = {
  status: patched(status),
  nextPollAt: patched(cleared(instant)),
  errorMessage: patched(fc.constantFrom("boom", "")),
  outputData: patched(cleared(document)),
};

const place = { group: fc.integer({ min: 1, max: 3 }), number: fc.integer({ min: 1, max: 3 }) };

const job = fc.record({
  runId: fc.constantFrom("queue-1", "queue-2"),
  stageId,
  stageAttempt: attempt,
  priority: fc.integer({ min: 4, max: 6 }),
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  scheduledFor: patched(instant),
});

const simple = fc.oneof(
  call("createRun", { priority: fc.integer({ min: 4, max: 6 }), input: document }),
  call("createRun", { priority: fc.integer({ min: 4, max: 6 }), input: document }),
  call("createRunAgain", { run: row }),
  call("updateRun", { run: row, version, ...runPatch }),
  call("moveRun", { run: row, from: statuses, ...runPatch }),
  call("claimPendingRun", { run: row }),
  call("claimNextPendingRun", {}),
  call("claimPendingRuns", { limit: fc.nat({ max: 3 }) }),
  call("createStage", { run: row, stageId, attempt, ...place }),
  call("createStage", { run: row, stageId, attempt, ...place }),
  call("upsertStage", { run: row, stageId, version, ...place, ...stagePatch }),
  call("updateStage", { stage: row, version, ...stagePatch }),
  call("updateStageByName", { run: row, stageId, version, ...stagePatch }),
  call("moveStage", { stage: row, from: statuses, ...stagePatch }),
  call("deleteStage", { stage: row }),
  call("supersedeStages", { run: row, fromGroup: fc.integer({ min: 1, max: 3 }) }),
  call("createLog", {
    run: cleared(row),
    stage: cleared(row),
    level: fc.constantFrom(...LOG_LEVELS),
    message: fc.constantFrom("hello", ""),
  }),
  call("saveArtifact", { run: row, stage: cleared(row), key: names.key, data: document, size: fc.nat() }),
  call("deleteArtifact", { run: row, key: names.key }),
  call("saveStageOutput", { run: row, stageId, data: document }),
  call("appendAnnotations", {
    annotations: fc.array(
      fc.record({
        run: row,
        stage: cleared(row),
        key: names.key,
        value: cleared(document),
        scopeId: cleared(fc.constant("s")),
        idempotencyKey: cleared(fc.constantFrom("i1", "i2")),
        emitEvent: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
  }),
  call("appendOutboxEvents", {
    events: fc.array(fc.record({ runId: outboxRun, payload: document }), { maxLength: 4 }),
  }),
  call("markOutboxEventsPublished", { events: fc.array(row, { maxLength: 3 }) }),
  call("failEvent", { event: row, withReason: fc.boolean() }),
  call("moveOutboxEventToDLQ", { event: row }),
  call("replayDeadEvents", { limit: fc.nat({ max: 2 }) }),
  call("replayDLQEvents", {}),
  call("discardDeadEvents", { limit: fc.nat({ max: 1 }) }),
  call("acquireIdempotencyKey", {
    ...names,
    fingerprint: fc.constantFrom(undefined, undefined, "f1", "f2"),
    hour: fc.nat({ max: 3 }),
    staleAfterMs: fc.constantFrom(undefined, 3_600_000),
  }),
  call("completeIdempotencyKey", { ...names, result: document }),
  call("releaseIdempotencyKey", names),
  call("enqueueParallel", { jobs: fc.array(job, { maxLength: 3 }) }),
  call("enqueueParallel", { jobs: fc.array(job, { minLength: 1, maxLength: 2 }) }),
  call("claim", { limit: fc.nat({ max: 3 }), leaseMs: fc.constantFrom(0, 600_000, 600_000) }),
  call("claim", { limit: fc.integer({ min: 1, max: 3 }), leaseMs: fc.constantFrom(0, 600_000, 600_000) }),
  call("dequeue", {}),
  call("complete", { job: row, token }),
  call("suspend", { job: row, token, nextPollAt: instant }),
  call("fail", { job: row, token, shouldRetry: fc.boolean(), retryInMs: fc.constantFrom(0, 3_600_000) }),
  call("heartbeat", { job: row, token, leaseMs: fc.constantFrom(0, 600_000) }),
  call("release", { job: row, token }),
  call("reapExpired", {}),
  call("releaseStaleJobs", { ms: fc.constantFrom(0, 3_600_000) }),
  call("cancelByRun", { runId: fc.constantFrom("queue-1", "queue-2", "queue-3") }),
  call("fenceOff", {
    runId: fc.constantFrom("queue-1", "queue-2"),
    stageIds: fc.uniqueArray(stageId),
    before: attempt,
  }),
);

const transaction = fc.record({
  kind: fc.constant("transaction" as const),
  commands: fc.array(simple, { maxLength: 6 }),
  isCommitted: fc.boolean(),
});

type CommandOf<A> = A extends fc.Arbitrary<infer Value> ? Value : never;
export type SimpleCommand = CommandOf<typeof simple>;
export type Command = SimpleCommand | CommandOf<typeof transaction>;
export type CommandKind = SimpleCommand["kind"];

export const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof({ weight: 8, arbitrary: simple }, { weight: 1, arbitrary: transaction }),
  { minLength: 1, maxLength: 25 },
);
