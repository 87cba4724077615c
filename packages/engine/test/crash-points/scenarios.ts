/** Every command, each in the situations in which its calls differ. */

import { expect } from "vitest";
import type { Status } from "../../src/domain/status.js";
import type { Kernel } from "../../src/kernel/kernel.js";
import type { Bench } from "./bench.js";
import { JOB_SCENARIOS } from "./job-scenarios.js";
import type { Plan } from "./workflow.js";

export interface Scenario {
  readonly name: string;
  /** What the run's stages do. Default: succeed. */
  readonly plan?: Plan;
  /** Brings the run to where the command is given. Returns the command. */
  prepare(bench: Bench, runId: string): Promise<Command>;
  /** How the run ends once it is repaired. Default COMPLETED. */
  readonly ends?: Status;
  /** How it may end besides when the command was not acknowledged, since nobody gave it again. */
  readonly endsUnheard?: Status;
}

export interface Command {
  /** What the process does that dies. */
  give(kernel: Kernel): Promise<unknown>;
  /** What its caller does when there is no answer. Default: nothing. */
  again?(bench: Bench): Promise<unknown>;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "run.create",
    async prepare({ acknowledge }, runId) {
      const create = async (kernel: Kernel) => {
        await kernel.dispatch("run.create", { ...NEW_RUN, runId });
        acknowledge({ runId });
      };
      return {
        give: create,
        async again({ healthy, store }) {
          // Without a key the caller looks whether the run is there.
          if ((await store.persistence.getRun(runId)) === null) await create(healthy);
        },
      };
    },
  },
  {
    name: "run.create with an idempotency key",
    async prepare({ acknowledge }, runId) {
      const create = async (kernel: Kernel) => {
        const command = { ...NEW_RUN, runId, idempotencyKey: runId };
        acknowledge({ ...(await kernel.dispatch("run.create", command)), idempotencyKey: runId });
      };
      return { give: create, again: ({ healthy }) => create(healthy) };
    },
  },
  {
    name: "run.claimPending",
    async prepare(bench, runId) {
      await bench.create(runId);
      return { give: (kernel) => kernel.dispatch("run.claimPending", {}) };
    },
  },
  ...executing("a stage whose group has another after it", "measure"),
  ...executing("a stage that logs, states facts and asks a model", "measure", { measure: "talks" }),
  ...executing("a stage that is retried", "measure", { measure: "stumbles" }),
  ...executing("a stage that fails for good", "measure", { measure: "fails" }, "FAILED"),
  ...executing("parallel stages that succeed", "left"),
  ...executing("parallel stages of which one fails", "left", { left: "fails" }, "FAILED"),
  ...executing("parallel stages of which one is retried", "left", { right: "stumbles" }),
  ...executing("parallel stages of which one waits for something outside", "right", { right: "waits" }),
  polling(),
  ...executing("the last stage", "last"),
  ...executing("the last stage, which talks", "last", { last: "talks" }),
  {
    name: "job.execute of a job that is done",
    async prepare(bench, runId) {
      await bench.create(runId);
      const jobs = await bench.workUpTo(runId, "measure");
      await bench.execute(jobs);
      return {
        give: (kernel) => Promise.all(jobs.map((job) => kernel.dispatch("job.execute", { job }))),
      };
    },
  },
  {
    name: "run.transition of a run whose transition was lost",
    async prepare(bench, runId) {
      await bench.create(runId);
      await bench.workUpTo(runId, "measure");
      await endStageUnseen(bench, runId, "measure");
      return { give: (kernel) => kernel.dispatch("run.transition", { runId }) };
    },
  },
  {
    name: "run.transition of a run that ends",
    async prepare(bench, runId) {
      await bench.create(runId);
      await bench.workUpTo(runId, "last");
      await endStageUnseen(bench, runId, "last");
      return { give: (kernel) => kernel.dispatch("run.transition", { runId }) };
    },
  },
  {
    name: "run.cancel of a run at work",
    ends: "CANCELLED",
    endsUnheard: "COMPLETED",
    async prepare(bench, runId) {
      await bench.create(runId);
      await bench.workUpTo(runId, "left");
      return { give: (kernel) => kernel.dispatch("run.cancel", { runId, reason: "enough" }) };
    },
  },
  {
    name: "run.cancel of a pending run",
    ends: "CANCELLED",
    endsUnheard: "COMPLETED",
    async prepare(bench, runId) {
      await bench.create(runId);
      return { give: (kernel) => kernel.dispatch("run.cancel", { runId }) };
    },
  },
  {
    name: "run.rerunFrom of a completed run",
    async prepare(bench, runId) {
      await bench.create(runId);
      await bench.repair();
      return { give: (kernel) => kernel.dispatch("run.rerunFrom", { runId, stageId: "left" }) };
    },
  },
  {
    name: "run.rerunFrom of a cancelled run",
    ends: "COMPLETED",
    endsUnheard: "CANCELLED",
    async prepare(bench, runId) {
      await bench.create(runId);
      await bench.workUpTo(runId, "left");
      await bench.healthy.dispatch("run.cancel", { runId });
      return { give: (kernel) => kernel.dispatch("run.rerunFrom", { runId, stageId: "measure" }) };
    },
  },
  {
    name: "lease.reapStale with deliveries left",
    async prepare(bench, runId) {
      await bench.create(runId);
      await bench.workUpTo(runId, "left");
      await bench.leasesEnd();
      return { give: (kernel) => kernel.dispatch("lease.reapStale", {}) };
    },
  },
  {
    name: "lease.reapStale of a stage that was begun",
    async prepare(bench, runId) {
      await bench.create(runId);
      await bench.begin();
      await bench.leasesEnd();
      return { give: (kernel) => kernel.dispatch("lease.reapStale", {}) };
    },
  },
  {
    name: "lease.reapStale after the last delivery",
    ends: "FAILED",
    async prepare(bench, runId) {
      await bench.create(runId);
      for (let delivery = 1; delivery <= 3; delivery++) {
        if (delivery > 1) await bench.healthy.dispatch("lease.reapStale", {});
        expect(await bench.begin()).toHaveLength(1);
        await bench.leasesEnd();
      }
      return { give: (kernel) => kernel.dispatch("lease.reapStale", {}) };
    },
  },
  {
    name: "run.reapStuck of a run without stages",
    async prepare(bench, runId) {
      await bench.create(runId);
      await bench.store.persistence.claimPendingRun(runId);
      await bench.instantPasses();
      return { give: (kernel) => kernel.dispatch("run.reapStuck", { quietMs: 0 }) };
    },
  },
  {
    name: "run.reapStuck of a run whose transition was lost",
    async prepare(bench, runId) {
      await bench.create(runId);
      await bench.workUpTo(runId, "measure");
      await endStageUnseen(bench, runId, "measure");
      await bench.instantPasses();
      return { give: (kernel) => kernel.dispatch("run.reapStuck", { quietMs: 0 }) };
    },
  },
  {
    name: "run.reapStuck of a run whose job was reaped unseen",
    ends: "FAILED",
    async prepare(bench, runId) {
      await bench.create(runId);
      for (let delivery = 1; delivery <= 3; delivery++) {
        expect(await bench.begin()).toHaveLength(1);
        await bench.leasesEnd();
        await bench.store.jobs.reapExpired();
      }
      await bench.instantPasses();
      return { give: (kernel) => kernel.dispatch("run.reapStuck", { quietMs: 0 }) };
    },
  },
  {
    name: "bulk.start",
    async prepare(bench, runId) {
      await bench.create(runId);
      const id = `bulk ${runId}`;
      const start = (kernel: Kernel) =>
        kernel.dispatch("bulk.start", { ...BULK, kind: "cancel", target: { ids: [runId] }, id });
      return {
        async give(kernel) {
          await start(kernel);
          await bench.healthy.dispatch("bulk.abort", { bulkActionId: id });
        },
        async again({ healthy, store }) {
          expect(await start(healthy)).toEqual({ bulkActionId: id, total: 1 });
          const { rows } = await store.read.bulk.items({ id, limit: 10 });
          expect(rows.map((row) => row.runId)).toEqual([runId]);
          await healthy.dispatch("bulk.abort", { bulkActionId: id });
        },
      };
    },
  },
  sweeping("cancel", "CANCELLED"),
  sweeping("rerun", "COMPLETED"),
  ...JOB_SCENARIOS,
  publishing(),
  replaying(),
  ...["dlq.replay" as const, "dlq.discard" as const].map(aboutDeadEvent),
  {
    name: "failures.mark",
    async prepare(bench, runId) {
      await bench.create(runId);
      const group = { kind: "run", subject: "crash", fingerprint: runId } as const;
      const mark = (kernel: Kernel) =>
        kernel.dispatch("failures.mark", { ...BULK, ...group, state: "RESOLVED" });
      return {
        give: mark,
        async again({ healthy, store }) {
          await mark(healthy);
          expect(await store.persistence.unmarkFailures(group)).toBe(true);
        },
      };
    },
  },
  {
    name: "annotations.attach",
    async prepare(bench, runId) {
      await bench.create(runId);
      const attach = (kernel: Kernel) =>
        kernel.dispatch("annotations.attach", {
          runId,
          annotations: [
            { key: "Review.verdict", value: "good", idempotencyKey: "once", emitEvent: true },
            { key: "Review.by", value: "Ada" },
          ],
        });
      return {
        give: attach,
        async again({ healthy, store }) {
          await attach(healthy);
          expect(await store.persistence.listAnnotations(runId, { key: "Review.verdict" })).toHaveLength(1);
        },
      };
    },
  },
];

