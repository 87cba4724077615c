import { createClient } from "@libsql/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate, openStore, type Store } from "../../src/store.js";
import { FRESH, freshPostgresql, freshSqlite, type Kind, type TestDatabase, urlOf } from "./databases.js";

const newRun = { workflowId: "w", workflowName: "W", workflowType: "t", input: null };

describe("an address that cannot be used", () => {
  test.each(["mysql://localhost/x", "not an address", "file:", "file::memory:", "memory:"])(
    "%s is refused with what can be given",
    async (url) => {
      await expect(openStore(url)).rejects.toMatchObject({
        code: "DATABASE_URL_UNSUPPORTED",
        message: expect.stringContaining("postgresql://"),
      });
    },
  );

  test("names host and port, never the password, when nobody answers", async () => {
    const opening = openStore("postgresql://somebody:geheim@127.0.0.1:1/nowhere");

    await expect(opening).rejects.toMatchObject({
      code: "DATABASE_UNREACHABLE",
      message: expect.stringContaining("127.0.0.1:1"),
    });
    const error: Error = await opening.then(
      () => new Error("opened"),
      (thrown) => thrown,
    );
    expect(error.message).not.toContain("geheim");
  });

  test("says that a file cannot be opened", async () => {
    await expect(openStore("file:/no/such/folder/store.db")).rejects.toMatchObject({
      code: "DATABASE_UNREACHABLE",
      message: expect.stringContaining("/no/such/folder/store.db"),
    });
  });

  test("says that the database does not exist", async () => {
    await expect(openStore(urlOf("stageline_no_such_database"))).rejects.toMatchObject({
      code: "DATABASE_NOT_FOUND",
    });
  });

  test("says that the tables are missing", async () => {
    const database = await freshPostgresql({ migrated: false });
    try {
      await expect(openStore(database.url)).rejects.toMatchObject({ code: "DATABASE_NOT_MIGRATED" });
      await migrate(database.url);
      const store = await openStore(database.url);
      expect(store.kind).toBe("postgresql");
      await store.close();
    } finally {
      await database.drop();
    }
  });
});

