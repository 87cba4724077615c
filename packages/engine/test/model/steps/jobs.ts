/** Calls about jobs and their leases. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { LeasedJob } from "../../../src/ports/job-queue.js";
import * as model from "../reference/jobs.js";
import { found, type Job, type State, sorted } from "../reference/state.js";
import { agree, idOf, ids, NO_ID, rowOf, step, type Trial } from "./step.js";
import {
  attempt,
  BETWEEN,
  instant,
  limit,
  namedRun,
  patched,
  priority,
  row,
  stageId,
  statuses,
  workflowId,
  workflowIds,
} from "./values.js";

const leaseMs = fc.constantFrom(0, 600_000, 600_000);
const which = fc.constantFrom<"none" | "right" | "wrong">("none", "right", "right", "wrong");
const payload = fc.constantFrom({}, { a: [1, null] });

const job = fc.record({
  runId: namedRun,
  workflowId,
  stageId,
  stageAttempt: attempt,
  priority,
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  payload,
  scheduledFor: patched(instant),
});

const enqueueParallel = step(
  "enqueueParallel",
  { jobs: fc.array(job, { maxLength: 3 }) },
  ({ scope, state }, { jobs }) =>
    agree(
      () =>
        scope.jobs.enqueueParallel(jobs.map(({ runId, ...given }) => ({ ...given, workflowRunId: runId }))),
      (created) => {
        model.enqueue(
          state,
          jobs.map(({ scheduledFor, ...given }, index) => ({
            ...given,
            id: created?.[index] ?? NO_ID,
            isDue: scheduledFor === undefined || scheduledFor < BETWEEN,
          })),
        );
        return created;
      },
    ),
);

const enqueue = step("enqueue", { runId: namedRun, workflowId, stageId }, ({ scope, state }, given) =>
  agree(
    () =>
      scope.jobs.enqueue({
        workflowRunId: given.runId,
        workflowId: given.workflowId,
        stageId: given.stageId,
      }),
    (id) => {
      const defaults = { stageAttempt: 0, priority: 5, maxAttempts: 3, payload: {}, isDue: true };
      model.enqueue(state, [{ ...given, ...defaults, id }]);
      return id;
    },
  ),
);

/** Takes the answer apart: who, with what; when is the store's to say. */
function delivered(state: State, chosen: readonly Job[], answer: readonly LeasedJob[], lease: Lease) {
  const tokens = answer.map(({ leaseToken }) => leaseToken);
  assert.equal(new Set(tokens).size, tokens.length, "every delivery has a token of its own");
  assert.ok(!state.jobs.some(({ token }) => token !== null && tokens.includes(token)), "tokens are new");
  return chosen.map((taken, index) => {
    const { leaseToken = "none", leaseUntil, runAt } = answer[index] ?? {};
    model.deliver(taken, { ...lease, token: leaseToken });
    return {
      jobId: taken.id,
      workflowRunId: taken.runId,
      workflowId: taken.workflowId,
      stageId: taken.stageId,
      priority: taken.priority,
      attempt: taken.attempt,
      maxAttempts: taken.maxAttempts,
      payload: taken.payload,
      leaseToken,
      stageAttempt: taken.stageAttempt,
      leaseUntil,
      runAt,
    };
  });
}

interface Lease {
  readonly workerId: string;
  readonly leaseMs: number;
}

const claim = step(
  "claim",
  { limit: fc.nat({ max: 3 }), leaseMs, workflowIds, workerId: fc.constantFrom("w1", "w2") },
  ({ scope, state }, { limit: most, workflowIds: served, ...lease }) =>
    agree(
      () => scope.jobs.claim({ ...lease, limit: most, workflowIds: served }),
      (answer) => delivered(state, model.claimable(state, most, served), answer, lease),
    ),
);

const dequeue = step("dequeue", {}, async ({ scope, state }) => {
  let workerId = "";
  await agree(
    async () => {
      const taken = await scope.jobs.dequeue();
      // Made up by the queue: it says it nowhere but in the row.
      if (taken) workerId = (await scope.jobs.getJob(taken.jobId))?.workerId ?? "";
      return taken ? [taken] : [];
    },
    (answer) => delivered(state, model.claimable(state, 1), answer, { workerId, leaseMs: 300_000 }),
  );
});

