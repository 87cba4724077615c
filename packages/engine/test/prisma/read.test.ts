import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store.js";
import { nextInstant } from "../../src/testing/index.js";
import { FRESH, type Kind, type TestDatabase } from "./databases.js";

const RUNS = 25;
const newest = { direction: "after", limit: 10 } as const;

describe.each(Object.keys(FRESH) as Kind[])("%s", (kind) => {
  let database: TestDatabase;
  let store: Store;
  let stageRecordId: string;

  beforeAll(async () => {
    database = await FRESH[kind]();
    store = await openStore(database.url);
    const { persistence } = store;
    for (let index = 0; index < RUNS; index++) {
      await persistence.createRun({
        id: `run-${String(index).padStart(2, "0")}`,
        workflowId: index % 2 === 0 ? "even" : "odd",
        workflowName: index === 3 ? "100% Größe_" : "Plain",
        workflowType: "t",
        input: { index, text: "x".repeat(1_000) },
      });
    }
    for (const [stageId, executionGroup, stageNumber] of [
      ["fetch", 1, 1],
      ["left", 2, 2],
      ["right", 2, 3],
    ] as const) {
      const stage = await persistence.createStage({
        workflowRunId: "run-00",
        stageId,
        stageName: stageId,
        executionGroup,
        stageNumber,
      });
      if (stageId === "right") stageRecordId = stage.id;
    }
    await persistence.updateStage(stageRecordId, { status: "FAILED", progress: 0.5, cost: 0.25 });
    await persistence.supersedeStages("run-00", 2);
    await persistence.createStage({
      workflowRunId: "run-00",
      stageId: "left",
      stageName: "left",
      executionGroup: 2,
      stageNumber: 2,
      attempt: 1,
    });
    await persistence.saveOutputOf(stageRecordId, { value: 1 });
    await persistence.createLogs(
      Array.from({ length: 30 }, (_, index) => ({
        workflowRunId: "run-00",
        workflowStageId: stageRecordId,
        level: index % 2 === 0 ? ("INFO" as const) : ("ERROR" as const),
        message: `Line ${index} 50%`,
        metadata: { index },
      })),
    );
    await persistence.appendAnnotations([
      {
        workflowRunId: "run-00",
        workflowStageRecordId: stageRecordId,
        scope: "stage",
        key: "review.grade",
        value: "y".repeat(1_000),
        payload: { why: 1 },
        actor: { kind: "agent", id: "a1", version: "2" },
        emitEvent: true,
      },
      { workflowRunId: "run-00", scope: "run", key: "review.note", value: 1, emitEvent: true },
    ]);
    await store.aiCalls.write([
      {
        topic: "a",
        callType: "text",
        modelKey: "m",
        modelId: "model",
        prompt: "What?",
        response: "That.",
        inputTokens: 3_000_000_000,
        outputTokens: 2,
        cost: 0.1,
        workflowRunId: "run-00",
        stageId: "right",
        attempt: 0,
        priced: false,
        status: "FAILED",
        error: "no",
      },
    ]);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  test("pages through runs there and back", async () => {
    const { list } = store.read.runs;

    const first = await list(newest);
    const second = await list({ ...newest, cursor: first.next ?? undefined });
    const third = await list({ ...newest, cursor: second.next ?? undefined });
    const back = await list({ ...newest, cursor: third.previous ?? undefined, direction: "before" });

    expect(first.previous).toBeNull();
    expect(first.rows[0]?.id).toBe("run-24");
    expect([first, second, third].flatMap(({ rows }) => rows.map((row) => row.id))).toHaveLength(RUNS);
    expect(third.next).toBeNull();
    expect(back.rows.map((row) => row.id)).toEqual(second.rows.map((row) => row.id));
    const tail = await list({ ...newest, direction: "before" });
    expect(tail.rows.at(-1)?.id).toBe("run-00");
    expect(tail.next).toBeNull();
  });

  test("filters runs", async () => {
    const idsOf = async (filter: object) =>
      (await store.read.runs.list({ ...newest, limit: 200, ...filter })).rows.map((row) => row.id);

    expect(await idsOf({ workflowId: ["odd"] })).toHaveLength(12);
    expect(await idsOf({ status: ["RUNNING"] })).toEqual([]);
    expect(await idsOf({ text: "RUN-0" })).toHaveLength(10);
    expect(await idsOf({ text: "un-0" })).toEqual([]);
    expect(await idsOf({ text: "0% grö" })).toEqual(["run-03"]);
    expect(await idsOf({ text: "_" })).toEqual(["run-03"]);
    expect(await idsOf({ text: "\0" })).toEqual([]);
    expect(await idsOf({ from: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await idsOf({ to: new Date(Date.now() + 60_000) })).toHaveLength(RUNS);
  });

  test("counts runs by status and newer than a place", async () => {
    const counts = await store.read.runs.countByStatus({
      ...newest,
      workflowId: ["even"],
      status: ["FAILED"],
    });
    const page = await store.read.runs.list(newest);

    expect(counts).toMatchObject({ PENDING: 13, FAILED: 0 });
    expect(await store.read.runs.countNewerThan({ ...newest, cursor: page.next ?? undefined })).toBe(9);
    expect(await store.read.runs.countNewerThan(newest)).toBe(0);
  });

  test("draws the strip of current stages", async () => {
    const [run] = await store.read.runs.byIds(["run-00", "nobody", "\0"]);

    expect(run?.strip).toEqual([
      { group: 1, stages: [{ stageId: "fetch", status: "PENDING" }] },
      { group: 2, stages: [{ stageId: "left", status: "PENDING" }] },
    ]);
  });

  test("shows a run with counts and sizes", async () => {
    const view = await store.read.runs.get("run-00");

    expect(view).toMatchObject({
      inputChars: JSON.stringify({ index: 0, text: "x".repeat(1_000) }).length,
      outputChars: null,
      definition: null,
      counts: { annotations: 2, aiCalls: 1, logs: 30, artifacts: 1, events: 2 },
    });
    expect(await store.read.runs.get("nobody")).toBeNull();
  });

  test("shows every attempt of the stages", async () => {
    const stages = await store.read.stages.listByRun("run-00");

    expect(stages.map((stage) => [stage.stageId, stage.attempt, stage.isCurrent])).toEqual([
      ["fetch", 0, true],
      ["left", 0, false],
      ["left", 1, true],
      ["right", 0, false],
    ]);
    expect(await store.read.stages.get(stageRecordId)).toMatchObject({
      status: "FAILED",
      progress: 0.5,
      cost: 0.25,
      outputKey: "t/run-00/right/0/output.json",
    });
  });

  test("lists logs, annotations, AI calls, artifacts and events without their payloads", async () => {
    const { read } = store;
    const tail = await read.logs.list({ runId: "run-00", direction: "before", limit: 5 });
    const errors = await read.logs.list({ runId: "run-00", level: ["ERROR"], text: "LINE 1", ...newest });
    const annotations = await read.annotations.list({ ...newest, keyPrefix: "review.", actorKind: "agent" });
    const calls = await read.aiCalls.list({ ...newest, runId: "run-00", status: ["FAILED"] });

    expect(tail.rows.map((row) => row.message)).toEqual([25, 26, 27, 28, 29].map((n) => `Line ${n} 50%`));
    expect(tail.rows[0]?.metadataPreview).toBe('{"index":25}');
    expect(errors.rows).toHaveLength(6);
    expect(annotations.rows).toMatchObject([
      { stageId: "right", valueIsCut: true, hasPayload: true, actorVersion: "2" },
    ]);
    expect(annotations.rows[0]?.valuePreview).toHaveLength(500);
    expect(calls.rows).toMatchObject([{ inputTokens: 3_000_000_000, priced: false, cost: 0.1, error: "no" }]);
    expect(await read.aiCalls.totals({ ...newest, runId: "run-00" })).toEqual({
      calls: 1,
      unpricedCalls: 1,
      inputTokens: 3_000_000_000,
      outputTokens: 2,
      cachedInputTokens: 0,
      cost: 0.1,
    });
    expect(await read.artifacts.listByRun("run-00")).toMatchObject([
      { key: "t/run-00/right/0/output.json", stageId: "right", attempt: 0 },
    ]);
    const events = await read.events.list({ runId: "run-00", afterSequence: 1, limit: 10 });
    expect(events).toMatchObject([{ sequence: 2, eventType: "annotation:created", state: "pending" }]);
  });

  test("cuts payloads in the database", async () => {
    const payload = await store.read.payloads.get({ kind: "runInput", id: "run-00", maxChars: 9 });

    expect(payload).toMatchObject({ text: '{"index":', isCut: true });
    expect(await store.read.payloads.get({ kind: "runOutput", id: "run-00", maxChars: 9 })).toBeNull();
  });

  test("knows workflows and workers", async () => {
    const definition = {
      workflowId: "even",
      contentHash: "h1",
      name: "Even",
      description: null,
      groups: [],
      inputSchema: { type: "object" },
      configSchema: null,
    };
    await store.persistence.saveDefinition(definition, "worker-1");
    await store.persistence.saveDefinition({ ...definition, contentHash: "h2" }, "worker-1");
    await nextInstant(store);
    await store.persistence.saveDefinition(definition, "worker-2");
    const announcement = {
      id: "worker-1",
      host: "h",
      pid: 1,
      version: "1",
      slots: 4,
      busy: 1,
      workflowIds: ["even"],
      heartbeatMs: 5_000,
    };
    await store.persistence.heartbeatWorker(announcement);
    await store.persistence.stopWorker("worker-1");

    expect(await store.read.workflows.list()).toEqual([definition]);
    expect(await store.persistence.getDefinition("even", "h2")).toMatchObject({ contentHash: "h2" });
    expect((await store.read.runs.get("run-00"))?.definition).toEqual(definition);
    expect(await store.read.workers.list()).toMatchObject([
      { id: "worker-1", workflowIds: ["even"], busy: 0, stoppedAt: expect.any(Date) },
    ]);
  });
});
