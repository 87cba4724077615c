/**
 * One worker process: claims runs and jobs as slots are free, keeps its leases alive, repairs what others left.
 *
 * The loops share nothing but the database and the list of held jobs, so any number of workers may run.
 */

import os from "node:os";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import {
  type BegunStage,
  createKernel,
  type Kernel,
  type KernelObserver,
  type WorkflowDefinition,
} from "@stageline/engine";
import type { Store } from "@stageline/engine/store";
import type { Logger } from "pino";
import { clockOf } from "./database-clock.js";
import type { WorkerEnv } from "./env.js";
import { startFetcher } from "./loops/fetch.js";
import { startLoop } from "./loops/loop.js";
import { runningJobs } from "./running-jobs.js";

export const WORKER_VERSION = "0.1.0";

/** Milliseconds between two looks for leases that ended and runs that got stuck. */
const SWEEP_MS = 10_000;
/** While hints arrive, looking without one is only for those that get lost. */
const POLLS_SAVED_BY_HINTS = 5;
/** Milliseconds an aborted stage gets to return before the process ends without it. */
const LAST_WAIT_MS = 500;

export interface WorkerOptions {
  store: Store;
  workflows: readonly WorkflowDefinition[];
  model: LanguageModelV4;
  env: Pick<WorkerEnv, "slots" | "leaseMs" | "pollMs" | "graceMs">;
  log: Logger;
  /** Told of everything that was committed. */
  observer?: KernelObserver;
}

export interface RunningWorker {
  readonly id: string;
  readonly kernel: Kernel;
  /** Stops claiming, lets stages finish within the grace period, gives the rest back. */
  stop(): Promise<void>;
}

export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { store, workflows, model, env, log, observer } = options;
  const clock = await clockOf(store);
  const kernel = createKernel({
    store,
    workflows,
    model,
    clock,
    observer: { ...observer, workAppeared: (work) => appeared(work) },
  });
  const workflowIds = workflows.map(({ id }) => id);
  const id = kernel.workerId;
  for (const { shape } of workflows) await store.persistence.saveDefinition(shape, id);

  const jobs = runningJobs(() => fetching.wake());
  const report = (what: string) => (error: unknown) =>
    log.error({ err: error }, `${what} failed; trying again`);
  const heartbeatMs = Math.max(200, Math.floor(env.leaseMs / 3));

  const announce = () =>
    store.persistence.heartbeatWorker({
      id,
      host: os.hostname(),
      pid: process.pid,
      version: WORKER_VERSION,
      slots: env.slots,
      busy: jobs.count,
      workflowIds,
      heartbeatMs,
    });
  await announce();

  const hints = await store.wakeUps.listen((kind) => fetching.expect(kind));
  const fetching = startFetcher({
    kernel,
    leaseMs: env.leaseMs,
    freeSlots: () => env.slots - jobs.count,
    run: (stage) => jobs.hold(stage.job, (signal) => execute(kernel, stage, signal, log)),
    pollMs: () => (hints.isLive ? env.pollMs * POLLS_SAVED_BY_HINTS : env.pollMs),
    onError: report("Claiming work"),
  });
  const retries = new Set<NodeJS.Timeout>();
  const appeared: NonNullable<KernelObserver["workAppeared"]> = (work) => {
    observer?.workAppeared?.(work);
    const { runs, jobs: added, dueInMs = 0 } = work;
    if (dueInMs > 0) {
      const timer = setTimeout(() => {
        retries.delete(timer);
        fetching.expect("jobs");
      }, dueInMs);
      retries.add(timer);
      return;
    }
    if (runs > 0) fetching.expect("runs");
    if (added > 0) fetching.expect("jobs");
    // What this process takes at once need not be told to others.
    const free = env.slots - jobs.count;
    if (runs > free) store.wakeUps.send("runs");
    if (added > free) store.wakeUps.send("jobs");
  };
  const beating = startLoop({
    onError: report("The heartbeat"),
    async turn() {
      await announce();
      const lost = await store.jobs.heartbeat(jobs.leases(), env.leaseMs);
      if (lost.length > 0) log.warn({ jobs: lost }, "leases lost: their stages are stopped");
      jobs.abort(lost, new Error("The lease is lost: the run was cancelled or another worker has the job"));
      return heartbeatMs;
    },
  });
  const sweeping = startLoop({
    onError: report("The sweep"),
    async turn() {
      const { released, failed } = await kernel.dispatch("lease.reapStale", {});
      const { redriven } = await kernel.dispatch("run.reapStuck", { quietMs: env.leaseMs });
      if (released + failed + redriven.length > 0) {
        log.info(
          { released, failed, redriven: redriven.length },
          "took work back from workers that are gone",
        );
        fetching.expect("jobs");
      }
      return SWEEP_MS;
    },
  });
  log.info({ worker: id, slots: env.slots, workflows: workflowIds, model: model.modelId }, "worker is ready");

  return {
    id,
    kernel,
    async stop() {
      await hints.stop();
      await Promise.all([fetching.stop(), sweeping.stop()]);
      for (const timer of retries) clearTimeout(timer);
      await within(env.graceMs, jobs.idle());
      const unfinished = jobs.leases();
      await beating.stop();
      if (unfinished.length > 0) {
        log.warn({ jobs: unfinished.length }, "stages did not finish in time: giving them back");
        jobs.abort(
          unfinished.map(({ jobId }) => jobId),
          new Error("The worker stops"),
        );
        await store.jobs.release(unfinished);
        await within(LAST_WAIT_MS, jobs.idle());
        store.wakeUps.send("jobs");
      }
      await store.persistence.stopWorker(id);
    },
  };
}

async function execute(kernel: Kernel, stage: BegunStage, signal: AbortSignal, log: Logger): Promise<void> {
  const facts = { run: stage.run.id, stage: stage.stage.stageId };
  try {
    const { outcome } = await kernel.dispatch("job.execute", { job: stage, signal });
    log.info({ ...facts, outcome }, "stage done");
  } catch (error) {
    // The outcome could not be stored. The lease ends by itself, and the job is given out again.
    log.error({ ...facts, err: error }, "a stage's outcome could not be stored");
  }
}

/** Waits for `work`, but no longer than `ms`. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