const NEW_RUN = {
  workflowId: "crash",
  input: {},
  actor: { kind: "user", id: "ada" },
  annotations: [{ key: "Order.number", value: 7 }],
};

const BULK = { reason: "tidy up", actor: { kind: "user", id: "ada" } };

/** An item is done once: by whoever died, or by whoever sweeps next. */
function sweeping(kind: "cancel" | "rerun", ends: Status): Scenario {
  return {
    name: `bulk.sweep of a run to ${kind}`,
    ends,
    async prepare(bench, runId) {
      await bench.create(runId);
      if (kind === "rerun") await bench.repair();
      const { bulkActionId } = await bench.healthy.dispatch("bulk.start", {
        ...BULK,
        kind,
        target: { ids: [runId] },
      });
      return {
        give: (kernel) => kernel.dispatch("bulk.sweep", {}),
        async again({ healthy, store }) {
          await healthy.dispatch("bulk.sweep", {});
          expect(await store.read.bulk.get(bulkActionId)).toMatchObject({ status: "DONE", done: 1 });
          const run = await store.persistence.getRunState(runId);
          expect(run?.attempt).toBe(kind === "rerun" ? 1 : 0);
        },
      };
    },
  };
}

/** Asking ends the stage, once, wherever it dies. */
function polling(): Scenario {
  return {
    name: "stage.pollSuspended of a stage that is done",
    async prepare(bench, runId) {
      await bench.create(runId, { right: "waits" });
      await bench.execute(await bench.workUpTo(runId, "right"));
      const stage = await bench.store.persistence.getStage(runId, "right");
      expect(stage?.status).toBe("SUSPENDED");
      await bench.instantPasses();
      return { give: (kernel) => kernel.dispatch("stage.pollSuspended", { leaseMs: 1 }) };
    },
  };
}

