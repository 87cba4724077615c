import { afterEach, describe, expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel.js";
import { CRASH_MOMENTS, withCrashPoint } from "../../src/testing/crash-points.js";
import { STORE_KINDS } from "../stores.js";
import { batchWorkflow, READY, submitted, WAITING } from "./batches.js";
import { type Workbench, workbench } from "./workbench.js";

/** Runs as they are while they wait, without having been worked on. */
async function storeSuspended({ store }: Workbench, count: number): Promise<void> {
  const { persistence, jobs } = store;
  const nextPollAt = new Date(Date.now() - 60_000);
  const maxWaitUntil = new Date(Date.now() + 3_600_000);
  const records = await persistence.createRuns(times(count).map(() => RUN));
  const runIds = records.map(({ id }) => id);
  const running = { status: "RUNNING", openStages: 1 } as const;
  await persistence.moveRuns(runIds.map((id) => ({ id, from: ["PENDING"], data: running })));
  const stages = await persistence.createStages(
    runIds.flatMap((workflowRunId) => [
      { ...SPLIT, workflowRunId },
      { ...GRADE, workflowRunId },
    ]),
  );
  await persistence.moveStages(
    stages.map(({ id, stageId }) =>
      stageId === "split"
        ? { id, from: ["COMPLETED"], data: { outputData: { words: ["a"] } } }
        : { id, from: ["SUSPENDED"], data: { nextPollAt, maxWaitUntil } },
    ),
  );
  await jobs.enqueueParallel(
    runIds.map((workflowRunId) => ({
      workflowRunId,
      workflowId: RUN.workflowId,
      stageId: "grade",
      suspendedUntil: nextPollAt,
    })),
  );
}

const RUN = { workflowId: "batches", workflowName: "Batches", workflowType: "batches", input: { text: "a" } };
const SPLIT = {
  stageId: "split",
  stageName: "Split",
  stageNumber: 1,
  executionGroup: 1,
  status: "COMPLETED",
} as const;
const GRADE = {
  stageId: "grade",
  stageName: "Grade",
  stageNumber: 2,
  executionGroup: 2,
  status: "SUSPENDED",
} as const;

const times = (count: number) => Array.from({ length: count }, (_, index) => index);

describe.each(STORE_KINDS)("many suspended stages on %s", (kind) => {
  let bench: Workbench;
  afterEach(() => bench.discard());

  const createAll = async (count: number) => {
    const runIds = await Promise.all(times(count).map((index) => bench.create({ text: `word ${index}` })));
    for (;;) {
      const { started } = await bench.kernel.dispatch("run.claimPending", { limit: 1_000 });
      if (started.length === 0) break;
    }
    for (;;) {
      const begun = await bench.kernel.dispatch("job.begin", { limit: 1_000, leaseMs: 60_000 });
      if (begun.length === 0) return runIds;
      await Promise.all(begun.map((job) => bench.kernel.dispatch("job.execute", { job })));
    }
  };

  test("two processes that poll at the same time never ask the same stage at the same time", async () => {
    const underway = new Set<string>();
    const asked = new Map<string, number>();
    let overlaps = 0;
    const workflow = batchWorkflow({
      async check({ runId }) {
        if (underway.has(runId)) overlaps++;
        underway.add(runId);
        asked.set(runId, (asked.get(runId) ?? 0) + 1);
        await bench.store.persistence.getRun(runId);
        underway.delete(runId);
        return asked.get(runId) === 2 ? READY : WAITING;
      },
    });
    bench = await workbench(kind, workflow);
    const other = createKernel({ store: bench.store, workflows: [workflow], workerId: "worker-2" });
    const runIds = await createAll(30);

    const polling = async (kernel: typeof other) => {
      const isOver = () =>
        overlaps > 0 || [...asked.values()].filter((count) => count > 1).length === runIds.length;
      while (!isOver()) await kernel.dispatch("stage.pollSuspended", { limit: 7 });
    };
    await Promise.all([bench.kernel, other, bench.kernel, other].map(polling));
    await bench.drain();

    expect(overlaps).toBe(0);
    expect([...asked.values()]).toEqual(runIds.map(() => 2));
    expect(new Set(await Promise.all(runIds.map(bench.statusOf)))).toEqual(new Set(["COMPLETED"]));
  });

  test("9: with many times more suspended stages than a page holds, every one is polled in turn", async () => {
    const asked = new Map<string, number>();
    const workflow = batchWorkflow({
      check({ runId }) {
        asked.set(runId, (asked.get(runId) ?? 0) + 1);
        return WAITING;
      },
    });
    bench = await workbench(kind, workflow);
    const size = 10_000;
    const limit = 200;
    for (const _ of times(size / 1_000)) await storeSuspended(bench, 1_000);

    for (const _ of times(size / limit)) {
      expect(await bench.kernel.dispatch("stage.pollSuspended", { limit })).toMatchObject({
        suspended: limit,
      });
    }

    expect(asked.size).toBe(size);
    expect(new Set(asked.values())).toEqual(new Set([1]));
  }, 120_000);

  test("5: once suspended, the work is not handed over again wherever a process that polls dies", async () => {
    const submits = new Map<string, number>();
    const workflow = batchWorkflow({
      submit({ runId }) {
        submits.set(runId, (submits.get(runId) ?? 0) + 1);
        return submitted();
      },
    });
    bench = await workbench(kind, workflow);
    const poll = { leaseMs: 40 };
    const died: string[] = [];
    const runIds: string[] = [];
    for (const moment of CRASH_MOMENTS) {
      for (let call = 1, hasStruck = true; hasStruck; call++) {
        const runId = await bench.create({ text: "some words" });
        await bench.drain();
        runIds.push(runId);
        const crashing = withCrashPoint(bench.store, { call, moment });
        const victim = createKernel({ store: crashing.store, workflows: [workflow], workerId: "victim" });
        await victim.dispatch("stage.pollSuspended", poll).catch(() => died.push(`${moment} ${call}`));
        hasStruck = crashing.hasStruck;

        const repaired = async () => {
          await bench.kernel.dispatch("stage.pollSuspended", poll);
          await bench.drain();
          return bench.statusOf(runId);
        };
        await expect.poll(repaired, { interval: 5, timeout: 10_000 }).toBe("COMPLETED");
      }
    }

    expect(died.length).toBeGreaterThan(CRASH_MOMENTS.length * 3);
    expect([...submits.values()]).toEqual(runIds.map(() => 1));
    const ends = await Promise.all(runIds.map(bench.eventsOf));
    for (const events of ends) {
      expect(events.filter((type) => type === "workflow:completed")).toHaveLength(1);
      expect(events.filter((type) => type === "stage:suspended")).toHaveLength(1);
    }
  }, 120_000);

  test("a crash between handing over and storing it hands over again, under the same key", async () => {
    const keys: string[] = [];
    bench = await workbench(
      kind,
      batchWorkflow({
        submit({ idempotencyKey, delivery }) {
          keys.push(`${idempotencyKey} ${delivery}`);
          return submitted();
        },
      }),
    );
    const runId = await bench.create({ text: "some words" });
    await bench.kernel.dispatch("run.claimPending", {});
    const [split] = await bench.kernel.dispatch("job.begin", { limit: 1 });
    if (split !== undefined) await bench.kernel.dispatch("job.execute", { job: split });
    const lost = await bench.kernel.dispatch("job.begin", { limit: 10, leaseMs: 1 });
    // The first process dies once the provider has the work.
    for (const job of lost) {
      const stopped = new AbortController();
      const outcome = bench.kernel.dispatch("job.execute", { job, signal: stopped.signal });
      stopped.abort();
      await outcome;
    }

    let released = 0;
    const reaped = async () => {
      released += (await bench.kernel.dispatch("lease.reapStale", {})).released;
      return released;
    };
    await expect.poll(reaped, { interval: 2 }).toBe(lost.length);
    await bench.drain();
    await bench.kernel.dispatch("stage.pollSuspended", {});
    await bench.drain();

    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    expect(lost).toHaveLength(2);
    expect(keys).toEqual([`${runId}:grade:0 1`, `${runId}:grade:0 2`]);
  });
});