describe.each(Object.keys(FRESH) as Kind[])("%s", (kind) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await FRESH[kind]();
    store = await openStore(database.url, { workerId: "me" });
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  test("commits persistence, jobs and AI calls together", async () => {
    await store.transaction(async ({ persistence, jobs, aiCalls }) => {
      await persistence.createRun({ ...newRun, id: "together" });
      await jobs.enqueue({ workflowRunId: "together", workflowId: "w", stageId: "s" });
      await aiCalls.write([aiCall("together")]);
      aiCalls.logCall(aiCall("together"));
    });

    expect(await store.persistence.getRunStatus("together")).toBe("PENDING");
    expect(await store.jobs.listJobs({ workflowRunId: "together" })).toHaveLength(1);
    expect(await store.aiCalls.getStats("together")).toMatchObject({ totalCalls: 2 });
  });

  test("rolls persistence, jobs and AI calls back together", async () => {
    const failing = store.transaction(async ({ persistence, jobs, aiCalls }) => {
      await persistence.createRun({ ...newRun, id: "undone" });
      await jobs.enqueue({ workflowRunId: "undone", workflowId: "w", stageId: "s" });
      await aiCalls.write([aiCall("undone")]);
      await aiCalls.logBatchResults("undone", [aiCall("undone")]);
      aiCalls.logCall(aiCall("undone"));
      throw new RangeError("changed my mind");
    });

    await expect(failing).rejects.toThrow(RangeError);
    expect(await store.persistence.getRun("undone")).toBeNull();
    expect(await store.jobs.listJobs({ workflowRunId: "undone" })).toEqual([]);
    expect(await store.aiCalls.getStats("undone")).toMatchObject({ totalCalls: 0 });
    expect(await store.aiCalls.isRecorded("undone")).toBe(false);
  });

  test("what a transaction wrote is seen inside it and not outside before it commits", async () => {
    await store.persistence.withTransaction(async (tx) => {
      await tx.createRun({ ...newRun, id: "inside" });
      expect(await tx.getRunStatus("inside")).toBe("PENDING");
      expect(await store.persistence.getRunStatus("inside")).toBeNull();
    });

    expect(await store.persistence.getRunStatus("inside")).toBe("PENDING");
  });

  test("a nested transaction is part of the outer one", async () => {
    const failing = store.persistence.withTransaction(async (outer) => {
      await outer.withTransaction((inner) => inner.createRun({ ...newRun, id: "nested" }));
      throw new Error("outer failed");
    });

    await expect(failing).rejects.toThrow("outer failed");
    expect(await store.persistence.getRun("nested")).toBeNull();
  });

  test("a write through the outer store inside a transaction is part of it, and waits for nobody", async () => {
    const failing = store.persistence.withTransaction(async () => {
      await store.persistence.createRun({ ...newRun, id: "outer" });
      await store.persistence.withTransaction((tx) => tx.createRun({ ...newRun, id: "outer 2" }));
      throw new Error("not after all");
    });

    await expect(failing).rejects.toThrow("not after all");
    expect(await store.persistence.getRun("outer")).toBeNull();
    expect(await store.persistence.getRun("outer 2")).toBeNull();
  });

  test("a transaction that is over refuses to be used", async () => {
    const escaped = await store.persistence.withTransaction(async (tx) => tx);

    await expect(escaped.createRun(newRun)).rejects.toMatchObject({ code: "TRANSACTION_OVER" });
  });

  test("an expected refusal inside a transaction does not spoil it", async () => {
    await store.persistence.createRun({ ...newRun, id: "taken" });

    await store.transaction(async ({ persistence, jobs }) => {
      await expect(persistence.createRun({ ...newRun, id: "taken" })).rejects.toMatchObject({
        code: "ALREADY_EXISTS",
      });
      await expect(
        persistence.createLog({ workflowRunId: "?", level: "INFO", message: "" }),
      ).rejects.toMatchObject({ code: "NOT_FOUND" });
      await jobs.enqueue({ workflowRunId: "taken", workflowId: "w", stageId: "s" });
      await expect(
        jobs.enqueue({ workflowRunId: "taken", workflowId: "w", stageId: "s" }),
      ).rejects.toMatchObject({ code: "DUPLICATE_JOB" });
      await persistence.createRun({ ...newRun, id: "after refusals" });
    });

    expect(await store.persistence.getRunStatus("after refusals")).toBe("PENDING");
  });

  test("a replaced attempt is not made again, and a transaction in which that failed does not half commit", async () => {
    const run = await store.persistence.createRun(newRun);
    const stage = { workflowRunId: run.id, stageId: "s", stageName: "S", stageNumber: 1, executionGroup: 1 };
    await store.persistence.createStage(stage);
    await store.persistence.supersedeStages(run.id, 1);

    const outcome = await store
      .transaction(async ({ persistence }) => {
        await persistence.updateRun(run.id, { output: "written" });
        const upserting = persistence.upsertStage({ ...stage, create: stage, update: {} });
        await expect(upserting).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
      })
      .then(
        () => "committed",
        () => "rolled back",
      );

    const output = (await store.persistence.getRun(run.id))?.output;
    expect([outcome, output]).toEqual(
      outcome === "committed" ? ["committed", "written"] : ["rolled back", null],
    );
  });

  test("ids as long as is allowed fit an index entry together, longer ones are refused", async () => {
    const letters = (count: number) =>
      Array.from({ length: count }, () =>
        String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000)),
      ).join("");
    const run = { ...newRun, id: letters(266) };
    await store.persistence.createRun(run);
    const save = (key: string) =>
      store.persistence.saveArtifact({ workflowRunId: run.id, key, type: "ARTIFACT", data: 1, size: 1 });
    const longest = letters(266);

    await save(longest);

    expect(await store.persistence.hasArtifact(run.id, longest)).toBe(true);
    await expect(save(letters(267))).rejects.toMatchObject({ code: "UNSTORABLE_VALUE" });
  });

  test("many transactions at once all commit", async () => {
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        store.transaction(async ({ persistence }) => {
          await persistence.createRun({ ...newRun, id: `many-${index}` });
          await persistence.updateRun(`many-${index}`, { output: index });
        }),
      ),
    );

    const runs = await Promise.all(
      Array.from({ length: 50 }, (_, index) => store.persistence.getRun(`many-${index}`)),
    );
    expect(runs.map((run) => run?.output)).toEqual(runs.map((_, index) => index));
  });

  test("keeps 10 MB documents and hostile text as they were", async () => {
    const hostile = {
      nul: "a\0b",
      lone: "\ud800",
      quote: "'\"\\{},",
      emoji: "🏁",
      big: "x".repeat(10_000_000),
    };
    const run = await store.persistence.createRun({ ...newRun, input: hostile, metadata: { hostile } });
    const id = await store.jobs.enqueue({
      workflowRunId: run.id,
      workflowId: "w",
      stageId: "s",
      payload: { hostile },
    });
    await store.persistence.appendAnnotations([
      { workflowRunId: run.id, scope: "run", key: "k", value: hostile, payload: hostile },
    ]);

    expect((await store.persistence.getRun(run.id))?.input).toEqual(hostile);
    expect((await store.jobs.getJob(id))?.payload).toEqual({ hostile });
    expect((await store.persistence.listAnnotations(run.id))[0]?.value).toEqual(hostile);
    expect(await store.read.payloads.get({ kind: "runInput", id: run.id, maxChars: 10 })).toMatchObject({
      text: '{"nul":"a\\',
      isCut: true,
    });
  });

  test("closing twice is closing once", async () => {
    const other = await openStore(database.url);

    await Promise.all([other.close(), other.close()]);
    await other.close();
  });

  test("stores what was logged before it closes", async () => {
    const other = await openStore(database.url, { aiCalls: { flushAfterMs: 60_000 } });
    other.aiCalls.logCall(aiCall("closing"));

    await other.close();

    expect(await store.aiCalls.getStats("closing")).toMatchObject({ totalCalls: 1 });
  });
});

