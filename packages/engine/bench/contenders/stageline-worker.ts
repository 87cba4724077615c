/** The product's own worker with production's settings, silent. */

import type { KernelObserver, WorkflowDefinition } from "@stageline/engine";
import type { OpenStoreOptions, Store } from "@stageline/engine/store";
import pino from "pino";
import { localModel } from "../../../../apps/worker/src/model/local-model.js";
import { type RunningWorker, startWorker } from "../../../../apps/worker/src/worker.js";

/** What the worker's environment gives by default: secrets are looked for in all that is recorded. */
export const PRODUCTION: OpenStoreOptions = { redaction: { level: "records" } };

export interface BenchWorkerOptions {
  readonly workflows: readonly WorkflowDefinition[];
  readonly slots: number;
  readonly observer?: KernelObserver;
}

export const startBenchWorker = (
  store: Store,
  { workflows, slots, observer }: BenchWorkerOptions,
): Promise<RunningWorker> =>
  startWorker({
    store,
    workflows,
    model: localModel(),
    env: { slots, leaseMs: 30_000, pollMs: 1_000, graceMs: 5_000 },
    log: pino({ level: "silent" }),
    ...(observer === undefined ? {} : { observer }),
  });
