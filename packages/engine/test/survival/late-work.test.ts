/** The survival list, late and duplicate work: what comes twice or too late changes nothing. */

import { afterEach, describe, expect, test } from "vitest";
import type { LeasedJob } from "../../src/ports/job-queue.js";
import { KERNEL_STORES, type Workbench, workbench } from "../kernel/workbench.js";
import { type Bodies, sampleWorkflow } from "../kernel/workflows.js";
import { agingBench, HOUR_MS } from "./aging.js";

const TERMINAL = ["workflow:completed", "workflow:failed", "workflow:cancelled"];
const ROUNDS = 12;

describe.each(KERNEL_STORES)("late work on %s", (kind) => {
  let bench: Workbench | undefined;
  const open = async (bodies: Bodies = {}) => {
    bench = await workbench(kind, sampleWorkflow(bodies));
    return bench;
  };
  afterEach(async () => {
    await bench?.discard();
    bench = undefined;
  });

  test("7.1 what a worker says after another has its job changes nothing of the other's", async () => {
    const { create, claim, kernel, store, stagesOf, eventsOf } = await open({
      measure: async () => {
        await expect.poll(() => kernel.dispatch("lease.reapStale", {})).toMatchObject({ released: 1 });
        await store.jobs.claim({ workerId: "worker-2", limit: 1, leaseMs: 60_000 });
        return { text: "late", length: 1 };
      },
    });
    const runId = await create({ text: "a" });
    const [job] = await claim({ leaseMs: 1 });

    const outcome = job && (await kernel.dispatch("job.execute", { job }));

    expect(outcome).toEqual({ outcome: "dropped" });
    expect(await stagesOf(runId)).toEqual(["measure:0:PENDING"]);
    expect(await eventsOf(runId)).not.toContain("stage:completed");
    const [held] = await store.jobs.listJobs({ workflowRunId: runId });
    expect(held).toMatchObject({ status: "RUNNING", workerId: "worker-2", attempt: 2 });
  });

  test("7.2 a job that was taken away before it began runs no user code", async () => {
    let calls = 0;
    const { create, claim, kernel } = await open({ measure: () => ({ text: "a", length: ++calls }) });
    await create({ text: "a" });
    const [job] = await claim({ leaseMs: 1 });
    await expect.poll(() => kernel.dispatch("lease.reapStale", {})).toMatchObject({ released: 1 });

    const outcome = job && (await kernel.dispatch("job.execute", { job }));

    expect(outcome).toEqual({ outcome: "nothing" });
    expect(calls).toBe(0);
  });

  test("7.2 a finished job that is delivered again runs no user code and changes nothing", async () => {
    let calls = 0;
    const { create, claim, drain, kernel, store, stagesOf, eventsOf, statusOf } = await open({
      measure: () => ({ text: "a", length: ++calls }),
    });
    const runId = await create({ text: "a" });
    const [job] = await claim();
    const execute = async () => job && (await kernel.dispatch("job.execute", { job }));
    await execute();
    const before = [await stagesOf(runId), await eventsOf(runId)];

    expect(await execute()).toEqual({ outcome: "nothing" });
    await store.jobs.enqueue({ workflowRunId: runId, workflowId: "sample", stageId: "measure", priority: 9 });
    const [twin] = await store.jobs.claim({ workerId: "worker-2", limit: 1, leaseMs: 60_000 });
    expect(twin?.stageId).toBe("measure");
    await store.jobs.release(twin ? [twin] : []);
    expect([await stagesOf(runId), await eventsOf(runId)]).toEqual(before);
    await drain();

    expect(calls).toBe(1);
    expect((await store.persistence.getStage(runId, "measure"))?.outputData).toMatchObject({ length: 1 });
    expect(await statusOf(runId)).toBe("COMPLETED");
  });

  test("7.3 whatever races with a cancel, nothing follows it and a run ends once", async () => {
    const { create, claim, kernel, eventsOf, statusOf, store } = await open();
    const execute = (job: LeasedJob) => kernel.dispatch("job.execute", { job });
    for (let round = 0; round < ROUNDS; round++) {
      const runId = await create({ text: "a" });
      // Another group each time: alone in the first, two at once in the second, the run's last in the third.
      for (let group = 0; group < round % 3; group++) await Promise.all((await claim()).map(execute));
      const jobs = await claim();

      const [cancelled] = await Promise.all([kernel.dispatch("run.cancel", { runId }), ...jobs.map(execute)]);
      await Promise.all(jobs.map(execute));

      const events = await eventsOf(runId);
      expect(events.filter((type) => TERMINAL.includes(type))).toHaveLength(1);
      expect(TERMINAL).toContain(events.at(-1));
      expect(await statusOf(runId)).toBe(cancelled.cancelled ? "CANCELLED" : "COMPLETED");
      const open = await store.jobs.listJobs({ workflowRunId: runId, status: ["PENDING", "RUNNING"] });
      expect(open).toEqual([]);
    }
  });

  test("7.3 a late result of a cancelled run is dropped, though its lease was never taken away", async () => {
    const { create, kernel, store, stagesOf } = await open({
      measure: async ({ runId }) => {
        await store.persistence.updateRun(runId, { status: "CANCELLED" });
        return { text: "a", length: 1 };
      },
    });
    const runId = await create({ text: "a" });
    await kernel.dispatch("run.claimPending", {});
    const begun = await kernel.dispatch("job.begin", { limit: 1, leaseMs: 60_000 });

    const outcomes = await Promise.all(begun.map((job) => kernel.dispatch("job.execute", { job })));

    expect(outcomes).toEqual([{ outcome: "dropped" }]);
    expect(await stagesOf(runId)).toEqual(["measure:0:RUNNING"]);
  });

  test("7.3 a run that has ended does not end again, whoever asks to move it on", async () => {
    const { create, drain, kernel, eventsOf } = await open();
    const runId = await create({ text: "a" });
    await drain();
    const before = await eventsOf(runId);

    await Promise.all(Array.from({ length: 5 }, () => kernel.dispatch("run.transition", { runId })));

    expect(await eventsOf(runId)).toEqual(before);
  });

  test("7.4 a retry that is still queued at a rerun never runs", async () => {
    const deliveries: string[] = [];
    const { create, claim, drain, kernel, store, statusOf } = await open({
      measure: ({ attempt, delivery }) => {
        deliveries.push(`${attempt}/${delivery}`);
        if (attempt === 0) throw new Error("busy");
        return { text: "a", length: 1 };
      },
    });
    const runId = await create({ text: "a" });
    const [job] = await claim();
    if (job) await kernel.dispatch("job.execute", { job });
    await kernel.dispatch("run.cancel", { runId });
    // As a program that does not know of the cancel would leave it.
    const stray = await store.jobs.enqueue({
      workflowRunId: runId,
      workflowId: "sample",
      stageId: "measure",
    });

    await kernel.dispatch("run.rerunFrom", { runId, stageId: "measure" });
    await drain();

    expect(deliveries).toEqual(["0/1", "1/1"]);
    const jobs = await store.jobs.listJobs({ workflowRunId: runId });
    const old = jobs.filter(({ id }) => id === stray || id === job?.jobId);
    expect(old.map(({ status }) => status)).toEqual(["CANCELLED", "CANCELLED"]);
    expect(await statusOf(runId)).toBe("COMPLETED");
  });

  test("7.4 a rerun of a run of 400 days ago completes", async () => {
    const { kernel, store, pass, discard } = await agingBench(kind, sampleWorkflow());
    bench = undefined;
    try {
      const { runId } = await kernel.dispatch("run.create", { workflowId: "sample", input: { text: "a" } });
      const work = async () => {
        await kernel.dispatch("run.claimPending", {});
        for (;;) {
          const begun = await kernel.dispatch("job.begin", { limit: 9, leaseMs: 60_000 });
          if (begun.length === 0) return;
          await Promise.all(begun.map((job) => kernel.dispatch("job.execute", { job })));
        }
      };
      await work();
      await pass(400 * 24 * HOUR_MS);

      await kernel.dispatch("run.rerunFrom", { runId, stageId: "join" });
      await work();

      const run = await store.persistence.getRun(runId);
      expect(run?.status).toBe("COMPLETED");
      expect(run?.duration).toBeGreaterThan(399 * 24 * HOUR_MS);
    } finally {
      await discard();
    }
  });
});