test("a claim on PostgreSQL passes over jobs that another is claiming, and waits for nobody", async () => {
  const database = await freshPostgresql();
  const [one, other] = [await openStore(database.url), await openStore(database.url)];
  try {
    const ids = await one.jobs.enqueueParallel(
      ["a", "b"].map((stageId) => ({ workflowRunId: "r", workflowId: "w", stageId })),
    );

    await one.transaction(async ({ jobs }) => {
      expect((await jobs.dequeue())?.jobId).toBe(ids[0]);
      expect((await other.jobs.dequeue())?.jobId).toBe(ids[1]);
      expect(await other.jobs.dequeue()).toBeNull();
    });
  } finally {
    await Promise.all([one.close(), other.close()]);
    await database.drop();
  }
});

test("a write to SQLite waits while another process holds the file, and leaves the connection able to commit", async () => {
  const database = await freshSqlite();
  const store = await openStore(database.url);
  const holder = createClient({ url: database.url });
  try {
    await holder.execute("begin immediate");
    let isWritten = false;
    const writing = store.persistence.createRun(newRun).then(() => {
      isWritten = true;
    });
    for (let look = 0; look < 200; look++) await store.now();
    expect(isWritten).toBe(false);
    await holder.execute("commit");
    await writing;

    await store.transaction(({ persistence }) => persistence.createRun(newRun));

    expect(await store.persistence.getRunsByStatus("PENDING")).toHaveLength(2);
  } finally {
    holder.close();
    await store.close();
    await database.drop();
  }
});

const aiCall = (topic: string) => ({
  topic,
  callType: "text",
  modelKey: "m",
  modelId: "m",
  prompt: "p",
  response: "r",
  inputTokens: 1,
  outputTokens: 2,
  cost: 0.25,
});
