import { afterEach, describe, expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel.js";
import { KERNEL_STORES, type Workbench, workbench } from "../kernel/workbench.js";
import { away, COST_PER_CALL, openProvider, type Provider } from "./provider.js";
import { type DescribeOptions, describingWorkflow } from "./workflow.js";

describe.each(KERNEL_STORES)("a batch that nobody waits for any more on %s", (kind) => {
  let bench: Workbench;
  let provider: Provider;
  /** Milliseconds by which the worker's clock is ahead. */
  let aheadMs: number;
  afterEach(() => bench.discard());

  const started = async (options: Partial<DescribeOptions> = {}) => {
    provider = openProvider();
    aheadMs = 0;
    const clock = { now: () => new Date(Date.now() + aheadMs) };
    bench = await workbench(kind, describingWorkflow({ model: provider.model, ...options }), { clock });
    const runId = await bench.create(2);
    await bench.drain();
    return runId;
  };
  const tell = () => bench.kernel.dispatch("stage.cancelWork", {});
  const tellUntil = async (outcome: "cancelled" | "waiting" | "givenUp") => {
    const told = async () => (await tell())[outcome];
    await expect.poll(told, { interval: 2, timeout: 10_000 }).toBe(1);
  };
  /** As another process does it that has none of the code. */
  const cancel = async (runId: string) => {
    const elsewhere = createKernel({ store: bench.store });
    await elsewhere.dispatch("run.cancel", { runId });
  };

  test("is cancelled at its provider when its run is, and what it had answered is recorded", async () => {
    const runId = await started();

    await cancel(runId);
    const first = await tell();
    const isCancelled = provider.books.map((book) => book.isCancelled);
    provider.finish("cancelled");
    await tellUntil("cancelled");

    expect(first).toEqual({ claimed: 1, cancelled: 0, waiting: 1, givenUp: 0 });
    expect(isCancelled).toEqual([true]);
    const [stage] = (await bench.store.read.stages.listByRun(runId)).filter(
      (each) => each.stageId === "describe",
    );
    expect(stage).toMatchObject({ status: "CANCELLED" });
    expect(stage?.cost).toBeCloseTo(2 * COST_PER_CALL, 12);
    const { rows } = await bench.store.read.aiCalls.list({ runId, limit: 10, direction: "after" });
    expect(rows.map(({ callType, inputTokens }) => [callType, inputTokens])).toEqual([
      ["batch", 1_000],
      ["batch", 1_000],
    ]);
    expect(await tell()).toMatchObject({ claimed: 0 });
  });

  test("is cancelled when a rerun replaces its stage, which hands over a batch of its own", async () => {
    const runId = await started();

    await cancel(runId);
    await bench.kernel.dispatch("run.rerunFrom", { runId, stageId: "count" });
    await bench.drain();
    await tell();

    expect(provider.books.map(({ key, isCancelled }) => [key, isCancelled])).toEqual([
      [`${runId}:describe:0`, true],
      [`${runId}:describe:1`, false],
    ]);
    expect(await bench.stagesOf(runId)).toContain("describe:1:SUSPENDED");
  });

  test("is cancelled when the wait is over", async () => {
    const runId = await started({ maxWaitMs: 1 });

    const isFailed = async () => {
      await bench.kernel.dispatch("stage.pollSuspended", {});
      return bench.statusOf(runId);
    };
    await expect.poll(isFailed, { interval: 2, timeout: 10_000 }).toBe("FAILED");
    await tell();

    const stage = await bench.store.persistence.getFirstFailedStage(runId);
    expect(stage?.errorMessage).toContain("was not done by");
    expect(provider.books).toMatchObject([{ isCancelled: true }]);
  });

  test("is found and cancelled when its worker died before it could say what it had handed over", async () => {
    const runId = await started();
    const other = await bench.create(2);
    await bench.kernel.dispatch("run.claimPending", {});
    const [count] = await bench.claim();
    if (count !== undefined) await bench.kernel.dispatch("job.execute", { job: count });
    // The body of a process of which nothing is heard any more.
    const [begun] = await bench.kernel.dispatch("job.begin", { limit: 1, leaseMs: 60_000 });
    if (begun === undefined) throw new Error("there is no job");
    await bench.store.jobs.handOver(begun.job, { provider: "openai", modelId: "gpt-4o-mini", size: 2 });
    await provider.model.api.submit(
      { key: `${other}:describe:0`, modelId: "gpt-4o-mini", requests: provider.books[0]?.requests ?? [] },
      new AbortController().signal,
    );

    await cancel(other);
    await tell();

    expect(provider.books.map(({ key, isCancelled }) => [key, isCancelled])).toEqual([
      [`${runId}:describe:0`, false],
      [`${other}:describe:0`, true],
    ]);
  });

  test("is tried to be cancelled again while its provider is away, and given up when that lasts too long", async () => {
    const runId = await started({ maxWaitMs: 3_600_000 });

    provider.fail("check", away(), { times: 1_000 });
    await cancel(runId);
    const first = await tell();
    aheadMs = 7_200_000;
    await tellUntil("givenUp");

    expect(first).toMatchObject({ claimed: 1, waiting: 1 });
    const logs = await bench.store.persistence.listLogs({ workflowRunId: runId, level: ["ERROR"] });
    expect(logs.map(({ message }) => message)).toEqual([
      "Its work could not be cancelled in time: it may go on, and be charged",
    ]);
    expect(await tell()).toMatchObject({ claimed: 0 });
  });

  test("is left alone when its stage is done", async () => {
    const runId = await started();

    provider.finish();
    const asked = async () => (await bench.kernel.dispatch("stage.pollSuspended", {})).claimed;
    await expect.poll(asked, { interval: 2, timeout: 10_000 }).toBe(1);
    await bench.drain();

    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    expect(await tell()).toEqual({ claimed: 0, cancelled: 0, waiting: 0, givenUp: 0 });
  });
});
