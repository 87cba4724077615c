/** The survival list, waiting is not stuck: what is slow or far back in a queue is healthy. */

import { afterEach, describe, expect, test } from "vitest";
import { KERNEL_STORES } from "../kernel/workbench.js";
import { sampleWorkflow } from "../kernel/workflows.js";
import { type AgingBench, agingBench, HOUR_MS } from "./aging.js";

const NOTHING_LOST = { released: 0, failed: 0, redriven: [] };

describe.each(KERNEL_STORES)("waiting on %s", (kind) => {
  let bench: AgingBench;
  afterEach(() => bench.discard());
  const create = async () =>
    (await bench.kernel.dispatch("run.create", { workflowId: "sample", input: { text: "a" } })).runId;
  const sweep = async () => ({
    ...(await bench.kernel.dispatch("lease.reapStale", {})),
    ...(await bench.kernel.dispatch("run.reapStuck", { quietMs: HOUR_MS / 2 })),
  });

  test("7.8 a stage of 24 hours whose worker keeps its lease is left alone", async () => {
    bench = await agingBench(kind, sampleWorkflow());
    const { kernel, store, pass } = bench;
    await create();
    await kernel.dispatch("run.claimPending", {});
    const [begun] = await kernel.dispatch("job.begin", { limit: 1, leaseMs: 2 * HOUR_MS });
    if (begun === undefined) throw new Error("no stage was begun");

    for (let hour = 0; hour < 24; hour++) {
      await pass(HOUR_MS);
      expect(await store.jobs.heartbeat([begun.job], 2 * HOUR_MS)).toEqual([]);
      expect(await sweep()).toEqual(NOTHING_LOST);
    }

    expect(await kernel.dispatch("job.execute", { job: begun })).toEqual({ outcome: "completed" });
    await pass(3 * HOUR_MS);
    expect(await sweep()).toEqual(NOTHING_LOST);
  });

  test("7.8 a lease that nobody renewed is taken away, and only that", async () => {
    bench = await agingBench(kind, sampleWorkflow());
    const { kernel, pass, store } = bench;
    const [kept, lost] = [await create(), await create()];
    await kernel.dispatch("run.claimPending", {});
    const begun = await kernel.dispatch("job.begin", { limit: 2, leaseMs: 2 * HOUR_MS });
    await pass(HOUR_MS);
    await store.jobs.heartbeat(
      begun.filter(({ run }) => run.id === kept).map(({ job }) => job),
      2 * HOUR_MS,
    );
    await pass(HOUR_MS + 1);

    expect(await kernel.dispatch("lease.reapStale", {})).toEqual({ released: 1, failed: 0 });

    expect((await store.jobs.listJobs({ workflowRunId: kept }))[0]?.status).toBe("RUNNING");
    expect((await store.jobs.listJobs({ workflowRunId: lost }))[0]?.status).toBe("PENDING");
  });

  test("7.8 a thousand runs behind one busy worker wait for hours", async () => {
    bench = await agingBench(kind, sampleWorkflow());
    const { kernel, store, pass } = bench;
    await Promise.all(Array.from({ length: 1_000 }, create));
    await kernel.dispatch("run.claimPending", { limit: 500 });
    const [begun] = await kernel.dispatch("job.begin", { limit: 1, leaseMs: 2 * HOUR_MS });

    for (let hour = 0; hour < 4; hour++) {
      await pass(HOUR_MS);
      await store.jobs.heartbeat(begun ? [begun.job] : [], 2 * HOUR_MS);
      expect(await sweep()).toEqual(NOTHING_LOST);
    }

    expect(await store.persistence.getRunsByStatus("RUNNING")).toHaveLength(500);
    expect(await store.persistence.getRunsByStatus("PENDING")).toHaveLength(500);
  });
});
