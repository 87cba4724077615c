import { createKernel, defineStage, defineWorkflow } from "@stageline/engine";
import pino from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { openTestStore, type TestStore } from "../../../packages/engine/test/stores.js";
import { localModel } from "../src/model/local-model.js";
import { type RunningWorker, startWorker } from "../src/worker.js";

const env = { slots: 4, leaseMs: 1_000, pollMs: 20, graceMs: 50 };
const log = pino({ level: "silent" });

/** A workflow of one stage, whose work the test gives. */
const oneStage = (work: (signal: AbortSignal) => Promise<string>) =>
  defineWorkflow({ id: "one", name: "One", input: z.object({}) })
    .pipe(
      defineStage({
        id: "work",
        name: "Work",
        schemas: { input: z.object({}), output: z.string() },
        execute: ({ signal }) => work(signal),
      }),
    )
    .build();

describe.each(["sqlite", "postgresql"] as const)("a worker on %s", (kind) => {
  let opened: TestStore;
  const workers: RunningWorker[] = [];
  const start = async (work: (signal: AbortSignal) => Promise<string>) => {
    opened ??= await openTestStore(kind);
    const worker = await startWorker({
      store: opened.store,
      workflows: [oneStage(work)],
      model: localModel(),
      env,
      log,
    });
    workers.push(worker);
    return worker;
  };
  const createRun = async () => {
    return (
      await createKernel({ store: opened.store }).dispatch("run.create", { workflowId: "one", input: {} })
    ).runId;
  };
  const cancelRun = async (runId: string) => {
    return createKernel({ store: opened.store }).dispatch("run.cancel", { runId });
  };
  const statusOf = (runId: string) => opened.store.persistence.getRunStatus(runId);
  const never = (signal: AbortSignal) =>
    new Promise<string>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    await opened?.discard();
    opened = undefined as never;
  });

  test("takes up a run that somebody else created and finishes it", async () => {
    await start(async () => "done");

    const runId = await createRun();

    await expect.poll(() => statusOf(runId), { timeout: 10_000 }).toBe("COMPLETED");
    expect(await opened.store.persistence.getRun(runId)).toMatchObject({ output: "done" });
  });

  test("keeps the lease of a stage that takes longer than a lease, and runs it once", async () => {
    let calls = 0;
    await start(async () => {
      calls += 1;
      const until = Date.now() + 2.5 * env.leaseMs;
      await expect.poll(() => Date.now() > until, { timeout: 10_000 }).toBe(true);
      return "slow";
    });

    const runId = await createRun();

    await expect.poll(() => statusOf(runId), { timeout: 15_000 }).toBe("COMPLETED");
    expect(calls).toBe(1);
  });

  test("stops the body of a run that is cancelled", async () => {
    let reason: unknown;
    await start((signal) => {
      signal.addEventListener("abort", () => {
        reason = signal.reason;
      });
      return never(signal);
    });
    const runId = await createRun();
    await expect.poll(() => statusOf(runId), { timeout: 10_000 }).toBe("RUNNING");
    await expect
      .poll(async () => (await opened.store.jobs.listJobs({ workflowRunId: runId }))[0]?.status, {
        timeout: 10_000,
      })
      .toBe("RUNNING");

    await cancelRun(runId);

    await expect.poll(() => reason, { timeout: 10_000 }).toBeInstanceOf(Error);
    expect(await statusOf(runId)).toBe("CANCELLED");
  });

  test("told to stop, gives back what it cannot finish, and another worker has it at once", async () => {
    const first = await start(never);
    const runId = await createRun();
    const job = async () => (await opened.store.jobs.listJobs({ workflowRunId: runId }))[0];
    await expect.poll(async () => (await job())?.status, { timeout: 10_000 }).toBe("RUNNING");

    await first.stop();

    expect(await job()).toMatchObject({ status: "PENDING", attempt: 0, workerId: null });
    await start(async () => "second worker");
    await expect.poll(() => statusOf(runId), { timeout: 10_000 }).toBe("COMPLETED");
  });

  test("announces itself and its workflows, and says when it is gone", async () => {
    const worker = await start(async () => "x");

    const [seen] = await opened.store.read.workers.list();
    expect(seen).toMatchObject({ id: worker.id, slots: 4, workflowIds: ["one"], stoppedAt: null });
    expect(await opened.store.read.workflows.list()).toMatchObject([{ workflowId: "one" }]);

    await worker.stop();
    expect((await opened.store.read.workers.list())[0]?.stoppedAt).toBeInstanceOf(Date);
  });
});
