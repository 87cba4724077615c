import { afterEach, describe, expect, test } from "vitest";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";
import { type Bodies, sampleWorkflow } from "./workflows.js";

describe.each(KERNEL_STORES)("lost workers on %s", (kind) => {
  let bench: Workbench;
  const open = async (bodies: Bodies = {}) => {
    bench = await workbench(kind, sampleWorkflow(bodies));
    return bench;
  };
  afterEach(() => bench.discard());

  test("a job whose worker died is given out again and the run completes", async () => {
    const { create, claim, kernel, drain, statusOf, store } = await open();
    const runId = await create({ text: "a" });
    await claim({ leaseMs: 1, workerId: "dead" });

    await expect
      .poll(async () => {
        await kernel.dispatch("lease.reapStale", {});
        await drain();
        return statusOf(runId);
      })
      .toBe("COMPLETED");

    const [first] = await store.jobs.listJobs({ workflowRunId: runId });
    expect(first).toMatchObject({ stageId: "measure", attempt: 2 });
  });

  test("7.1 the outcome of a worker that lost its lease is not recorded", async () => {
    const { create, claim, kernel, drain, store } = await open({
      measure: async (ctx) => {
        if (ctx.delivery === 2) return { text: "second", length: 2 };
        // The first delivery is frozen until its lease is gone and another worker has finished.
        await expect.poll(() => kernel.dispatch("lease.reapStale", {})).toMatchObject({ released: 1 });
        await drain();
        ctx.annotate("late", true);
        return { text: "first", length: 1 };
      },
    });
    const runId = await create({ text: "a" });
    const [job] = await claim({ leaseMs: 1 });

    const outcome = job === undefined ? undefined : await kernel.dispatch("job.execute", { job });

    expect(outcome).toEqual({ outcome: "dropped" });
    expect((await store.persistence.getStage(runId, "measure"))?.outputData).toMatchObject({
      text: "second",
    });
    expect(await store.persistence.listAnnotations(runId, { key: "late" })).toEqual([]);
    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    const events = await bench.eventsOf(runId);
    expect(events.filter((type) => type === "stage:completed")).toHaveLength(4);
    expect(events.filter((type) => type === "workflow:completed")).toHaveLength(1);
  });

  test("7.11 a job that kills its worker every time is failed, with the run, saying why", async () => {
    const { create, claim, kernel, statusOf, store } = await open();
    const runId = await create({ text: "a" });

    await expect
      .poll(async () => {
        await claim({ leaseMs: 1, workerId: "dies" });
        await kernel.dispatch("lease.reapStale", {});
        return statusOf(runId);
      })
      .toBe("FAILED");

    expect((await store.persistence.getRunState(runId))?.errorMessage).toMatch(/lease/i);
    const [job] = await store.jobs.listJobs({ workflowRunId: runId });
    expect(job).toMatchObject({ status: "FAILED", attempt: 2, maxAttempts: 2 });
  });

  test("a run that was claimed but whose jobs were never made is repaired by one sweep", async () => {
    const { create, kernel, drain, store, statusOf } = await open();
    const claimed = await create({ text: "a" });
    await store.persistence.claimPendingRun(claimed);

    await expect
      .poll(async () => (await kernel.dispatch("run.reapStuck", { quietMs: 0 })).redriven)
      .toContain(claimed);
    await drain();

    expect(await statusOf(claimed)).toBe("COMPLETED");
  });

  test("a run that waits, is delayed or is worked on is not taken for stuck", async () => {
    const { create, claim, kernel } = await open();
    await create({ text: "queued" });
    await claim({ limit: 1 });
    await create({ text: "held" });
    await claim({ limit: 1 });

    expect(await kernel.dispatch("run.reapStuck", { quietMs: 0 })).toEqual({ redriven: [] });
  });
});
