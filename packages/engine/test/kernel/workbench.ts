/** A kernel over one store, and a way to let its work be done to the end. */

import { expect } from "vitest";
import type { WorkflowDefinition } from "../../src/domain/definition/workflow.js";
import type { Status } from "../../src/domain/status.js";
import { createKernel, type Kernel, type KernelOptions } from "../../src/kernel/kernel.js";
import type { LeasedJob } from "../../src/ports/job-queue.js";
import { openTestStore, STORE_KINDS, type TestStore } from "../stores.js";

/** The three stores, and PostgreSQL without the single statements that it has for the most frequent writes. */
export const KERNEL_STORES = [...STORE_KINDS, "postgresql statement by statement"] as const;
export type KernelStoreKind = (typeof KERNEL_STORES)[number];

export interface Workbench extends TestStore {
  readonly kernel: Kernel;
  create(input: unknown, options?: { config?: Record<string, unknown> }): Promise<string>;
  /** Claims pending runs, then jobs; returns the jobs. */
  claim(options?: { limit?: number; leaseMs?: number; workerId?: string }): Promise<LeasedJob[]>;
  /** Begins and executes until nothing is due. */
  drain(): Promise<void>;
  /** Drains until the run has the status: for retries, which wait a moment. */
  drainUntil(runId: string, status: Status): Promise<void>;
  statusOf(runId: string): Promise<string | null>;
  /** `stageId:attempt:status`, current rows, in order. */
  stagesOf(runId: string): Promise<string[]>;
  eventsOf(runId: string): Promise<string[]>;
}

export async function workbench(
  kind: KernelStoreKind,
  workflow: WorkflowDefinition,
  options: Partial<KernelOptions> = {},
): Promise<Workbench> {
  const opened = await (kind === "postgresql statement by statement"
    ? openTestStore("postgresql", { hotPath: false })
    : openTestStore(kind));
  const { store } = opened;
  const kernel = createKernel({ store, workflows: [workflow], workerId: "worker-1", ...options });
  const claim: Workbench["claim"] = async ({ limit = 50, leaseMs = 60_000, workerId = "worker-1" } = {}) => {
    await kernel.dispatch("run.claimPending", { limit });
    return store.jobs.claim({ workerId, limit, leaseMs, workflowIds: [workflow.id] });
  };
  const drain = async () => {
    for (;;) {
      await kernel.dispatch("run.claimPending", {});
      const begun = await kernel.dispatch("job.begin", { limit: 50, leaseMs: 60_000 });
      if (begun.length === 0) return;
      await Promise.all(begun.map((job) => kernel.dispatch("job.execute", { job })));
    }
  };
  return {
    ...opened,
    kernel,
    claim,
    drain,
    async drainUntil(runId, status) {
      const drained = async () => {
        await drain();
        return store.persistence.getRunStatus(runId);
      };
      await expect.poll(drained, { interval: 5, timeout: 10_000 }).toBe(status);
    },
    async create(input, { config = {} } = {}) {
      return (await kernel.dispatch("run.create", { workflowId: workflow.id, input, config })).runId;
    },
    statusOf: (runId) => store.persistence.getRunStatus(runId),
    stagesOf: async (runId) =>
      (await store.persistence.getStagesByRun(runId)).map(
        ({ stageId, attempt, status }) => `${stageId}:${attempt}:${status}`,
      ),
    eventsOf: async (runId) =>
      (await store.read.events.list({ runId, afterSequence: 0, limit: 1000 })).map(
        ({ eventType }) => eventType,
      ),
  };
}