const WRONG_TOKEN = "not-a-token";

/** The token that comes with a call on this job. A job that nobody holds has no right one. */
const tokenOf = (held: Job | undefined, asked: "none" | "right" | "wrong"): string | undefined => {
  if (asked === "none") return undefined;
  return asked === "right" ? (held?.token ?? WRONG_TOKEN) : WRONG_TOKEN;
};

interface Ending {
  real(id: string, token: string | undefined): Promise<void>;
  expected(job: Job): void;
}

function end({ state }: Trial, number: number, asked: "none" | "right" | "wrong", ending: Ending) {
  const id = idOf(state.jobs, number);
  const token = tokenOf(rowOf(state.jobs, number), asked);
  return agree(
    () => ending.real(id, token),
    () => {
      const held = model.ending(state, id, token);
      if (held) ending.expected(held);
    },
  );
}

const endings = [
  step("complete", { job: row, token: which }, (trial, { job: number, token }) =>
    end(trial, number, token, {
      real: (id, given) => trial.scope.jobs.complete(id, given),
      expected: model.complete,
    }),
  ),
  step(
    "suspend",
    { job: row, token: which, nextPollAt: instant },
    (trial, { job: number, token, nextPollAt }) =>
      end(trial, number, token, {
        real: (id, given) => trial.scope.jobs.suspend(id, nextPollAt, given),
        expected: (held) => model.suspend(held, nextPollAt),
      }),
  ),
  step(
    "fail",
    { job: row, token: which, shouldRetry: fc.boolean(), retryInMs: fc.constantFrom(0, 3_600_000) },
    (trial, { job: number, token, shouldRetry, retryInMs }) =>
      end(trial, number, token, {
        real: (id, given) => trial.scope.jobs.fail(id, "boom", shouldRetry, given, retryInMs),
        expected: (held) => model.fail(held, { error: "boom", shouldRetry, retryInMs }),
      }),
  ),
  // By default a failure is final, and a retry waits.
  step("failPlainly", { job: row, token: which }, (trial, { job: number, token }) =>
    end(trial, number, token, {
      real: (id, given) => trial.scope.jobs.fail(id, "boom", undefined, given),
      expected: (held) => model.fail(held, { error: "boom", shouldRetry: false, retryInMs: 0 }),
    }),
  ),
];

/** Of jobs of different numbers: what becomes of one lease named twice is not promised. */
const leases = fc.uniqueArray(fc.record({ job: row, token: which }), {
  maxLength: 2,
  selector: (lease) => lease.job,
});

const leasesOf = (state: State, given: readonly { job: number; token: "none" | "right" | "wrong" }[]) =>
  given
    .map(({ job: number, token }) => ({
      jobId: idOf(state.jobs, number),
      leaseToken: tokenOf(rowOf(state.jobs, number), token) ?? WRONG_TOKEN,
    }))
    .filter((lease, index, all) => all.findIndex(({ jobId }) => jobId === lease.jobId) === index);

const jobOf = (state: State, id: string): Job | undefined => state.jobs.find((known) => known.id === id);

