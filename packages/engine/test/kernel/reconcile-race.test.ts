/** A repair and a claim at the same moment: they must not leave a job that runs beside a stage that waits. */

import { expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel.js";
import type { KernelStore } from "../../src/ports/kernel-store.js";
import { workbench } from "./workbench.js";
import { sampleWorkflow } from "./workflows.js";

test("a job is not claimed while its stage is told that it waits", async () => {
  const workflow = sampleWorkflow();
  const bench = await workbench("postgresql", workflow);
  const { store, kernel } = bench;
  try {
    const runId = await bench.create({ text: "a" });
    await kernel.dispatch("run.claimPending", {});
    await kernel.dispatch("job.begin", { limit: 1, leaseMs: 1 });

    // Another worker claims in the middle of the repair, after it has looked and before it writes.
    const claim = { workerId: "another", limit: 1, leaseMs: 60_000, workflowIds: [workflow.id] };
    const interrupted: KernelStore = {
      ...store,
      transaction: (fn) =>
        store.transaction((scope) => {
          const persistence = Object.create(scope.persistence, {
            moveStages: {
              value: async (...moves: Parameters<typeof scope.persistence.moveStages>) => {
                await store.hotPath?.beginStages(claim);
                return scope.persistence.moveStages(...moves);
              },
            },
          });
          return fn({ ...scope, persistence });
        }),
    };
    const repairing = createKernel({ store: interrupted, workflows: [workflow] });
    await expect.poll(() => repairing.dispatch("lease.reapStale", {})).toMatchObject({ released: 1 });

    const [job] = await store.jobs.listJobs({ workflowRunId: runId });
    const stage = await store.persistence.getStage(runId, "measure");
    expect(stage?.status).toBe(job?.status);
    await store.hotPath?.beginStages(claim);
    expect((await store.persistence.getStage(runId, "measure"))?.status).toBe("RUNNING");
  } finally {
    await bench.discard();
  }
});
