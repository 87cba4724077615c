/**
 * One worker process: claims runs and jobs as slots are free, keeps its leases alive, repairs what others left.
 *
 * The loops share nothing but the database and the list of held jobs, so any number of workers may run.
 */

import os from "node:os";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import {
  type BatchModel,
  type BegunStage,
  type CommandInput,
  createKernel,
  type EventSink,
  type Kernel,
  type KernelObserver,
  type TakesNext,
  type WorkflowDefinition,
} from "@stageline/engine";
import type { Store } from "@stageline/engine/store";
import type { Logger } from "pino";
import { clockOf } from "./database-clock.js";
import type { WorkerEnv } from "./env.js";
import { expectedWork } from "./expected-work.js";
import { startBeating } from "./loops/beat.js";
import { startBulkActions } from "./loops/bulk.js";
import { startEnforcing } from "./loops/enforce.js";
import { startFetcher } from "./loops/fetch.js";
import { startPoller } from "./loops/poll.js";
import { startPruning } from "./loops/prune.js";
import { startPublisher } from "./loops/publish.js";
import { startSampling } from "./loops/sample.js";
import { startSweeping } from "./loops/sweep.js";
import { NO_SIGNS, type Slots, type WorkerSigns } from "./observability/signs.js";
import { runningJobs } from "./running-jobs.js";

export const WORKER_VERSION = "0.1.0";

/** Milliseconds between two looks for leases that ended and runs that got stuck. */
const SWEEP_MS = 10_000;
/** Milliseconds between two looks at budgets and pauses. */
const ENFORCE_MS = 3_000;
/** Milliseconds between two looks for bulk actions. */
const BULK_MS = 2_000;
/** Milliseconds between two looks whether the queue was measured. */
const SAMPLE_LOOK_MS = 5_000;
/** While hints arrive, looking without one is only for those that get lost. */
const POLLS_SAVED_BY_HINTS = 5;
/** Leases a question to a suspended stage may take: nobody gives a sign of life for it. */
const POLL_LEASES = 2;
/** Milliseconds an aborted stage gets to return before the process ends without it. */
const LAST_WAIT_MS = 500;

export interface WorkerOptions {
  store: Store;
  workflows: readonly WorkflowDefinition[];
  model: LanguageModelV4;
  /** What batch stages use that name none. */
  batchModel?: BatchModel;
  env: Pick<WorkerEnv, "slots" | "leaseMs" | "pollMs" | "graceMs"> &
    Partial<Pick<WorkerEnv, "retentionDays" | "publishing">>;
  log: Logger;
  /** Told of everything that was committed. */
  observer?: KernelObserver;
  /** Told of what the loops do. */
  signs?: WorkerSigns;
  /** Where events go. Default: nowhere; they are kept and shown. */
  sinks?: readonly EventSink[];
}

export interface RunningWorker {
  readonly id: string;
  readonly kernel: Kernel;
  slots(): Slots;
  /** Stops claiming, lets stages finish within the grace period, gives the rest back. */
  stop(): Promise<void>;
}