const leaseCalls = [
  step("heartbeat", { leases, leaseMs }, ({ scope, state }, { leases: given, leaseMs: renewed }) => {
    const named = leasesOf(state, given);
    return agree(
      () => scope.jobs.heartbeat(named, renewed),
      () => {
        const isLost = ({ jobId, leaseToken }: (typeof named)[number]) =>
          !model.isHeld(jobOf(state, jobId), leaseToken);
        for (const lease of named)
          if (!isLost(lease)) found(jobOf(state, lease.jobId)).isLeaseOver = renewed === 0;
        return named.filter(isLost).map(({ jobId }) => jobId);
      },
    );
  }),
  step("release", { leases }, ({ scope, state }, { leases: given }) => {
    const named = leasesOf(state, given);
    return agree(
      () => scope.jobs.release(named),
      () => {
        const held = named.filter(({ jobId, leaseToken }) => model.isHeld(jobOf(state, jobId), leaseToken));
        for (const { jobId } of held) model.release(found(jobOf(state, jobId)));
        return held.length;
      },
    );
  }),
  step("reapExpired", {}, ({ scope, state }) =>
    agree(
      async () => {
        const reaped = await scope.jobs.reapExpired(10_000);
        return sorted(reaped, ({ jobId }) => state.jobs.findIndex(({ id }) => id === jobId)).map(
          ({ error, ...rest }) => ({ ...rest, saysWhy: error.length > 0 }),
        );
      },
      () => {
        const lost = state.jobs.filter(({ status, isLeaseOver }) => status === "RUNNING" && isLeaseOver);
        model.reap(lost);
        return lost.map(({ id, runId, workflowId, stageId: stage, stageAttempt, status }) => ({
          jobId: id,
          workflowRunId: runId,
          workflowId,
          stageId: stage,
          stageAttempt,
          status,
          saysWhy: true,
        }));
      },
    ),
  ),
  step("releaseStaleJobs", { ms: fc.constantFrom(0, 3_600_000) }, ({ scope, state }, { ms }) =>
    agree(
      () => scope.jobs.releaseStaleJobs(ms),
      () => model.reap(state.jobs.filter(({ status }) => status === "RUNNING" && ms === 0)).length,
    ),
  ),
];

const cancels = [
  step("cancelByRun", { runId: namedRun }, ({ scope, state }, { runId }) =>
    agree(
      () => scope.jobs.cancelByRun(runId),
      () =>
        model.cancel(
          state.jobs.filter(
            (known) => known.runId === runId && (known.status === "PENDING" || known.status === "SUSPENDED"),
          ),
        ),
    ),
  ),
  step(
    "fenceOff",
    { runId: namedRun, stageIds: fc.uniqueArray(stageId), before: fc.nat({ max: 2 }) },
    ({ scope, state }, { runId, stageIds, before }) =>
      agree(
        () => scope.jobs.fenceOff(runId, stageIds, before),
        () =>
          model.cancel(
            state.jobs.filter(
              (known) =>
                model.isLive(known) &&
                known.runId === runId &&
                stageIds.some((stage) => stage === known.stageId) &&
                known.stageAttempt < before,
            ),
          ),
      ),
  ),
];

const looks = [
  step(
    "listJobs",
    {
      workflowRunId: fc.option(namedRun, { nil: undefined }),
      status: fc.option(statuses, { nil: undefined }),
      newestFirst: fc.boolean(),
      limit,
    },
    ({ scope, state }, filter) =>
      agree(
        async () => ids(await scope.jobs.listJobs({ ...filter })),
        () => {
          const shown = state.jobs
            .filter((known) => filter.workflowRunId === undefined || known.runId === filter.workflowRunId)
            .filter((known) => filter.status?.includes(known.status) ?? true);
          return ids(filter.newestFirst ? shown.reverse() : shown).slice(0, filter.limit);
        },
      ),
  ),
  step("getJob", { job: row }, ({ scope, state }, { job: number }) =>
    agree(
      async () => (await scope.jobs.getJob(idOf(state.jobs, number)))?.status,
      () => rowOf(state.jobs, number)?.status,
    ),
  ),
  step("getSuspendedJobsReadyToPoll", {}, ({ scope, state }) =>
    agree(
      () => scope.jobs.getSuspendedJobsReadyToPoll(),
      () =>
        model
          .dueToPoll(state, BETWEEN)
          .map(({ id, runId, stageId: stage }) => ({ jobId: id, stageId: stage, workflowRunId: runId })),
    ),
  ),
];

export const jobSteps = [
  enqueue,
  enqueueParallel,
  enqueueParallel,
  claim,
  claim,
  dequeue,
  ...endings,
  ...leaseCalls,
  ...cancels,
  fc.oneof(...looks),
];
