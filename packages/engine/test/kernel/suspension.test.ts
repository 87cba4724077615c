import { afterEach, describe, expect, test } from "vitest";
import { createKernel, type KernelOptions } from "../../src/kernel/kernel.js";
import { batchWorkflow, type Outside, READY, SENT, submitted, WAITING } from "./batches.js";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";

const SUSPENDED = ["split:0:COMPLETED", "grade:0:SUSPENDED", "count:0:COMPLETED"];

describe.each(KERNEL_STORES)("suspension on %s", (kind) => {
  let bench: Workbench;
  afterEach(() => bench.discard());

  /** A run whose stage has handed its work over and waits. */
  const suspendedRun = async (
    outside: Outside = {},
    timing: Parameters<typeof batchWorkflow>[1] = {},
    options: Partial<KernelOptions> = {},
  ) => {
    bench = await workbench(kind, batchWorkflow(outside, timing), options);
    const runId = await bench.create({ text: "good words" }, { config: { grade: { scale: 2 } } });
    await bench.drain();
    return runId;
  };
  const poll = (options: { limit?: number; leaseMs?: number } = {}) =>
    bench.kernel.dispatch("stage.pollSuspended", options);
  /** Polls until one stage was asked: after a trouble it is due a moment later. */
  const pollOne = async () => {
    await expect.poll(async () => (await poll()).claimed, { interval: 2, timeout: 10_000 }).toBe(1);
  };
  const gradeOf = async (runId: string) => {
    const stages = await bench.store.read.stages.listByRun(runId);
    return stages.find(({ stageId, isCurrent }) => stageId === "grade" && isCurrent);
  };

  test("hands the work over once, asks until it is done, and goes on", async () => {
    const heard: unknown[] = [];
    const answers = [WAITING, { ...WAITING, state: { batch: "batch-2", sent: SENT } }, READY];
    const submits: string[] = [];
    const runId = await suspendedRun({
      submit(ctx) {
        submits.push(ctx.idempotencyKey);
        return submitted();
      },
      check(ctx, ticket) {
        heard.push([ctx.input.words.length, ctx.config.scale, ctx.idempotencyKey, ticket]);
        return answers[heard.length - 1] ?? READY;
      },
    });
    const before = await gradeOf(runId);
    const stagesBefore = await bench.stagesOf(runId);

    for (const _ of answers) expect(await poll()).toMatchObject({ claimed: 1 });
    await bench.drain();

    expect(stagesBefore).toEqual(SUSPENDED);
    expect(before).toMatchObject({
      pollCount: 0,
      suspendedAt: expect.any(Date),
      resumedAt: null,
      completedAt: null,
    });
    const waitMs = (before?.maxWaitUntil?.getTime() ?? 0) - (before?.suspendedAt?.getTime() ?? 0);
    expect(waitMs / 3_600_000).toBeCloseTo(24, 2);
    const key = `${runId}:grade:0`;
    expect(submits).toEqual([key]);
    expect(heard).toEqual([
      [2, 2, key, { batch: "batch-1", sent: SENT }],
      [2, 2, key, { batch: "batch-1", sent: SENT }],
      [2, 2, key, { batch: "batch-2", sent: SENT }],
    ]);
    const after = await gradeOf(runId);
    expect(after).toMatchObject({
      status: "COMPLETED",
      pollCount: 3,
      nextPollAt: null,
      deliveries: 1,
      progress: 1,
    });
    expect(after?.resumedAt).toEqual(after?.completedAt);
    expect(after?.suspendedAt).toEqual(before?.suspendedAt);
    expect(await bench.store.persistence.getRun(runId)).toMatchObject({
      status: "COMPLETED",
      output: "2: 5 3",
    });
    const events = await bench.eventsOf(runId);
    const ofWaiting = ["stage:suspended", "workflow:suspended"];
    expect(events.filter((type) => ofWaiting.includes(type)).sort()).toEqual(ofWaiting);
    expect(events.filter((type) => type === "stage:completed")).toHaveLength(4);
    expect(await poll()).toMatchObject({ claimed: 0 });
  });

  test("a stage that has its output at once does not wait", async () => {
    const runId = await suspendedRun({ submit: () => ({ output: { grades: [1] } }) });

    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    expect(await gradeOf(runId)).toMatchObject({ pollCount: 0, suspendedAt: null, resumedAt: null });
  });

  test("a question that does not work is asked again later, and the trouble is told and forgotten", async () => {
    let questions = 0;
    const runId = await suspendedRun({
      check() {
        questions++;
        if (questions <= 2) throw new Error(`trouble ${questions}`);
        return READY;
      },
    });

    await pollOne();
    await pollOne();
    const inTrouble = await gradeOf(runId);
    await pollOne();
    await bench.drain();

    expect(inTrouble).toMatchObject({
      status: "SUSPENDED",
      errorMessage: "trouble 2",
      errorCode: "ERROR",
      pollCount: 2,
    });
    const logs = await bench.store.persistence.listLogs({ workflowRunId: runId, level: ["WARN"] });
    expect(logs.map(({ message }) => message.replace(/.*: /, ""))).toEqual(["trouble 1", "trouble 2"]);
    expect(await gradeOf(runId)).toMatchObject({
      status: "COMPLETED",
      errorMessage: null,
      errorCode: null,
      pollCount: 3,
    });
    expect(await bench.statusOf(runId)).toBe("COMPLETED");
  });

  test("an answer that would be wrong again fails the stage at once, without handing the work over again", async () => {
    let submits = 0;
    const answers: unknown[] = [
      { ready: true, output: { grades: ["A"] } },
      { ready: "yes" },
      Object.assign(new Error("no such batch"), { isRetryable: false }),
      { ready: false, state: { batch: () => "code" } },
    ];
    const runIds: string[] = [];
    bench = await workbench(
      kind,
      batchWorkflow({
        submit(ctx) {
          submits++;
          return { suspend: { state: { batch: ctx.runId, sent: SENT }, pollInMs: 0 } };
        },
        check(_, { batch }) {
          const answer = answers[runIds.indexOf(batch)];
          if (answer instanceof Error) throw answer;
          return answer as typeof READY;
        },
      }),
    );
    for (const _ of answers) runIds.push(await bench.create({ text: "a" }));
    await bench.drain();

    expect(await poll()).toMatchObject({ claimed: 4, failed: 4 });
    await bench.drain();

    expect(submits).toBe(4);
    const failed = await Promise.all(runIds.map(gradeOf));
    expect(failed.map((stage) => stage?.status)).toEqual(answers.map(() => "FAILED"));
    expect(failed.map((stage) => stage?.errorCode)).toEqual([
      "INVALID_INPUT",
      "INVALID_INPUT",
      "ERROR",
      "UNSTORABLE_VALUE",
    ]);
    expect(await Promise.all(runIds.map(bench.statusOf))).toEqual(answers.map(() => "FAILED"));
  });

  test("what cannot be kept as a state is refused, and the work not handed over again", async () => {
    let submits = 0;
    const runId = await suspendedRun({
      submit: () => {
        submits++;
        return { suspend: { state: { batch: "b", sent: SENT, resolve: () => undefined } } };
      },
    });

    expect(submits).toBe(1);
    expect(await gradeOf(runId)).toMatchObject({ status: "FAILED", errorCode: "UNSTORABLE_VALUE" });
    expect(await bench.statusOf(runId)).toBe("FAILED");
  });

  test("the wait has an end: a last question, then it has failed", async () => {
    let questions = 0;
    // So that a question that kills its worker is not asked for ever.
    const notedAsLast: boolean[] = [];
    const answer: Record<string, () => typeof READY> = {
      late: () => READY,
      never: () => WAITING as never,
      broken: () => {
        throw new Error("the provider is away");
      },
      lost: () => READY,
    };
    bench = await workbench(
      kind,
      batchWorkflow({
        submit: () => submitted({ maxWaitMs: 0 }),
        async check(ctx) {
          questions++;
          notedAsLast.push((await gradeOf(ctx.runId))?.nextPollAt === null);
          return answer[ctx.input.words[0] ?? ""]?.() ?? READY;
        },
      }),
    );
    const runIds: string[] = [];
    for (const text of Object.keys(answer)) runIds.push(await bench.create({ text }));
    await bench.drain();
    // Whoever asked the last question died before the answer was stored.
    await bench.store.persistence.updateStageByRunAndStageId(runIds[3] ?? "", "grade", { nextPollAt: null });

    expect(await poll()).toMatchObject({ claimed: 4, completed: 1, failed: 3 });
    await bench.drain();

    expect(questions).toBe(3);
    expect(notedAsLast).toEqual([true, true, true]);
    expect(await Promise.all(runIds.map(bench.statusOf))).toEqual([
      "COMPLETED",
      "FAILED",
      "FAILED",
      "FAILED",
    ]);
    const codes = (await Promise.all(runIds.map(gradeOf))).map((stage) => stage?.errorCode);
    expect(codes).toEqual([null, "WAIT_EXPIRED", "ERROR", "WAIT_EXPIRED"]);
    expect((await gradeOf(runIds[1] ?? ""))?.errorMessage).toMatch(/was not done by .*Z; it was asked once$/);
  });

  test("troubles make the intervals grow up to the cap, and an hourly poll stays hourly", async () => {
    const intervals: (number | null)[] = [];
    const check = () => {
      throw new Error("away");
    };
    bench = await workbench(
      kind,
      batchWorkflow({ submit: () => submitted(), check }, { retry: { baseMs: 1, capMs: 3 } }),
    );
    const { persistence } = bench.store;
    const runId = await bench.create({ text: "a" });
    await bench.drain();

    for (const pollInterval of [0, 1, 2, 3, 3_600_000]) {
      await persistence.updateStageByRunAndStageId(runId, "grade", { pollInterval });
      await pollOne();
      intervals.push((await persistence.getStage(runId, "grade"))?.pollInterval ?? null);
    }

    expect(intervals).toEqual([1, 2, 3, 3, 3_600_000]);
  });

  test("a question that takes too long is given up and asked again", async () => {
    let questions = 0;
    let wasAborted = false;
    const runId = await suspendedRun({
      check({ signal }) {
        questions++;
        if (questions > 1) return READY;
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            wasAborted = true;
            reject(signal.reason);
          });
        });
      },
    });

    await poll({ leaseMs: 300 });
    const given = await gradeOf(runId);
    await pollOne();

    expect(wasAborted).toBe(true);
    expect(given).toMatchObject({ status: "SUSPENDED", errorCode: "STAGE_TIMEOUT" });
    expect(await gradeOf(runId)).toMatchObject({ status: "COMPLETED" });
  });

  test("a run that is cancelled while its stage is asked stays cancelled, and is asked no more", async () => {
    const runId = await suspendedRun({
      async check() {
        await bench.kernel.dispatch("run.cancel", { runId });
        return READY;
      },
    });

    expect(await poll()).toMatchObject({ claimed: 1, dropped: 1 });

    expect(await bench.stagesOf(runId)).toEqual([
      "split:0:COMPLETED",
      "grade:0:CANCELLED",
      "count:0:COMPLETED",
    ]);
    const jobs = await bench.store.jobs.listJobs({ workflowRunId: runId });
    expect(jobs.filter(({ stageId }) => stageId === "grade").map(({ status }) => status)).toEqual([
      "CANCELLED",
    ]);
    expect(await poll()).toMatchObject({ claimed: 0 });
    expect(await bench.eventsOf(runId)).not.toContain("workflow:completed");
  });

  test("a rerun hands the work over anew, and the replaced attempt is asked no more", async () => {
    const keys: string[] = [];
    const runId = await suspendedRun({
      submit(ctx) {
        keys.push(ctx.idempotencyKey);
        return submitted();
      },
    });
    await bench.kernel.dispatch("run.cancel", { runId });

    await bench.kernel.dispatch("run.rerunFrom", { runId, stageId: "grade" });
    await bench.drain();
    expect(await poll({ limit: 10 })).toMatchObject({ claimed: 1, completed: 1 });
    await bench.drain();

    expect(keys).toEqual([`${runId}:grade:0`, `${runId}:grade:1`]);
    expect(await bench.statusOf(runId)).toBe("COMPLETED");
  });

  test("what is said during a question is kept, whatever the answer", async () => {
    let questions = 0;
    const runId = await suspendedRun({
      check(ctx) {
        questions++;
        ctx.log(
          "INFO",
          `question ${questions} of ${ctx.require("split") === ctx.input ? "itself" : "split"}`,
        );
        ctx.annotate("Batch.position", questions);
        ctx.progress(questions / 4, `${questions} of 4`);
        return questions === 2 ? READY : WAITING;
      },
    });

    await poll();
    const between = await gradeOf(runId);
    await poll();

    expect(between).toMatchObject({ status: "SUSPENDED", progress: 0.25, progressText: "1 of 4" });
    const logs = await bench.store.persistence.listLogs({ workflowRunId: runId });
    expect(logs.map(({ message }) => message)).toEqual(["question 1 of split", "question 2 of split"]);
    const stated = await bench.store.persistence.listAnnotations(runId, { key: "Batch.position" });
    expect(stated.map(({ value }) => value)).toEqual([1, 2]);
  });

  test("8: a batch that is polled hourly is healthy, whoever looks for what is stuck", async () => {
    const runId = await suspendedRun({ submit: () => submitted({ pollInMs: 3_600_000 }) });

    expect(await bench.kernel.dispatch("run.reapStuck", { quietMs: 0 })).toEqual({ redriven: [] });
    expect(await bench.kernel.dispatch("lease.reapStale", {})).toEqual({ released: 0, failed: 0 });
    expect(await poll()).toMatchObject({ claimed: 0 });

    expect(await bench.stagesOf(runId)).toEqual(SUSPENDED);
    expect(await bench.store.jobs.claim({ workerId: "w", limit: 10, leaseMs: 1 })).toEqual([]);
  });

  test("a lost job of a suspended stage is made again as one that is polled", async () => {
    let submits = 0;
    const submit = () => {
      submits++;
      return submitted();
    };
    bench = await workbench(kind, batchWorkflow({ submit }));
    const { persistence } = bench.store;
    const runId = (
      await persistence.createRun({
        workflowId: "batches",
        workflowName: "Batches",
        workflowType: "batches",
        input: { text: "a b" },
      })
    ).id;
    await persistence.claimPendingRun(runId);
    const place = { workflowRunId: runId, status: "COMPLETED" as const };
    const split = await persistence.createStage({
      ...place,
      stageId: "split",
      stageName: "Split",
      stageNumber: 1,
      executionGroup: 1,
    });
    await persistence.updateStage(split.id, { outputData: { words: ["a", "b"] } });
    const grade = await persistence.createStage({
      ...place,
      stageId: "grade",
      stageName: "Grade",
      stageNumber: 2,
      executionGroup: 2,
    });
    await persistence.updateStage(grade.id, {
      status: "SUSPENDED",
      suspendedState: { batch: "b", sent: SENT },
    });
    const count = await persistence.createStage({
      ...place,
      stageId: "count",
      stageName: "Count",
      stageNumber: 3,
      executionGroup: 2,
    });
    await persistence.updateStage(count.id, { outputData: 2 });

    await expect
      .poll(async () => (await bench.kernel.dispatch("run.reapStuck", { quietMs: 0 })).redriven, {
        interval: 2,
      })
      .toEqual([runId]);
    expect(await poll()).toMatchObject({ claimed: 1, completed: 1 });
    await bench.drain();

    expect(submits).toBe(0);
    expect(await persistence.getRun(runId)).toMatchObject({ status: "COMPLETED", output: "2: 5 3" });
  });

  test("a process that does not know the stage leaves it to others", async () => {
    const runId = await suspendedRun();
    const without = createKernel({
      store: bench.store,
      workflows: [{ ...batchWorkflow(), stage: () => undefined }],
    });

    expect(await without.dispatch("stage.pollSuspended", {})).toMatchObject({ claimed: 1, suspended: 1 });

    expect(await bench.stagesOf(runId)).toEqual(SUSPENDED);
    expect(await poll()).toMatchObject({ claimed: 0 });
  });
});
