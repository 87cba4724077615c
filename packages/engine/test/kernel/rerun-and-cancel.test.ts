import { afterEach, describe, expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel.js";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";
import { type Bodies, sampleWorkflow } from "./workflows.js";

const maria = { kind: "user", id: "maria" };

describe.each(KERNEL_STORES)("rerun and cancel on %s", (kind) => {
  let bench: Workbench;
  const open = async (bodies: Bodies = {}) => {
    bench = await workbench(kind, sampleWorkflow(bodies));
    return bench;
  };
  afterEach(() => bench.discard());

  test("a rerun from a stage makes a new attempt of its group and the later ones, and keeps the old rows", async () => {
    const { create, drain, kernel, store, stagesOf } = await open();
    const runId = await create({ text: "Hello" });
    await drain();

    const rerun = await kernel.dispatch("run.rerunFrom", {
      runId,
      stageId: "whisper",
      config: { shout: { mark: "?" } },
      reason: "wrong mark",
      actor: maria,
    });
    await drain();

    expect(rerun).toEqual({ runId, attempt: 1, willRun: ["shout", "whisper", "join"], kept: ["measure"] });
    expect(await stagesOf(runId)).toEqual([
      "measure:0:COMPLETED",
      "shout:1:COMPLETED",
      "whisper:1:COMPLETED",
      "join:1:COMPLETED",
    ]);
    expect(await store.persistence.getRun(runId)).toMatchObject({
      status: "COMPLETED",
      output: "HELLO? hello 5",
    });
    const all = await store.read.stages.listByRun(runId);
    expect(all.map(({ stageId, attempt, isCurrent }) => `${stageId}:${attempt}:${isCurrent}`)).toEqual([
      "measure:0:true",
      "shout:0:false",
      "shout:1:true",
      "whisper:0:false",
      "whisper:1:true",
      "join:0:false",
      "join:1:true",
    ]);
    const [stated] = await store.persistence.listAnnotations(runId, { key: "Rerun.from" });
    expect(stated).toMatchObject({ value: "whisper", attempt: 1, actorKind: "user", actorId: "maria" });
    expect(stated?.payload).toMatchObject({ reason: "wrong mark", previousStatus: "COMPLETED" });
  });

  test("a dry run says what would happen and changes nothing", async () => {
    const { create, drain, kernel, store } = await open();
    const runId = await create({ text: "Hello" });
    await drain();
    const before = await store.persistence.getRun(runId);

    const dry = await kernel.dispatch("run.rerunFrom", { runId, stageId: "join", dryRun: true });

    expect(dry).toMatchObject({ willRun: ["join"], kept: ["measure", "shout", "whisper"] });
    expect(await store.persistence.getRun(runId)).toEqual(before);
  });

  test("a failed run goes on from the failed stage", async () => {
    let isBroken = true;
    const { create, drain, kernel } = await open({
      join: () => {
        if (isBroken) throw new Error("broken");
        return "mended";
      },
    });
    const runId = await create({ text: "a" });
    await bench.drainUntil(runId, "FAILED");

    isBroken = false;
    await kernel.dispatch("run.rerunFrom", { runId, stageId: "join" });
    await drain();

    expect(await bench.store.persistence.getRunState(runId)).toMatchObject({
      status: "COMPLETED",
      output: "mended",
      errorMessage: null,
      attempt: 1,
    });
  });

  test("works without the workflow's code, from what a worker announced", async () => {
    const { create, drain, store, stagesOf } = await open();
    const workflow = sampleWorkflow();
    await store.persistence.saveDefinition(workflow.shape, "worker-1");
    const runId = await create({ text: "Hello" });
    await drain();
    const dashboard = createKernel({ store });

    await dashboard.dispatch("run.rerunFrom", { runId, stageId: "join", actor: maria });
    const { runId: second } = await dashboard.dispatch("run.create", {
      workflowId: "sample",
      input: { text: "x" },
    });
    await expect(
      dashboard.dispatch("run.create", { workflowId: "sample", input: { text: 1 } }),
    ).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["text"] }] });
    await drain();

    expect((await stagesOf(runId)).at(-1)).toBe("join:1:COMPLETED");
    expect(await bench.statusOf(second)).toBe("COMPLETED");
  });

  test("refuses to rerun what still runs, from a stage that does not exist, or past a group without output", async () => {
    const { create, drain, kernel } = await open();
    const running = await create({ text: "a" });
    await bench.claim();
    await expect(kernel.dispatch("run.rerunFrom", { runId: running, stageId: "join" })).rejects.toMatchObject(
      {
        code: "RUN_STATUS",
      },
    );
    await kernel.dispatch("run.cancel", { runId: running });

    await expect(kernel.dispatch("run.rerunFrom", { runId: running, stageId: "join" })).rejects.toMatchObject(
      {
        code: "RUN_STATUS",
      },
    );
    await expect(
      kernel.dispatch("run.rerunFrom", { runId: running, stageId: "nowhere" }),
    ).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await kernel.dispatch("run.rerunFrom", { runId: running, stageId: "measure" });
    await drain();
    expect(await bench.statusOf(running)).toBe("COMPLETED");
  });

  test("7.3 after cancel returns nothing of the run completes, and the late worker changes nothing", async () => {
    const { create, claim, kernel, store, stagesOf, statusOf } = await open({
      measure: async (ctx) => {
        await kernel.dispatch("run.cancel", { runId: ctx.runId, reason: "not needed", actor: maria });
        ctx.annotate("Decision.outcome", "too late");
        return { text: "a", length: 1 };
      },
    });
    const runId = await create({ text: "a" });
    const [job] = await claim();

    const executed = job === undefined ? undefined : await kernel.dispatch("job.execute", { job });

    expect(executed).toEqual({ outcome: "dropped" });
    expect(await statusOf(runId)).toBe("CANCELLED");
    expect(await stagesOf(runId)).toEqual(["measure:0:CANCELLED"]);
    expect(await store.persistence.listAnnotations(runId, { keyPrefix: "Decision." })).toEqual([]);
    expect(
      await store.jobs.listJobs({ workflowRunId: runId, status: ["PENDING", "RUNNING", "SUSPENDED"] }),
    ).toEqual([]);
    expect(await kernel.dispatch("run.cancel", { runId })).toEqual({ cancelled: false, status: "CANCELLED" });
  });

  test("7.4 a job of a replaced attempt runs no user code", async () => {
    let calls = 0;
    const { create, claim, kernel, drain, stagesOf } = await open({
      measure: () => {
        calls += 1;
        return { text: "a", length: 1 };
      },
    });
    const runId = await create({ text: "a" });
    const [old] = await claim();
    await kernel.dispatch("run.cancel", { runId });
    await kernel.dispatch("run.rerunFrom", { runId, stageId: "measure" });
    const stale =
      old === undefined
        ? undefined
        : await kernel.dispatch("job.execute", { job: old }).catch((error) => error);

    expect(calls).toBe(0);
    expect(stale).toMatchObject({ outcome: "nothing" });
    await drain();
    expect(calls).toBe(1);
    expect((await stagesOf(runId))[0]).toBe("measure:1:COMPLETED");
  });
});
