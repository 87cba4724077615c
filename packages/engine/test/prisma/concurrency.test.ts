import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store.js";
import { FRESH, type Kind, type TestDatabase } from "./databases.js";

/** STAGELINE_TEST_JOBS=100000 is the full size. */
const JOBS = Number(process.env.STAGELINE_TEST_JOBS ?? 4_000);
const CLAIMERS = 64;

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe.each(Object.keys(FRESH) as Kind[])("%s", (kind) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await FRESH[kind]();
    store = await openStore(database.url, { poolSize: 20 });
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  test(`gives each of ${JOBS} jobs to exactly one of ${CLAIMERS} claimers, and starves none`, async () => {
    for (let start = 0; start < JOBS; start += 1_000) {
      await store.jobs.enqueueParallel(
        times(Math.min(1_000, JOBS - start), (index) => ({
          workflowRunId: `run-${start + index}`,
          workflowId: "w",
          stageId: "s",
          priority: index % 10,
        })),
      );
    }

    const claimed = await Promise.all(
      times(CLAIMERS, async (claimer) => {
        const mine: string[] = [];
        for (;;) {
          const jobs = await store.jobs.claim({ workerId: `worker-${claimer}`, limit: 10, leaseMs: 600_000 });
          if (jobs.length === 0) return mine;
          for (const job of jobs) mine.push(job.workflowRunId);
        }
      }),
    );

    const all = claimed.flat();
    expect(all).toHaveLength(JOBS);
    expect(new Set(all).size).toBe(JOBS);
  }, 600_000);

  test("numbers 100 concurrent appends to one run 1 to 100", async () => {
    await Promise.all(
      times(100, (index) =>
        store.persistence.appendOutboxEvents([
          {
            workflowRunId: "one",
            eventType: "counted",
            payload: index,
            causationId: "c",
            occurredAt: new Date(),
          },
        ]),
      ),
    );

    const events = await store.persistence.getUnpublishedOutboxEvents(1_000);

    expect(events.map((event) => event.sequence)).toEqual(times(100, (index) => index + 1));
  });

  test("appends to many runs at once in any order without a deadlock", async () => {
    const runs = times(10, (index) => `many-${index}`);

    await Promise.all(
      times(100, (round) =>
        store.persistence.appendOutboxEvents(
          (round % 2 === 0 ? runs : [...runs].reverse()).map((workflowRunId) => ({
            workflowRunId,
            eventType: "counted",
            payload: round,
            causationId: "c",
            occurredAt: new Date(),
          })),
        ),
      ),
    );

    const events = await store.read.events.list({ runId: "many-3", afterSequence: 0, limit: 1_000 });
    expect(events.map((event) => event.sequence)).toEqual(times(100, (index) => index + 1));
  });

  test("claims one pending run for exactly one of many callers", async () => {
    const run = await store.persistence.createRun({
      workflowId: "w",
      workflowName: "W",
      workflowType: "t",
      input: null,
    });

    const claims = await Promise.all(times(32, () => store.persistence.claimPendingRun(run.id)));

    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test("records a batch of AI calls once however many callers race", async () => {
    const call = {
      topic: "race",
      callType: "text",
      modelKey: "m",
      modelId: "m",
      prompt: "",
      response: "",
      inputTokens: 1,
      outputTokens: 1,
      cost: 0.1,
    };

    await Promise.all(
      times(16, () =>
        store.aiCalls.logBatchResults(
          "batch",
          times(3, () => call),
        ),
      ),
    );

    expect(await store.aiCalls.getStats("race")).toMatchObject({ totalCalls: 3, totalCost: 0.3 });
  });

  test("adds costs from many writers exactly", async () => {
    const run = await store.persistence.createRun({
      workflowId: "w",
      workflowName: "W",
      workflowType: "t",
      input: null,
    });
    const stage = await store.persistence.createStage({
      workflowRunId: run.id,
      stageId: "s",
      stageName: "S",
      stageNumber: 1,
      executionGroup: 1,
    });

    const large = { workflowRunId: run.id, stageRecordId: stage.id, costUsd: 1_000, tokens: 0 };
    await store.persistence.addUsage([large]);
    await store.persistence.addUsage(times(500, () => ({ ...large, costUsd: 0.1, tokens: 1 })));
    await Promise.all(
      times(200, () =>
        store.persistence.addUsage([
          { workflowRunId: run.id, stageRecordId: stage.id, costUsd: 0.1, tokens: 1 },
        ]),
      ),
    );

    expect(await store.persistence.getRun(run.id)).toMatchObject({ totalCost: 1_070, totalTokens: 700 });
  });
});
