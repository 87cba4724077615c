/** Our no-op jobs: as runs of one stage through the whole engine, and as jobs of the bare queue. */

import { createKernel } from "@stageline/engine";
import { openStore } from "@stageline/engine/store";
import { SINGLE, WORKFLOW_ID, workflowOf } from "../shape.js";
import { expectWritten } from "../written-rows.js";
import { BATCH, type Drain, emptied, expectCount, inBatches, jobNames } from "./drain.js";
import { seenOnce } from "./seen-once.js";
import { PRODUCTION, startBenchWorker } from "./stageline-worker.js";

/** A run, a stage, a job and five events each; all are kept. */
export const engineDrain: Drain = {
  name: "Stageline, runs of one stage",
  tables: "ours",
  async run(database, jobs) {
    const store = await openStore(database.url, PRODUCTION);
    const kernel = createKernel({ store, workflows: [workflowOf(SINGLE)], observer: {} });
    for (const names of inBatches(jobNames(jobs))) {
      await Promise.all(
        names.map((runId) =>
          kernel.dispatch("run.create", { workflowId: WORKFLOW_ID, runId, input: { n: 0 } }),
        ),
      );
    }
    const [begun, ended] = [seenOnce(jobs), seenOnce(jobs)];
    const start = performance.now();
    const worker = await startBenchWorker(store, {
      workflows: [workflowOf(SINGLE, (runId) => begun.see(runId))],
      slots: BATCH,
      observer: { runEnded: ({ runId }) => ended.see(runId) },
    });
    await ended.all;
    const tookMs = performance.now() - start;
    await worker.stop();
    await store.close();
    await expectWritten(database, SINGLE, jobs);
    return tookMs;
  },
};

/** The queue alone, through its port: claimed and settled in batches, under leases. Finished jobs are kept. */
export const queueDrain: Drain = {
  name: "Stageline, bare queue",
  tables: "ours",
  async run(database, jobs) {
    const store = await openStore(database.url, PRODUCTION);
    for (const names of inBatches(jobNames(jobs))) {
      await store.jobs.enqueueParallel(
        names.map((name) => ({ workflowRunId: name, workflowId: WORKFLOW_ID, stageId: "noop" })),
      );
    }
    const seen = seenOnce(jobs);
    const start = performance.now();
    await emptied(
      () => store.jobs.claim({ workerId: "bench", limit: BATCH, leaseMs: 30_000 }),
      async (claimed) => {
        for (const { workflowRunId } of claimed) seen.see(workflowRunId);
        await store.jobs.settle(
          claimed.map(({ jobId, leaseToken }) => ({ jobId, leaseToken, status: "COMPLETED" as const })),
        );
      },
    );
    await seen.all;
    const tookMs = performance.now() - start;
    await store.close();
    await expectCount(database, "select count(*) from job_queue where status = 'COMPLETED'", jobs);
    return tookMs;
  },
};
