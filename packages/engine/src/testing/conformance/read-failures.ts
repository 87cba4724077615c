/** What failed for good, grouped and one by one, against a recount; what people say of it; what waits and where order broke. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { errorFingerprint } from "../../domain/error-fingerprint.js";
import type { FailureKind } from "../../domain/failure-mark.js";
import {
  type FailureGroupFilter,
  failureFilter,
  isSettled,
  NO_FINGERPRINT,
  TREND_SLOTS,
} from "../../read/failures.js";
import { runFilter } from "../../read/filters.js";
import { HOLE_SQUARES, SQUARES_BEFORE_HOLE } from "../../read/outbox.js";
import { createRun, createStage, eventInput, jobInput, times } from "../factories.js";
import { hoursFromNow, nextInstant } from "../store-clock.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

/** The first waiting event of the run fails, for good unless told otherwise. */
async function refuseNext(
  store: Store,
  runId: string,
  error: string,
  { isDead = true, isCounted = true } = {},
): Promise<string> {
  const claims = await store.persistence.claimEvents({ limit: 10_000, leaseMs: 60_000 });
  const claimed = claims.find(({ workflowRunId }) => workflowRunId === runId);
  const id = claimed?.events[0]?.id;
  assert.ok(claimed && id);
  await store.persistence.settleEvents(
    claims.map((claim) => ({
      workflowRunId: claim.workflowRunId,
      leaseToken: claim.leaseToken,
      publishedIds: [],
      ...(claim === claimed
        ? { failed: { id, error, fingerprint: errorFingerprint(error), isCounted, isDead } }
        : {}),
    })),
  );
  return id;
}

/** All that wait of the run, or so many. */
async function publish(store: Store, runId: string, count = Number.POSITIVE_INFINITY): Promise<void> {
  const claims = await store.persistence.claimEvents({ limit: 10_000, leaseMs: 60_000 });
  await store.persistence.settleEvents(
    claims.map(({ workflowRunId, leaseToken, events }) => ({
      workflowRunId,
      leaseToken,
      publishedIds: workflowRunId === runId ? events.slice(0, count).map(({ id }) => id) : [],
    })),
  );
}

async function dead(store: Store, runId: string, error: string, eventType = "stage:completed") {
  await store.persistence.appendOutboxEvents([eventInput(runId, { eventType })]);
  const id = await refuseNext(store, runId, error);
  await nextInstant(store);
  return id;
}

async function failedJob(store: Store, runId: string, error: string, stageId = "first", stageAttempt = 0) {
  const jobId = await store.jobs.enqueue(jobInput({ workflowRunId: runId, stageId, stageAttempt }));
  const [job] = await store.jobs.claim({ workerId: "w", limit: 1, leaseMs: 60_000 });
  assert.equal(job?.jobId, jobId);
  await store.jobs.fail(jobId, error, false);
  await nextInstant(store);
  return jobId;
}

async function failedRun(store: Store, errorMessage: string, workflowId = "sample"): Promise<string> {
  const { id } = await createRun(store, { workflowId });
  await store.persistence.updateRun(id, { status: "FAILED", completedAt: await store.now(), errorMessage });
  await nextInstant(store);
  return id;
}

const grouped = async (store: Store, kind: FailureKind, filter: Partial<FailureGroupFilter> = {}) =>
  store.read.failures.groups({ from: await hoursFromNow(store, -1), ...filter, kind });

const told = async (store: Store, kind: FailureKind, filter: Partial<FailureGroupFilter> = {}) =>
  (await grouped(store, kind, filter)).groups.map(
    ({ subject, error, count, runs }) => `${subject}: ${error} ×${count} in ${runs}`,
  );

