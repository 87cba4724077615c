/**
 * Everything by which a worker is watched from outside: metrics and health, fed by the kernel and the worker's loops.
 *
 * Without `STAGELINE_METRICS_PORT` nothing is counted and no port is opened.
 */

import type { KernelObserver } from "@stageline/engine";
import { collectDefaultMetrics, Registry } from "prom-client";
import type { WorkerEnv } from "../env.js";
import { type HealthServer, startHealthServer } from "../health/http-server.js";
import { watchReadiness } from "../health/readiness.js";
import { kernelMetrics } from "./kernel-metrics.js";
import { NO_SIGNS, type Slots, type WorkerSigns } from "./signs.js";
import { workerMetrics } from "./worker-metrics.js";

export type { EventsFlushed, Slots, WorkerSigns } from "./signs.js";

export interface ObservabilityOptions {
  env: Pick<WorkerEnv, "metricsPort" | "metricsHost" | "pollMs" | "leaseMs">;
  version: string;
  /** Asks the database for something small; for readiness. */
  askDatabase(): Promise<unknown>;
}

export interface Observability {
  /** For the kernel. Empty when nothing is counted. */
  readonly observer: KernelObserver;
  /** For the worker's loops. */
  readonly signs: WorkerSigns;
  /** Undefined when it is turned off. */
  readonly server: HealthServer | undefined;
  /** Where slots are read from, as soon as there is a worker. Until then there are none. */
  watchSlots(slots: () => Slots): void;
  /** Not ready any more; metrics are still served. */
  stopping(): void;
  close(): Promise<void>;
}

/** A worker that gets hints looks by itself this many times less often than `pollMs` says, at most. */
const POLLS_PER_LOOK = 5;
/** Looks that may be missed before the worker counts as not ready. */
const LOOKS_MISSED = 3;
/** Never less than this (ms), however often the worker looks. */
const SHORTEST_PAUSE_MS = 30_000;

/** @throws {Error} naming the setting to change, when the port cannot be had */
export async function createObservability(options: ObservabilityOptions): Promise<Observability> {
  const { env, version, askDatabase } = options;
  if (env.metricsPort === undefined) return UNWATCHED;

  let slots = (): Slots => ({ busy: 0, total: 0 });
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counted = workerMetrics({ registry, version, slots: () => slots() });
  const readiness = watchReadiness({
    askDatabase,
    slots: () => slots(),
    longestFetchPauseMs: Math.max(SHORTEST_PAUSE_MS, env.pollMs * POLLS_PER_LOOK * LOOKS_MISSED),
  });
  const server = await startHealthServer({
    host: env.metricsHost,
    port: env.metricsPort,
    ready: readiness.check,
    metrics: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  });
  const observed = kernelMetrics(registry);
  return {
    observer: {
      ...observed,
      batchWritten(facts) {
        readiness.databaseAnswered();
        observed.batchWritten?.(facts);
      },
    },
    signs: {
      ...counted,
      fetched() {
        readiness.fetched();
        counted.fetched();
      },
      beat() {
        readiness.databaseAnswered();
        counted.beat();
      },
    },
    server,
    watchSlots(read) {
      slots = read;
    },
    stopping: readiness.stopping,
    async close() {
      await server.close();
      registry.clear();
    },
  };
}

const nothing = (): void => undefined;

const UNWATCHED: Observability = {
  observer: {},
  signs: NO_SIGNS,
  server: undefined,
  watchSlots: nothing,
  stopping: nothing,
  close: async () => undefined,
};
