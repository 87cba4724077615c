import { afterEach, describe, expect, test } from "vitest";
import { hoursFromNow } from "../../src/testing/store-clock.js";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";
import { type Bodies, sampleWorkflow } from "./workflows.js";

const maria = { kind: "user", id: "maria" };

describe.each(KERNEL_STORES)("jobs changed by hand on %s", (kind) => {
  let bench: Workbench;
  const open = async (bodies: Bodies = {}) => {
    bench = await workbench(kind, sampleWorkflow(bodies));
    return bench;
  };
  afterEach(() => bench.discard());

  /** What is noted of the run, without what the notes of other things say. */
  const notesOf = async (runId: string, key: string) =>
    (await bench.store.persistence.listAnnotations(runId, { key })).map(
      ({ value, scope, scopeId, actorId, payload }) => ({ value, scope, scopeId, actorId, payload }),
    );

  test("a lease is released: another worker gets the job, and what the first still says is not recorded", async () => {
    const { create, claim, kernel, store, drain, statusOf } = await open();
    const runId = await create({ text: "Hello" });
    const [job] = await claim({ workerId: "worker-2" });
    if (job === undefined) throw new Error("No job was claimed");
    const command = { jobId: job.jobId, reason: "it hangs", actor: maria };

    const released = await kernel.dispatch("job.release", command);
    const again = await kernel.dispatch("job.release", command);
    const late = await store.jobs.settle([
      { jobId: job.jobId, leaseToken: job.leaseToken, status: "FAILED", error: "late" },
    ]);

    expect([released, again]).toEqual([{ changed: true }, { changed: false }]);
    expect(late).toEqual([]);
    expect(await notesOf(runId, "Job.released")).toEqual([
      {
        value: true,
        scope: "stage",
        scopeId: "measure",
        actorId: "maria",
        payload: { jobId: job.jobId, reason: "it hangs" },
      },
    ]);
    expect(await kernel.dispatch("lease.reapStale", {})).toEqual({ released: 1, failed: 0 });
    await drain();
    expect(await statusOf(runId)).toBe("COMPLETED");
  });

  test("released at its last delivery, a job fails at the next sweep and so does its run", async () => {
    const { create, claim, kernel, statusOf } = await open();
    const runId = await create({ text: "Hello" });
    for (let delivery = 0; delivery < 2; delivery++) {
      const [job] = await claim();
      await kernel.dispatch("job.release", { jobId: job?.jobId ?? "" });
      await kernel.dispatch("lease.reapStale", {});
    }

    expect(await statusOf(runId)).toBe("FAILED");
  });

  test("what somebody does to a job is in the audit log once, with the reason", async () => {
    const { create, claim, kernel, store } = await open();
    await create({ text: "Hello" });
    const [job] = await claim();
    const command = { jobId: job?.jobId ?? "", reason: "it hangs" };

    for (let time = 0; time < 2; time++) {
      await kernel.dispatch("job.setPriority", { ...command, priority: 3 }, { by: maria });
      await kernel.dispatch("job.release", command, { by: maria });
    }

    expect(
      (await store.audit.after(0, 10)).map(({ actorId, action, targetId, reason, before, after }) => [
        actorId,
        action,
        targetId,
        reason,
        before,
        after,
      ]),
    ).toEqual([
      ["maria", "job.setPriority", command.jobId, "it hangs", '{"priority":5}', '{"priority":3}'],
      ["maria", "job.release", command.jobId, "it hangs", null, null],
    ]);
  });

  test("a job that waits for its time is run now, and one of a higher priority before it", async () => {
    const { kernel, store, create, claim } = await open();
    const runs = [await create({ text: "one" }), await create({ text: "two" })];
    const later = await hoursFromNow(store, 1);
    for (const { jobId, leaseToken } of await claim())
      await store.jobs.settle([
        { jobId, leaseToken, status: "PENDING", error: "busy", retryInMs: 3_600_000 },
      ]);
    expect(await claim()).toEqual([]);
    const jobs = await store.jobs.listJobs();
    expect(jobs.every(({ runAt }) => runAt.getTime() > later.getTime() - 60_000)).toBe(true);
    const last = jobs.find(({ workflowRunId }) => workflowRunId === runs[1]);

    for (const { id } of jobs) await kernel.dispatch("job.runNow", { jobId: id, actor: maria });
    await kernel.dispatch("job.setPriority", { jobId: last?.id ?? "", priority: 7, actor: maria });

    const claimed = await claim();
    expect(claimed.map(({ workflowRunId }) => workflowRunId)).toEqual(runs.toReversed());
    expect(await notesOf(runs[1] ?? "", "Job.priority")).toMatchObject([{ value: 7, actorId: "maria" }]);
    expect(await notesOf(runs[0] ?? "", "Job.runNow")).toMatchObject([{ value: true, actorId: "maria" }]);
  });

  test("a job that does not exist is said not to", async () => {
    const { kernel } = await open();

    await expect(kernel.dispatch("job.runNow", { jobId: "nobody" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