export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { store, workflows, model, batchModel, env, log, observer, signs = NO_SIGNS, sinks = [] } = options;
  const jobs = runningJobs(() => fetching.wake());
  const freeSlots = () => env.slots - jobs.count;
  const clock = await clockOf(store);
  const work = expectedWork({ wakeUps: store.wakeUps, expect: (kind) => fetching.expect(kind), freeSlots });
  const kernel = createKernel({
    store,
    workflows,
    model,
    ...(batchModel === undefined ? {} : { batchModel }),
    clock,
    sinks,
    observer: {
      ...observer,
      workAppeared(found) {
        observer?.workAppeared?.(found);
        work.appeared(found);
      },
      stageEnded(facts) {
        observer?.stageEnded?.(facts);
        if (facts.outcome === "suspended") polling.expect();
      },
      budgetUsedUp(budget) {
        observer?.budgetUsedUp?.(budget);
        enforcing.wake();
      },
    },
  });
  const workflowIds = workflows.map(({ id }) => id);
  const id = kernel.workerId;
  for (const { shape } of workflows) await store.persistence.saveDefinition(shape, id);

  const onError = (what: string) => (error: unknown) =>
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

  let isStopping = false;
  const next: TakesNext = {
    leaseMs: env.leaseMs,
    wish: () => (isStopping ? "never" : freeSlots() > 0 ? "always" : "ifNothingWaits"),
    take: (stage: BegunStage) => run(stage),
  };
  const run = (stage: BegunStage): void =>
    jobs.hold(stage.job, (signal) => execute(kernel, { job: stage, signal, next }, log));
  let areHintsLive = () => false;
  const fetching = startFetcher({
    kernel,
    leaseMs: env.leaseMs,
    freeSlots,
    run,
    pollMs: () => (areHintsLive() ? env.pollMs * POLLS_SAVED_BY_HINTS : env.pollMs),
    onError: onError("Claiming work"),
    onTurn: () => signs.fetched(),
  });
  const beating = startBeating({
    store,
    jobs,
    leaseMs: env.leaseMs,
    everyMs: heartbeatMs,
    announce,
    clock,
    signs,
    log,
    onError: onError("The heartbeat"),
  });
  const sweeping = startSweeping({
    kernel,
    leaseMs: env.leaseMs,
    everyMs: SWEEP_MS,
    signs,
    log,
    onError: onError("The sweep"),
    onFound: () => fetching.expect("jobs"),
  });
  const enforcing = startEnforcing({
    kernel,
    everyMs: ENFORCE_MS,
    signs,
    log,
    onError: onError("Looking at budgets"),
  });
  const hints = await store.wakeUps.listen((kind) =>
    kind === "limits" ? enforcing.expect() : fetching.expect(kind),
  );
  areHintsLive = () => hints.isLive;
  const bulk = startBulkActions({
    kernel,
    everyMs: BULK_MS,
    signs,
    log,
    onError: onError("Carrying out bulk actions"),
  });
  const polling = startPoller({
    kernel,
    leaseMs: POLL_LEASES * env.leaseMs,
    onError: onError("Asking suspended stages"),
    onPolled: (polled) => signs.swept("suspended", polled),
    onTold: (told) => signs.swept("unwanted", told),
  });
  const publishing = startPublisher({
    kernel,
    sinks,
    ...env.publishing,
    signs,
    onError: onError("Publishing events"),
  });
  const sampling = startSampling({
    kernel,
    everyMs: SAMPLE_LOOK_MS,
    onError: onError("Measuring the queue"),
  });
  const pruning = startPruning({ kernel, days: env.retentionDays, onError: onError("Pruning") });
  log.info({ worker: id, slots: env.slots, workflows: workflowIds, model: model.modelId }, "worker is ready");

  const giveBack = async () => {
    const unfinished = jobs.leases();
    if (unfinished.length === 0) return;
    log.warn({ jobs: unfinished.length }, "stages did not finish in time: giving them back");
    jobs.abort(
      unfinished.map(({ jobId }) => jobId),
      new Error("The worker stops"),
    );
    await store.jobs.release(unfinished);
    store.wakeUps.send("jobs");
    await within(LAST_WAIT_MS, jobs.idle());
  };
  return {
    id,
    kernel,
    slots: () => ({ busy: jobs.count, total: env.slots }),
    async stop() {
      isStopping = true;
      await hints.stop();
      work.stop();
      await Promise.all(
        [fetching, sweeping, enforcing, bulk, polling, publishing, sampling, pruning].map((loop) =>
          loop.stop(),
        ),
      );
      await within(env.graceMs, jobs.idle());
      await beating.stop();
      await giveBack();
      await store.persistence.stopWorker(id);
    },
  };
}

async function execute(
  kernel: Kernel,
  work: CommandInput<"job.execute"> & { job: BegunStage },
  log: Logger,
): Promise<void> {
  const { run, stage } = work.job;
  const facts = { run: run.id, stage: stage.stageId };
  try {
    const { outcome } = await kernel.dispatch("job.execute", work);
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
