import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CreateAICallInput,
  openDatabase,
  openStore,
  PrismaAICallLogger,
  type Store,
} from "../../src/store.js";
import { FRESH, freshPostgresql, type Kind, onServer, type TestDatabase } from "./databases.js";

const call = (overrides: Partial<CreateAICallInput> = {}): CreateAICallInput => ({
  topic: "a.b",
  callType: "text",
  modelKey: "m",
  modelId: "model-1",
  prompt: "p",
  response: "r",
  inputTokens: 10,
  outputTokens: 5,
  cost: 0.1,
  ...overrides,
});

const everyCall = { direction: "after", limit: 200 } as const;

describe.each(Object.keys(FRESH) as Kind[])("%s", (kind) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await FRESH[kind]();
    store = await openStore(database.url);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  test("adds up whole segments of the topic, literally", async () => {
    for (const topic of ["t.b", "t.b.c", "t.bc", "t.b%", "t_b", "T.b"])
      store.aiCalls.logCall(call({ topic }));

    const callsUnder = async (prefix: string) => (await store.aiCalls.getStats(prefix)).totalCalls;
    expect(await callsUnder("t.b")).toBe(2);
    expect(await callsUnder("t")).toBe(4);
    expect(await callsUnder("t.b.c")).toBe(1);
    expect(await callsUnder("t.b%")).toBe(1);
    expect(await callsUnder("t.")).toBe(0);
    expect(await callsUnder("t.%")).toBe(0);
    expect(await callsUnder("")).toBe(6);
  });

  test("a tenth of a dollar ten thousand times is a thousand dollars", async () => {
    for (let round = 0; round < 20; round++) {
      await store.aiCalls.write(
        Array.from({ length: 500 }, () => call({ topic: "tenths", inputTokens: 3_000_000_000 })),
      );
    }

    expect(await store.aiCalls.getStats("tenths")).toMatchObject({
      totalCalls: 10_000,
      totalCost: 1_000,
      totalInputTokens: 30_000_000_000_000,
    });
    expect(await store.read.aiCalls.totals({ ...everyCall, modelId: "model-1" })).toMatchObject({
      calls: expect.any(Number),
    });
  });

  test("sums per model, also for models with strange names", async () => {
    await store.aiCalls.write([
      call({ topic: "models", modelKey: "__proto__", cost: 0.2 }),
      call({ topic: "models", modelKey: "constructor", cost: 0.1 }),
      call({ topic: "models", modelKey: "constructor", cost: 0.2 }),
    ]);

    const { perModel, totalCost } = await store.aiCalls.getStats("models");

    expect(Object.keys(perModel).sort()).toEqual(["__proto__", "constructor"]);
    expect(perModel.constructor).toEqual({ calls: 2, inputTokens: 20, outputTokens: 10, cost: 0.3 });
    expect(totalCost).toBe(0.5);
  });

  test("stores whatever a model says, and never throws", async () => {
    const hostile = { self: null as unknown };
    hostile.self = hostile;
    const before = store.aiCalls.droppedCalls;

    store.aiCalls.logCall(call({ topic: "hostile", prompt: "a\0\ud800", metadata: hostile }));
    store.aiCalls.logCall(
      call({ topic: "hostile", cost: Number.NaN, inputTokens: Number.POSITIVE_INFINITY }),
    );
    store.aiCalls.logCall(call({ topic: "hostile", inputTokens: 1.5, latencyMs: -1, attempt: 1e12 }));
    store.aiCalls.logCall(
      call({ topic: "hostile", prompt: undefined as never, response: { a: 1 } as never }),
    );
    store.aiCalls.logCall(
      call({ topic: "hostile", modelKey: "x".repeat(10_000), createdAt: new Date(Number.NaN) }),
    );
    store.aiCalls.logCall(null as never);

    expect((await store.aiCalls.getStats("hostile")).totalCalls).toBe(5);
    expect(store.aiCalls.droppedCalls).toBe(before + 1);
  });

  test("dates a call when it was logged, not when it was written", async () => {
    const logger = new PrismaAICallLogger(await openDatabase(database.url), { flushAfterMs: 60_000 });
    const logged = (await store.now()).getTime();
    logger.logCall(call({ topic: "dated", workflowRunId: "dated" }));
    let written = logged;
    while (written - logged < 200) written = (await store.now()).getTime();

    await logger.flush();

    const { rows } = await store.read.aiCalls.list({ ...everyCall, runId: "dated" });
    const dated = rows[0]?.createdAt.getTime() ?? 0;
    expect(dated - logged).toBeGreaterThanOrEqual(-2);
    expect(dated - logged).toBeLessThan(100);
  });

  test("keeps calls in the order they were logged", async () => {
    for (let index = 0; index < 60; index++)
      store.aiCalls.logCall(call({ topic: `order.${index}`, workflowRunId: "order" }));
    await store.aiCalls.flush();

    const { rows } = await store.read.aiCalls.list({ ...everyCall, runId: "order" });

    expect(rows.map((row) => row.topic)).toEqual(rows.map((_, index) => `order.${index}`));
    expect(rows).toHaveLength(60);
  });

  test("a full buffer drops what does not fit, counts it and says so", async () => {
    const reports: number[] = [];
    const logger = new PrismaAICallLogger(await openDatabase(database.url), {
      bufferSize: 3,
      flushAfterMs: 60_000,
      onDrop: ({ total }) => reports.push(total),
    });

    for (let index = 0; index < 5; index++) logger.logCall(call({ topic: "full" }));
    await logger.flush();

    expect(logger.droppedCalls).toBe(2);
    expect(reports).toEqual([1, 2]);
    expect((await store.aiCalls.getStats("full")).totalCalls).toBe(3);
  });
});