/** Long enough for the sink, and no longer: whoever comes next has to wait for its end. */
const PUBLISH_LEASE_MS = 1_300;

/** What died between the sink and the store is delivered again, and nothing out of turn. */
function publishing(): Scenario {
  const flush = (kernel: Kernel) =>
    kernel.dispatch("outbox.flush", { limit: 10_000, leaseMs: PUBLISH_LEASE_MS });
  return {
    name: "outbox.flush",
    async prepare(bench, runId) {
      const { store, healthy, instantPasses } = bench;
      const flushAll = async () => {
        while ((await store.read.outbox.now()).waiting > 0) {
          await flush(healthy);
          await instantPasses();
        }
      };
      await flushAll();
      await bench.create(runId);
      await bench.repair();
      return {
        give: flush,
        async again() {
          await flushAll();
          const events = await store.read.events.list({ runId, afterSequence: 0, limit: 1_000 });
          const taken = bench.delivered.filter((event) => event.runId === runId);
          expect([...new Set(taken.map(({ sequence }) => sequence))]).toEqual(
            events.map(({ sequence }) => sequence),
          );
        },
      };
    },
  };
}

/** The run's first event is given up. Returns its id. */
async function deadEvent({ store }: Bench, runId: string): Promise<string> {
  const claims = await store.persistence.claimEvents({ limit: 10_000, leaseMs: 60_000 });
  const dying = claims.find(({ workflowRunId }) => workflowRunId === runId)?.events[0]?.id;
  if (dying === undefined) throw new Error(`Run ${runId} has no event that waits`);
  const failed = { id: dying, error: "no", fingerprint: "no", isCounted: true, isDead: true };
  await store.persistence.settleEvents(
    claims.map(({ workflowRunId, leaseToken }) => ({
      ...{ workflowRunId, leaseToken, publishedIds: [] },
      ...(workflowRunId === runId ? { failed } : {}),
    })),
  );
  return dying;
}

