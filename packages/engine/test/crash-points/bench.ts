/** One store, a healthy process on it, and processes that die where they are told to. */

import { createKernel, type Kernel } from "../../src/kernel/kernel.js";
import { systemTimers, type Timers } from "../../src/kernel/timers.js";
import type { BegunStage } from "../../src/ports/begun-stage.js";
import { type Clock, systemClock } from "../../src/ports/clock.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import type { LeasedJob } from "../../src/ports/job-queue.js";
import type { KernelStore } from "../../src/ports/kernel-store.js";
import type { Store } from "../../src/store.js";
import { type CrashingStore, type CrashPoint, withCrashPoint } from "../../src/testing/crash-points.js";
import {
  type Acknowledgement,
  createOracle,
  type DeliveredEvent,
  type Execution,
  type FactSource,
  type Violation,
} from "../../src/testing/oracle.js";
import { crashWorkflow, type Plan } from "./workflow.js";

export interface Doomed extends Pick<CrashingStore, "calls" | "hasStruck"> {
  readonly kernel: Kernel;
}

export interface Bench {
  readonly store: Store;
  readonly healthy: Kernel;
  /** A process that dies there; without a point, one whose calls are counted. */
  doomed(point?: CrashPoint): Doomed;
  create(runId: string, plan?: Plan): Promise<void>;
  /** Claims pending runs, then their jobs under leases that end at once. */
  claim(): Promise<LeasedJob[]>;
  /** {@link claim} that also begins the stages. */
  begin(): Promise<BegunStage[]>;
  /** Claims and executes what is due now until `runId` stands before its stage: it is the only run with work. */
  workUpTo(runId: string, stageId: string): Promise<LeasedJob[]>;
  execute(jobs: readonly LeasedJob[]): Promise<void>;
  /** Waits until what was claimed is nobody's any more. */
  leasesEnd(): Promise<void>;
  /** Waits until the store's clock has gone on. */
  instantPasses(): Promise<void>;
  /** One sweep by the healthy process, then work until nothing is left. */
  repair(): Promise<void>;
  /** Events that a sink has taken, in the order in which they came. */
  readonly delivered: readonly DeliveredEvent[];
  acknowledge(acknowledgement: Acknowledgement): void;
  /** AI calls of the run that are recorded and were never made. */
  inventedCalls(runId: string): Promise<number>;
  /** For a stage that is ended by hand: its body was entered. */
  noteExecution(execution: Execution): void;
  /** What the oracle says of everything that happened on this bench. */
  violations(): Promise<Violation[]>;
}

/** Longer ones end what takes too long, which nothing here does. */
const LONGEST_PAUSE_MS = 1_000;

/** A retry after a lost connection need not wait here. */
const impatient: Timers = {
  soon: (callback) => void setImmediate(callback),
  after(ms, callback) {
    if (ms > LONGEST_PAUSE_MS) return systemTimers.after(ms, callback);
    const immediate = setImmediate(callback);
    return { cancel: () => clearImmediate(immediate) };
  },
};

/** Ends with the millisecond. Nobody takes jobs away but a sweep, so that what is counted stays the same. */
const LEASE_MS = 1;

/** More than any run needs: stages in a row times their deliveries. */
const PASSES = 50;

export interface BenchOptions {
  readonly store: Store;
  readonly facts: FactSource;
  /** Lets the store's clock go on. */
  readonly instantPasses: () => Promise<void>;
  /** The processes' own clock. Default: the real one. */
  readonly clock?: Clock;
}

export function openBench({ store, facts, instantPasses, clock = systemClock }: BenchOptions): Bench {
  const executions: Execution[] = [];
  const acknowledged: Acknowledgement[] = [];
  const questions = new Map<string, number>();
  const delivered: DeliveredEvent[] = [];
  const sink: EventSink = {
    name: "sink",
    async deliver(events) {
      for (const { runId, sequence } of events) delivered.push({ runId, sequence });
    },
  };
  const workflow = crashWorkflow({ executions, questions });
  const kernelOn = (on: KernelStore, workerId: string) =>
    createKernel({ store: on, workflows: [workflow], workerId, clock, timers: impatient, sinks: [sink] });
  const healthy = kernelOn(store, "healthy");
  const claim = async () => {
    await healthy.dispatch("run.claimPending", {});
    return store.jobs.claim({
      workerId: "healthy",
      limit: 50,
      leaseMs: LEASE_MS,
      workflowIds: [workflow.id],
    });
  };
  const execute: Bench["execute"] = async (jobs) => {
    await Promise.all(jobs.map((job) => healthy.dispatch("job.execute", { job })));
  };
  /** What dead workers held is free: nobody renews, so it takes a moment only. */
  const leasesEnd = async () => {
    const held = await store.jobs.listJobs({ status: ["RUNNING"] });
    const ends = held.map(({ leaseUntil }) => leaseUntil?.getTime() ?? 0);
    while ((await store.now()).getTime() <= Math.max(0, ...ends)) await instantPasses();
  };
  return {
    store,
    healthy,
    doomed(point) {
      const crashing = withCrashPoint(store, point);
      return {
        kernel: kernelOn(crashing.store, "doomed"),
        calls: crashing.calls,
        get hasStruck() {
          return crashing.hasStruck;
        },
      };
    },
    async create(runId, plan = {}) {
      await healthy.dispatch("run.create", { workflowId: workflow.id, runId, input: plan });
      acknowledged.push({ runId });
    },
    claim,
    async begin() {
      await healthy.dispatch("run.claimPending", {});
      return healthy.dispatch("job.begin", { limit: 50, leaseMs: LEASE_MS });
    },
    async workUpTo(runId, stageId) {
      for (;;) {
        const jobs = await claim();
        if (jobs.length === 0) throw new Error(`Run ${runId} never came to stage ${stageId}`);
        if (jobs.some((job) => job.workflowRunId === runId && job.stageId === stageId)) return jobs;
        await execute(jobs);
      }
    },
    execute,
    leasesEnd,
    instantPasses,
    async repair() {
      await leasesEnd();
      await healthy.dispatch("lease.reapStale", { limit: 1_000 });
      await instantPasses();
      await healthy.dispatch("run.reapStuck", { quietMs: 0 });
      for (let passes = 0; passes < PASSES; passes++) {
        await execute(await claim());
        await healthy.dispatch("stage.pollSuspended", { leaseMs: LEASE_MS });
        if (!(await isWorkWaiting(store))) return;
        await instantPasses();
      }
      throw new Error(`After ${PASSES} passes there is still work`);
    },
    delivered,
    acknowledge: (acknowledgement) => void acknowledged.push(acknowledgement),
    async inventedCalls(runId) {
      const made = questions.get(runId);
      if (made === undefined) return 0;
      const { totalCalls } = await store.aiCalls.getStats(`workflow.${workflow.id}.run.${runId}`);
      return Math.max(0, totalCalls - made);
    },
    noteExecution: (execution) => void executions.push(execution),
    violations: () => createOracle(facts).check({ acknowledged, executions }),
  };
}

const isWorkWaiting = async ({ jobs, persistence }: Store): Promise<boolean> =>
  (await jobs.listJobs({ status: ["PENDING", "SUSPENDED"], limit: 1 })).length > 0 ||
  (await persistence.getRunsByStatus("PENDING")).length > 0;