export const failureSuite = suite("failures", {
  "there are none at first": async (store) => {
    for (const kind of ["event", "job", "run"] as const)
      shows(await grouped(store, kind), { groups: [], looked: 0, isCapped: false });
    assert.deepEqual(await store.read.failures.counts(), { event: 0, job: 0, run: 0 });
    assert.deepEqual(await store.read.failures.events(failureFilter.parse({})), { rows: [], next: null });
    assert.deepEqual(await store.read.failures.jobs(failureFilter.parse({})), { rows: [], next: null });
  },

  "dead events that differ in ids, numbers and names only are one group": async (store) => {
    const run = await createRun(store, { workflowName: "The one" });
    await dead(store, run.id, 'sink: HTTP 422: no customer "anna" 17');
    await dead(store, "r2", 'sink: HTTP 422: no customer "bert" 4711');
    await dead(store, "r2", "sink: HTTP 422: no customer", "stage:failed");
    await dead(store, "r2", "sink: HTTP 400");

    assert.deepEqual(await told(store, "event"), [
      "stage:completed: sink: HTTP 400 ×1 in 1",
      "stage:failed: sink: HTTP 422: no customer ×1 in 1",
      'stage:completed: sink: HTTP 422: no customer "bert" 4711 ×2 in 2',
    ]);
    const [first] = (await store.read.failures.events(failureFilter.parse({ runId: run.id }))).rows;
    shows(first, {
      eventType: "stage:completed",
      sequence: 1,
      runId: run.id,
      workflowName: "The one",
      runStatus: "PENDING",
      error: 'sink: HTTP 422: no customer "anna" 17',
      tries: 1,
    });
  },

  "groups agree with a recount, whatever the filter": async (store) => {
    const errors = ["sink: refused 1", "sink: refused 2", "sink: gone", "other: refused"];
    const types = ["stage:completed", "stage:failed"];
    const facts: { error: string; type: string; runId: string; id: string }[] = [];
    for (const n of times(24, (index) => index)) {
      const fact = {
        error: errors[(n * 7) % errors.length] ?? "",
        type: types[(n * 5) % 2] ?? "",
        runId: `run-${n % 5}`,
      };
      facts.push({ ...fact, id: await dead(store, fact.runId, fact.error, fact.type) });
    }

    for (const filter of [{}, { subject: "stage:failed" }, { runId: "run-3" }, { text: "REFUSED" }]) {
      const { groups, looked } = await grouped(store, "event", filter);
      const meant = facts.filter(
        ({ type, runId, error }) =>
          (filter.subject ?? type) === type &&
          (filter.runId ?? runId) === runId &&
          error.includes((filter.text ?? "").toLowerCase()),
      );
      assert.equal(looked, meant.length);
      const keys = new Set(meant.map(({ type, error }) => `${type} ${errorFingerprint(error)}`));
      assert.deepEqual(new Set(groups.map(({ subject, fingerprint }) => `${subject} ${fingerprint}`)), keys);
      for (const group of groups) {
        const members = meant.filter(
          ({ type, error }) => type === group.subject && errorFingerprint(error) === group.fingerprint,
        );
        shows(group, {
          count: members.length,
          runs: new Set(members.map(({ runId }) => runId)).size,
          error: members.at(-1)?.error,
        });
        assert.equal(
          group.trend.reduce((sum, count) => sum + count, 0),
          members.length,
        );
        assert.equal(group.trend.length, TREND_SLOTS);
        const { subject, fingerprint } = group;
        const listed = await store.read.failures.events(
          failureFilter.parse({ ...filter, subject, fingerprint }),
        );
        assert.deepEqual(
          listed.rows.map(({ id }) => id),
          members.map(({ id }) => id).reverse(),
        );
      }
      assert.deepEqual(
        groups.map(({ lastAt }) => lastAt.getTime()),
        groups.map(({ lastAt }) => lastAt.getTime()).sort((a, b) => b - a),
      );
    }
  },

  "dead events are listed newest first, page by page, without those discarded": async (store) => {
    const ids: string[] = [];
    for (const n of times(5, (index) => index)) ids.push(await dead(store, `r${n}`, `error ${n}`));
    await store.persistence.discardDeadEvents({ ids: ids.slice(4) }, "no use");

    const first = await store.read.failures.events(failureFilter.parse({ limit: 3 }));
    const rest = await store.read.failures.events(failureFilter.parse({ limit: 3, after: first.next }));

    assert.deepEqual(
      [...first.rows, ...rest.rows].map(({ id }) => id),
      ids.slice(0, 4).reverse(),
    );
    assert.equal(rest.next, null);
  },

  "an event set aside without an error is a group of its own": async (store) => {
    await store.persistence.appendOutboxEvents([eventInput("r")]);
    const [event] = await store.persistence.getUnpublishedOutboxEvents();
    await store.persistence.moveOutboxEventToDLQ(event?.id ?? "");

    const { groups } = await grouped(store, "event");

    assert.deepEqual(
      groups.map(({ error, fingerprint, count }) => [error, fingerprint, count]),
      [["", NO_FINGERPRINT, 1]],
    );
  },

  "jobs that failed are dead until a rerun replaces their attempt": async (store) => {
    const run = await createRun(store);
    await createStage(store, run.id, { stageId: "first" });
    const id = await failedJob(store, run.id, "Model 4 said no");
    await failedJob(store, "not stored", "Model 5 said no");
    await failedJob(store, "not stored", "Model 6 said no", "second");

    assert.deepEqual(await told(store, "job"), [
      "second: Model 6 said no ×1 in 1",
      "first: Model 5 said no ×2 in 2",
    ]);
    const listed = await store.read.failures.jobs(failureFilter.parse({ runId: run.id }));
    shows(listed.rows[0], {
      ...{ id, runId: run.id, workflowId: "sample", workflowName: "Sample", stageId: "first" },
      ...{ stageAttempt: 0, deliveries: 1, error: "Model 4 said no", runStatus: "PENDING" },
    });

    await store.persistence.supersedeStages(run.id, 1);

    assert.deepEqual(await told(store, "job"), [
      "second: Model 6 said no ×1 in 1",
      "first: Model 5 said no ×1 in 1",
    ]);
  },

  "a job whose worker was lost for good is dead, and those are alike": async (store) => {
    for (const maxAttempts of [1, 1]) {
      await store.jobs.enqueue(jobInput({ maxAttempts }));
      await store.jobs.claim({ workerId: "w", limit: 1, leaseMs: 1 });
      await nextInstant(store);
      await nextInstant(store);
      await store.jobs.reapExpired();
    }

    const [group, ...others] = (await grouped(store, "job")).groups;

    shows(group, { count: 2, subject: "first" });
    assert.match(group?.error ?? "", /^The worker stopped answering: the lease of delivery 1 of 1 was lost$/);
    assert.deepEqual(others, []);
  },

  "runs that failed alike are found by their fingerprint, until they are run again": async (store) => {
    const one = await failedRun(store, "Stage join: Error 1");
    const two = await failedRun(store, "Stage join: Error 22");
    await failedRun(store, "Stage join: Error 22", "other");
    await failedRun(store, "No money");

    assert.deepEqual(await told(store, "run"), [
      "sample: No money ×1 in 1",
      "other: Stage join: Error 22 ×1 in 1",
      "sample: Stage join: Error 22 ×2 in 2",
    ]);
    const fingerprint = errorFingerprint("Stage join: Error 3");
    const filter = runFilter.parse({ fingerprint, workflowId: ["sample"], status: ["FAILED"] });
    const alike = async () => new Set((await store.read.runs.list(filter)).rows.map(({ id }) => id));
    assert.deepEqual(await alike(), new Set([one, two]));
    assert.equal((await store.read.runs.countByStatus(filter)).FAILED, 2);
    assert.deepEqual((await store.read.runs.list(runFilter.parse({ fingerprint: "a\0b" }))).rows, []);

    await store.persistence.updateRun(one, { status: "RUNNING", errorMessage: null });

    assert.deepEqual(await alike(), new Set([two]));
  },

  "what is resolved comes back when it happens again, what is ignored does not": async (store) => {
    await dead(store, "r1", "sink: A");
    await dead(store, "r2", "sink: B");
    await failedJob(store, "r3", "sink: A", "stage:completed");
    const group = (error: string) =>
      ({ kind: "event", subject: "stage:completed", fingerprint: errorFingerprint(error) }) as const;
    const settled = async () =>
      (await grouped(store, "event")).groups.filter(isSettled).map(({ error }) => error);
    assert.deepEqual(await store.read.failures.counts(), { event: 2, job: 1, run: 0 });

    await store.persistence.markFailures({
      ...group("sink: A"),
      ...{ state: "RESOLVED", reason: "mended\0", actorId: "maria" },
    });
    await store.persistence.markFailures({
      ...group("sink: B"),
      ...{ state: "IGNORED", reason: "a test", actorId: "maria" },
    });
    await nextInstant(store);

    assert.deepEqual((await settled()).sort(), ["sink: A", "sink: B"]);
    assert.deepEqual(await store.read.failures.counts(), { event: 0, job: 1, run: 0 });
    const [marked] = (await grouped(store, "event", { text: "A" })).groups;
    shows(marked?.mark ?? undefined, { state: "RESOLVED", reason: "mended\uFFFD", actorId: "maria" });

    await dead(store, "r4", "sink: A");
    await dead(store, "r5", "sink: B");

    assert.deepEqual(await settled(), ["sink: B"]);
    assert.deepEqual(await store.read.failures.counts(), { event: 1, job: 1, run: 0 });
    assert.equal(await store.persistence.unmarkFailures(group("sink: B")), true);
    assert.equal(await store.persistence.unmarkFailures(group("sink: B")), false);
    assert.deepEqual(await store.read.failures.counts(), { event: 3, job: 1, run: 0 });
  },

  "bulk actions find dead events in the order of their runs, and the runs of dead jobs once": async (
    store,
  ) => {
    const later = await dead(store, "b", "sink: 1");
    const [first, second] = [await dead(store, "a", "sink: 2"), await dead(store, "a", "sink: 3")];
    await dead(store, "a", "other");
    const run = await createRun(store);
    await failedJob(store, run.id, "broken 1");
    await failedJob(store, run.id, "broken 2", "second");
    await failedJob(store, "gone", "broken 3");
    const { persistence } = store;

    const events = await persistence.matchDeadEvents({ fingerprint: errorFingerprint("sink: 9") }, 10);
    const jobs = await persistence.matchDeadJobs({ text: "BROKEN" }, 10);

    assert.deepEqual(
      events.map(({ targetId, attempt }) => [targetId, attempt]),
      [first, second, later].map((id) => [id, null]),
    );
    assert.deepEqual(jobs, [
      { targetId: "gone", attempt: null },
      { targetId: run.id, attempt: 0 },
    ]);
    assert.equal((await persistence.matchDeadEvents({}, 2)).length, 2);
    assert.deepEqual(await persistence.targetEvents([later, "gone", second, first, later]), [
      ...[first, second, later, "gone"].map((targetId) => ({ targetId, attempt: null })),
    ]);
    for (const wrong of [{ sujbect: "x" }, { from: "never" }, { limit: 1 }]) {
      await assert.rejects(persistence.matchDeadEvents(wrong, 10), { code: "INVALID_INPUT" });
      await assert.rejects(persistence.matchDeadJobs(wrong, 10), { code: "INVALID_INPUT" });
    }
  },

  "the outbox says what waits, since when, and why": async (store) => {
    const occurredAt = await hoursFromNow(store, -1);
    await store.persistence.appendOutboxEvents([
      ...times(3, () => eventInput("told", { occurredAt })),
      ...times(2, () => eventInput("retried", { occurredAt: new Date(occurredAt.getTime() + 5_000) })),
      eventInput("down", { occurredAt: new Date(occurredAt.getTime() + 9_000) }),
    ]);
    await publish(store, "told");
    await refuseNext(store, "retried", "sink: no", { isDead: false });
    await refuseNext(store, "down", "sink: away", { isDead: false, isCounted: false });
    await dead(store, "dead", "sink: never");

    shows(await store.read.outbox.now(), {
      waiting: 3,
      oldestAt: new Date(occurredAt.getTime() + 5_000),
      retrying: [{ tries: 1, runs: 1 }],
      unavailable: { runs: 1, error: "sink: away" },
      isCapped: false,
      published: 3,
      dead: 1,
    });
  },

  "an empty outbox waits for nothing": async (store) => {
    shows(await store.read.outbox.now(), {
      ...{ waiting: 0, oldestAt: null, retrying: [], isCapped: false, published: 0, dead: 0 },
      unavailable: { runs: 0, error: null },
    });
    assert.deepEqual(await store.read.outbox.holes({ limit: 5 }), { runs: [], total: 0 });
  },

  "holes: what was published past a dead event, what waits, what was discarded": async (store) => {
    const run = await createRun(store, { workflowName: "The one" });
    await store.persistence.appendOutboxEvents(times(8, () => eventInput(run.id)));
    await publish(store, run.id, 2);
    await refuseNext(store, run.id, "sink: 3");
    await publish(store, run.id, 1);
    const discarded = await refuseNext(store, run.id, "sink: 5");
    await store.persistence.discardDeadEvents({ ids: [discarded] }, "why");
    await publish(store, run.id, 1);
    await nextInstant(store);
    await dead(store, "other", "sink: 1");

    const { runs, total } = await store.read.outbox.holes({ limit: 1, runId: run.id });

    assert.equal(total, 1);
    assert.deepEqual(runs, [
      {
        ...{ runId: run.id, workflowName: "The one", from: 1, last: 8, dead: 1, past: 2, waiting: 2 },
        squares: [...["published", "published", "dead", "past", "discarded", "past", "waiting", "waiting"]],
      },
    ]);
    const all = await store.read.outbox.holes({ limit: 1 });
    assert.deepEqual(
      [all.total, ...all.runs.map(({ runId, squares }) => [runId, squares])],
      [2, ["other", ["dead"]]],
    );
    assert.deepEqual(await store.read.outbox.holes({ limit: 5, runId: "nul\0" }), { runs: [], total: 0 });
  },

  "the map of a long run begins shortly before its hole": async (store) => {
    await store.persistence.appendOutboxEvents(times(200, () => eventInput("long")));
    await publish(store, "long", 99);
    await refuseNext(store, "long", "sink: 100");

    const [run] = (await store.read.outbox.holes({ limit: 5 })).runs;

    shows(run, { from: 100 - SQUARES_BEFORE_HOLE, last: 200, dead: 1, past: 0, waiting: 100 });
    assert.equal(run?.squares.length, HOLE_SQUARES);
    assert.equal(run?.squares[SQUARES_BEFORE_HOLE], "dead");
  },
});
