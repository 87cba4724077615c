/** A kernel over a real SQLite file, for running a built-in workflow to its end as a worker would. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import { createKernel, type Kernel } from "@stageline/engine";
import { openStore, type Store } from "@stageline/engine/store";
import { expect } from "vitest";
import { localBatches, localBatchModel, localModel } from "../src/model/index.js";
import { workflows } from "../src/workflows/index.js";

export interface Workbench {
  readonly store: Store;
  readonly kernel: Kernel;
  /** Creates a run and works until nothing is due; returns the run's id. */
  run(workflowId: string, input: unknown, config?: Record<string, unknown>): Promise<string>;
  /** Works until nothing is due, and waits for what is suspended. */
  drain(): Promise<void>;
  /** Output of a stage's current attempt. */
  outputOf(runId: string, stageId: string): Promise<unknown>;
  discard(): Promise<void>;
}

export async function workbench(model: LanguageModelV4 = localModel()): Promise<Workbench> {
  const folder = await mkdtemp(path.join(tmpdir(), "stageline-worker-test-"));
  const store = await openStore(`file:${path.join(folder, "test.db")}`, { migrate: true });
  const batchModel = localBatchModel(localBatches({ artifacts: store.persistence }));
  const kernel = createKernel({ store, workflows, workerId: "worker-1", model, batchModel });
  const workflowIds = workflows.map(({ id }) => id);
  const claim = async () => {
    await kernel.dispatch("run.claimPending", { limit: 10 });
    return store.jobs.claim({ workerId: "worker-1", limit: 10, leaseMs: 120_000, workflowIds });
  };
  const execute = async () => {
    for (let jobs = await claim(); jobs.length > 0; jobs = await claim()) {
      await Promise.all(jobs.map((job) => kernel.dispatch("job.execute", { job })));
    }
  };
  const drain = async () => {
    await execute();
    const waiting = async () => {
      await kernel.dispatch("stage.pollSuspended", {});
      await execute();
      return (await store.jobs.listJobs({ status: ["SUSPENDED"] })).length;
    };
    await expect.poll(waiting, { interval: 20, timeout: 30_000 }).toBe(0);
  };
  return {
    store,
    kernel,
    drain,
    async run(workflowId, input, config = {}) {
      const { runId } = await kernel.dispatch("run.create", { workflowId, input, config });
      await drain();
      return runId;
    },
    async outputOf(runId, stageId) {
      const stages = await store.persistence.getStagesByRun(runId);
      return stages.find((stage) => stage.stageId === stageId)?.outputData;
    },
    async discard() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
