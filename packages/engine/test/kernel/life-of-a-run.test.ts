import { afterEach, describe, expect, test } from "vitest";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";
import { type Bodies, sampleWorkflow } from "./workflows.js";

describe.each(KERNEL_STORES)("life of a run on %s", (kind) => {
  let bench: Workbench;
  const open = async (bodies: Bodies = {}) => {
    bench = await workbench(kind, sampleWorkflow(bodies));
    return bench;
  };
  afterEach(() => bench.discard());

  test("goes through every group and ends with the last group's output", async () => {
    const { create, drain, store } = await open();

    const runId = await create({ text: "Hello" });
    await drain();

    const run = await store.persistence.getRun(runId);
    expect(run).toMatchObject({ status: "COMPLETED", output: "HELLO! hello 5" });
    expect(run?.completedAt).toBeInstanceOf(Date);
    expect(run?.duration).toBeGreaterThanOrEqual(0);
    expect(await bench.stagesOf(runId)).toEqual([
      "measure:0:COMPLETED",
      "shout:0:COMPLETED",
      "whisper:0:COMPLETED",
      "join:0:COMPLETED",
    ]);
  });

  test("tells its events in order, numbered without a gap", async () => {
    const { create, drain, store, eventsOf } = await open();

    const runId = await create({ text: "Hello" });
    await drain();

    const types = await eventsOf(runId);
    expect(types[0]).toBe("workflow:created");
    expect(types[1]).toBe("workflow:started");
    expect(types.at(-1)).toBe("workflow:completed");
    expect(types.filter((type) => type === "stage:started")).toHaveLength(4);
    expect(types.filter((type) => type === "stage:completed")).toHaveLength(4);
    const events = await store.persistence.getUnpublishedOutboxEvents(100);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  });

  test("gives a stage its config, with the schema's defaults", async () => {
    const { create, drain, store } = await open();

    const runId = await create({ text: "a" }, { config: { shout: { mark: "?" } } });
    await drain();

    expect((await store.persistence.getRun(runId))?.output).toBe("A? a 1");
  });

  test("refuses input that does not fit, with the place of each fault, and stores nothing", async () => {
    const { create, store } = await open();

    await expect(create({ text: 5 })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      issues: [{ path: ["text"] }],
    });
    await expect(create({ text: "a" }, { config: { nobody: {} } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });

    expect(await store.persistence.getRunsByStatus("PENDING")).toEqual([]);
  });

  test("retries a stage that threw, and the output is that of the delivery that worked", async () => {
    let calls = 0;
    const { create, store, eventsOf } = await open({
      shout: () => {
        calls += 1;
        if (calls === 1) throw new Error("the provider is busy");
        return "SECOND";
      },
    });

    const runId = await create({ text: "a" });
    await bench.drainUntil(runId, "COMPLETED");

    expect((await store.persistence.getStage(runId, "shout"))?.outputData).toBe("SECOND");
    expect(await eventsOf(runId)).toContain("stage:retrying");
  });

  test("fails with the stage's own error once its deliveries are used up, and lets the sibling finish", async () => {
    const { create, store } = await open({
      shout: () => {
        throw new Error("no voice left");
      },
    });

    const runId = await create({ text: "a" });
    await bench.drainUntil(runId, "FAILED");

    expect(await store.persistence.getRunState(runId)).toMatchObject({ errorMessage: "no voice left" });
    expect(await bench.stagesOf(runId)).toEqual([
      "measure:0:COMPLETED",
      "shout:0:FAILED",
      "whisper:0:COMPLETED",
    ]);
    expect((await store.jobs.listJobs({ workflowRunId: runId })).map(({ attempt }) => attempt)).toContain(2);
  });

  test("does not retry an output that does not fit its schema", async () => {
    let calls = 0;
    const { create, drain, store } = await open({
      measure: () => {
        calls += 1;
        return { length: "five" };
      },
    });

    const runId = await create({ text: "a" });
    await drain();

    expect(calls).toBe(1);
    const state = await store.persistence.getRunState(runId);
    expect(state?.status).toBe("FAILED");
    expect(state?.errorMessage).toContain("output of stage measure");
  });

  test("keeps annotations of a stage that failed, with its attempt and actor", async () => {
    const { create, store } = await open({
      measure: (ctx) => {
        ctx.annotate("Decision.outcome", "rejected", {
          actor: { kind: "agent", id: "reader", version: "2" },
        });
        throw new Error("stop");
      },
    });

    const runId = await create({ text: "a" });
    await bench.drainUntil(runId, "FAILED");

    const [annotation] = await store.persistence.listAnnotations(runId, { key: "Decision.outcome" });
    expect(annotation).toMatchObject({
      value: "rejected",
      attempt: 0,
      actorKind: "agent",
      actorId: "reader",
      actorVersion: "2",
    });
  });

  test("shows progress and logs of a stage", async () => {
    const { create, drain, store } = await open({
      measure: (ctx) => {
        ctx.progress(0.5, "half way");
        ctx.log("INFO", "counting", { letters: 1 });
        return { text: "a", length: 1 };
      },
    });

    const runId = await create({ text: "a" });
    await drain();

    const logs = await store.persistence.listLogs({ workflowRunId: runId });
    expect(logs).toMatchObject([{ level: "INFO", message: "counting", metadata: { letters: 1 } }]);
    const [measure] = await store.read.stages.listByRun(runId);
    expect(measure).toMatchObject({ progress: 1, progressText: "half way" });
  });

  test("keeps values of a run in its storage, and no key reaches outside", async () => {
    const { create, drain, store } = await open({
      measure: async (ctx) => {
        await ctx.storage.save("notes/first", { n: 1 });
        await expect(ctx.storage.save("../other/notes", 1)).rejects.toThrow(/Storage key/);
        return { text: String((await ctx.storage.load("notes/first")) !== undefined), length: 1 };
      },
    });

    const runId = await create({ text: "a" });
    await drain();

    expect(await store.persistence.loadArtifact(runId, "notes/first")).toEqual({ n: 1 });
    expect((await store.persistence.getStage(runId, "measure"))?.outputData).toMatchObject({ text: "true" });
  });

  test("7.6 the same idempotency key makes one run; with another input it is refused", async () => {
    const { kernel, store } = await open();
    const create = (text: string) =>
      kernel.dispatch("run.create", { workflowId: "sample", input: { text }, idempotencyKey: "once" });

    const first = await create("a");
    const again = await create("a");

    expect(again).toEqual(first);
    await expect(create("b")).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    expect(await store.persistence.getRunsByStatus("PENDING")).toHaveLength(1);
  });

  test("7.10 a run that cannot start fails alone, with its reason", async () => {
    const { store, kernel, drain } = await open();
    const bad = await store.persistence.createRun({
      workflowId: "sample",
      workflowName: "Sample",
      workflowType: "sample",
      input: { text: 7 },
    });
    const { runId: good } = await kernel.dispatch("run.create", {
      workflowId: "sample",
      input: { text: "a" },
    });

    await drain();

    expect(await bench.statusOf(good)).toBe("COMPLETED");
    expect(await store.persistence.getRunState(bad.id)).toMatchObject({ status: "FAILED" });
    expect((await store.persistence.getRunState(bad.id))?.errorMessage).toContain("could not start");
  });

  test("leaves runs of a workflow it does not know to others", async () => {
    const { store, drain } = await open();
    const foreign = await store.persistence.createRun({
      workflowId: "foreign",
      workflowName: "Foreign",
      workflowType: "foreign",
      input: {},
    });

    await drain();

    expect(await bench.statusOf(foreign.id)).toBe("PENDING");
  });
});