const firstState = async ({ store }: Bench, runId: string) =>
  (await store.read.events.list({ runId, afterSequence: 0, limit: 1 }))[0]?.state;

function aboutDeadEvent(type: "dlq.replay" | "dlq.discard"): Scenario {
  return {
    name: type,
    async prepare(bench, runId) {
      await bench.create(runId);
      const select = { ids: [await deadEvent(bench, runId)] };
      const give = (kernel: Kernel): Promise<unknown> =>
        type === "dlq.replay"
          ? kernel.dispatch(type, { select })
          : kernel.dispatch(type, { ...BULK, select });
      return {
        give,
        async again({ healthy }) {
          await give(healthy);
          expect(await firstState(bench, runId)).toBe(type === "dlq.replay" ? "pending" : "discarded");
        },
      };
    },
  };
}

/** Carefully: the item is done once, what came of it is written once, and the action ends. */
function replaying(): Scenario {
  return {
    name: "bulk.sweep of a dead event, with a plan",
    async prepare(bench, runId) {
      await bench.create(runId);
      const eventId = await deadEvent(bench, runId);
      const { bulkActionId } = await bench.healthy.dispatch("bulk.start", {
        ...BULK,
        kind: "replay",
        target: { ids: [eventId] },
        plan: { phases: [1], stopAbove: 0, perMinute: null },
      });
      const publish = (store: Bench["store"]) => store.persistence.markOutboxEventsPublished([eventId]);
      return {
        async give(kernel) {
          await kernel.dispatch("bulk.sweep", {});
          if ((await firstState(bench, runId)) === "pending") await publish(bench.store);
          await kernel.dispatch("bulk.sweep", {});
        },
        async again({ healthy, store }) {
          await healthy.dispatch("bulk.sweep", {});
          await publish(store);
          await healthy.dispatch("bulk.sweep", {});
          expect(await store.read.bulk.get(bulkActionId)).toMatchObject({
            ...{ status: "DONE", done: 1, succeeded: 1, failedAgain: 0, unclear: 0 },
          });
        },
      };
    },
  };
}

/** The three ways to the outcome of a stage: claimed and begun one by one, begun in a batch, and only begun. */
function executing(what: string, stageId: string, plan: Plan = {}, ends: Status = "COMPLETED"): Scenario[] {
  const ready = async (bench: Bench, runId: string) => {
    await bench.create(runId, plan);
    return bench.workUpTo(runId, stageId);
  };
  return [
    {
      name: `job.execute of ${what}`,
      plan,
      ends,
      async prepare(bench, runId) {
        const jobs = await ready(bench, runId);
        return {
          // One after the other, so that the calls come in the same order every time.
          async give(kernel) {
            for (const job of jobs) await kernel.dispatch("job.execute", { job });
          },
        };
      },
    },
    {
      name: `job.begin and job.execute of ${what}`,
      plan,
      ends,
      async prepare(bench, runId) {
        await bench.store.jobs.release(await ready(bench, runId));
        return {
          async give(kernel) {
            const begun = await kernel.dispatch("job.begin", { limit: 10, leaseMs: 1 });
            await Promise.all(begun.map((job) => kernel.dispatch("job.execute", { job })));
          },
        };
      },
    },
  ];
}

/** As if whoever wrote the stage's outcome had forgotten the run: the transition is pending. */
async function endStageUnseen(
  { store, noteExecution }: Bench,
  runId: string,
  stageId: string,
): Promise<void> {
  const stage = await store.persistence.getStage(runId, stageId);
  const job = (await store.jobs.listJobs({ workflowRunId: runId, newestFirst: true })).find(
    (each) => each.stageId === stageId,
  );
  if (stage === null || job === undefined) throw new Error(`Run ${runId} is not at stage ${stageId}`);
  const now = await store.now();
  noteExecution({ runId, stageId, attempt: stage.attempt, delivery: job.attempt });
  await store.transaction(async ({ persistence, jobs }) => {
    await persistence.lockRun(runId);
    await jobs.complete(job.id);
    await persistence.moveStage(stage.id, ["PENDING", "RUNNING"], {
      status: "COMPLETED",
      completedAt: now,
      deliveries: job.attempt,
      outputData: stageId === "last" ? "done" : {},
    });
    await persistence.appendOutboxEvents([
      {
        workflowRunId: runId,
        eventType: "stage:completed",
        payload: { type: "stage:completed", runId, stageId, attempt: stage.attempt },
        causationId: job.id,
        occurredAt: now,
      },
    ]);
  });
}