test("calls logged while the database is away are written when it is back", async () => {
  const database = await freshPostgresql();
  const reports: unknown[] = [];
  const store = await openStore(database.url, { aiCalls: { onDrop: (drop) => reports.push(drop) } });
  const name = new URL(database.url).pathname.slice(1);
  try {
    await onServer(`alter database ${name} with allow_connections false`);
    await onServer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    for (let index = 0; index < 10; index++) store.aiCalls.logCall(call({ topic: "away" }));
    const flushing = store.aiCalls.flush();
    await onServer(`alter database ${name} with allow_connections true`);

    await flushing;

    expect((await store.aiCalls.getStats("away")).totalCalls).toBe(10);
    expect(reports).toEqual([]);
  } finally {
    await store.close();
    await database.drop();
  }
});

test("a database that accepts no connections for now is away, and loses no call", async () => {
  const database = await freshPostgresql();
  const name = new URL(database.url).pathname.slice(1);
  const reports: unknown[] = [];
  const store = await openStore(database.url, { aiCalls: { onDrop: (drop) => reports.push(drop) } });
  try {
    await onServer(`alter database ${name} with allow_connections false`);
    await onServer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    for (let index = 0; index < 10; index++) store.aiCalls.logCall(call({ topic: "closed" }));
    const flushing = store.aiCalls.flush();
    // The first may meet a connection that was ended, those after it are refused.
    for (let question = 0; question < 5; question++) {
      await expect(store.persistence.getRun("none")).rejects.toMatchObject({ code: "DATABASE_UNREACHABLE" });
    }
    await onServer(`alter database ${name} with allow_connections true`);
    await flushing;

    expect(reports).toEqual([]);
    expect((await store.aiCalls.getStats("closed")).totalCalls).toBe(10);
  } finally {
    await store.close();
    await database.drop();
  }
});

test("flush gives up on a database that stays away, and says what was lost", async () => {
  const database = await freshPostgresql();
  const reports: { calls: number }[] = [];
  const store = await openStore(database.url, {
    aiCalls: { giveUpAfterMs: 200, onDrop: (drop) => reports.push(drop) },
  });
  await database.drop();

  for (let index = 0; index < 10; index++) store.aiCalls.logCall(call());
  await store.aiCalls.flush();

  expect(store.aiCalls.droppedCalls).toBe(10);
  expect(reports.map(({ calls }) => calls)).toEqual([10]);
  await store.close();
});
