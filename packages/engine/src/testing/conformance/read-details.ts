/** The read side of one run: stages with their history, annotations, AI calls, logs, artifacts, events, payloads. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { CreateAnnotationInput } from "../../ports/workflow-persistence.js";
import type { PayloadRequest } from "../../read/filters.js";
import {
  aiCallFilter,
  annotationFilter,
  eventFilter,
  logViewFilter,
  payloadRequest,
} from "../../read/filters.js";
import { PREVIEW_CHARS } from "../../read/views.js";
import { aiCallInput, createRun, createStage, eventInput, times } from "../factories.js";
import { nextInstant } from "../store-clock.js";
import { walk } from "./pages.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);
const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id);

const annotations = (store: Store, filter: object = {}) =>
  store.read.annotations.list(annotationFilter.parse(filter));
const aiCalls = (store: Store, filter: object = {}) => store.read.aiCalls.list(aiCallFilter.parse(filter));
const totals = (store: Store, filter: object = {}) => store.read.aiCalls.totals(aiCallFilter.parse(filter));
const logs = (store: Store, runId: string, filter: object = {}) =>
  store.read.logs.list(logViewFilter.parse({ ...filter, runId }));
const events = (store: Store, runId: string, filter: object = {}) =>
  store.read.events.list(eventFilter.parse({ ...filter, runId }));
const payload = (store: Store, kind: PayloadRequest["kind"], id: string, maxChars?: number) =>
  store.read.payloads.get(payloadRequest.parse({ kind, id, maxChars }));

const annotation = (
  workflowRunId: string,
  overrides: Partial<CreateAnnotationInput> = {},
): CreateAnnotationInput => ({
  workflowRunId,
  scope: "run",
  key: "k",
  value: 1,
  ...overrides,
});

/** A run with one stage that was rerun: attempt 0 superseded, attempt 1 current. */
async function rerun(store: Store) {
  const run = await createRun(store);
  const earlier = await createStage(store, run.id, { status: "FAILED" });
  await store.persistence.supersedeStages(run.id, 1);
  const current = await createStage(store, run.id, { attempt: 1, status: "RUNNING" });
  return { run, earlier, current };
}

export const readDetailSuite = suite("read side: inside a run", {
  "a stage shows what is stored": async (store) => {
    const run = await createRun(store);
    const queuedAt = at(1);
    const stage = await createStage(store, run.id, {
      stageName: "The first",
      status: "RUNNING",
      startedAt: at(2),
      queuedAt,
    });
    const change = {
      status: "SUSPENDED",
      suspendedAt: at(3),
      resumedAt: at(4),
      completedAt: at(5),
      duration: 3_000_000_000,
      nextPollAt: at(6),
      maxWaitUntil: at(7),
      pollCount: 8,
      deliveries: 9,
      workerId: "w1",
      progress: 0.25,
      progressText: "a quarter",
      cost: 0.125,
      tokens: 5_000_000_000,
      errorMessage: "why",
      errorCode: "E1",
    } as const;
    await store.persistence.updateStage(stage.id, { ...change, outputData: { a: 1 } });

    const view = await store.read.stages.get(stage.id);

    shows(view, change);
    shows(view, {
      id: stage.id,
      workflowRunId: run.id,
      stageId: "first",
      stageName: "The first",
      stageNumber: 1,
    });
    shows(view, {
      executionGroup: 1,
      attempt: 0,
      isCurrent: true,
      queuedAt,
      startedAt: at(2),
      createdAt: stage.createdAt,
    });
    shows(view, { outputChars: '{"a":1}'.length, outputKey: null });
    assert.deepEqual(await store.read.stages.listByRun(run.id), [view]);
  },

  "a new stage shows nothing that has not happened": async (store) => {
    const run = await createRun(store);
    const stage = await createStage(store, run.id);

    const view = await store.read.stages.get(stage.id);

    shows(view, {
      status: "PENDING",
      startedAt: null,
      completedAt: null,
      duration: null,
      queuedAt: null,
      workerId: null,
    });
    shows(view, { pollCount: 0, deliveries: 0, progress: null, progressText: null, cost: 0, tokens: 0 });
    shows(view, {
      outputChars: null,
      outputKey: null,
      errorMessage: null,
      errorCode: null,
      nextPollAt: null,
    });
  },

  "stages come by group, number, then attempt, replaced ones among them": async (store) => {
    const run = await createRun(store);
    const make = (stageId: string, executionGroup: number, stageNumber: number, attempt = 0) =>
      createStage(store, run.id, { stageId, executionGroup, stageNumber, attempt });
    await make("d", 10, 4);
    await make("c", 2, 3);
    await make("b", 2, 2);
    await make("a", 1, 1);
    await store.persistence.supersedeStages(run.id, 2);
    await make("c", 2, 3, 1);
    await make("b", 2, 2, 1);

    const views = await store.read.stages.listByRun(run.id);

    assert.deepEqual(
      views.map((stage) => [stage.stageId, stage.attempt, stage.isCurrent]),
      [
        ["a", 0, true],
        ["b", 0, false],
        ["b", 1, true],
        ["c", 0, false],
        ["c", 1, true],
        ["d", 0, false],
      ],
    );
  },

  "a superseded attempt keeps its output, error, timing and cost": async (store) => {
    const run = await createRun(store);
    const stage = await createStage(store, run.id);
    const kept = {
      status: "FAILED",
      errorMessage: "why",
      startedAt: at(1),
      completedAt: at(2),
      cost: 0.5,
    } as const;
    await store.persistence.updateStage(stage.id, { ...kept, outputData: "old" });
    await store.persistence.supersedeStages(run.id, 1);
    await createStage(store, run.id, { attempt: 1 });

    const view = await store.read.stages.get(stage.id);

    shows(view, { ...kept, isCurrent: false, attempt: 0, outputChars: '"old"'.length });
    assert.equal((await payload(store, "stageOutput", stage.id))?.text, '"old"');
    assert.equal((await store.persistence.getStage(run.id, "first"))?.attempt, 1);
  },

  "every attempt's saved output has a key of its own": async (store) => {
    const { run, earlier, current } = await rerun(store);
    await store.persistence.saveOutputOf(earlier.id, "old");
    const key = await store.persistence.saveStageOutput(run.id, "sample", "first", "new");

    const [first, second] = await store.read.stages.listByRun(run.id);

    shows(second, { id: current.id, outputKey: key });
    assert.ok(first?.outputKey && first.outputKey !== key);
  },

  "an unknown stage or run has no stages to show": async (store) => {
    assert.equal(await store.read.stages.get("unknown"), null);
    assert.deepEqual(await store.read.stages.listByRun("unknown"), []);
    assert.deepEqual(await store.read.stages.listByRun("\0"), []);
  },

  "an annotation shows its actor, scope and stage": async (store) => {
    const run = await createRun(store);
    const stage = await createStage(store, run.id);
    await store.persistence.appendAnnotations([
      annotation(run.id, {
        scope: "stage",
        scopeId: "s1",
        workflowStageRecordId: stage.id,
        attempt: 3,
        actor: { kind: "agent", id: "a1", version: "v1" },
        key: "decision",
        value: { go: true },
        payload: [1],
      }),
      annotation(run.id),
    ]);

    const [full, plain] = (await annotations(store)).rows;

    shows(full, {
      workflowRunId: run.id,
      stageRecordId: stage.id,
      stageId: "first",
      attempt: 3,
      scope: "stage",
      scopeId: "s1",
    });
    shows(full, { actorKind: "agent", actorId: "a1", actorVersion: "v1", key: "decision", hasPayload: true });
    shows(full, { valuePreview: '{"go":true}', valueIsCut: false });
    shows(plain, {
      stageRecordId: null,
      stageId: null,
      attempt: 0,
      scopeId: null,
      actorKind: null,
      actorId: null,
    });
    shows(plain, { actorVersion: null, valuePreview: "1", hasPayload: false });
  },

  "a long annotation value is cut after 500 characters": async (store) => {
    const run = await createRun(store);
    const fitting = "x".repeat(PREVIEW_CHARS - 2);
    await store.persistence.appendAnnotations([
      annotation(run.id, { value: fitting }),
      annotation(run.id, { value: `${fitting}x` }),
      annotation(run.id, { value: "🏁".repeat(1_000) }),
    ]);

    const [whole, cut, flags] = (await annotations(store)).rows;

    shows(whole, { valuePreview: JSON.stringify(fitting), valueIsCut: false });
    shows(cut, { valuePreview: `"${fitting}x`, valueIsCut: true });
    assert.equal(flags?.valuePreview, `"${"🏁".repeat(PREVIEW_CHARS - 1)}`);
  },

  "an annotation of nothing is shown as null": async (store) => {
    const run = await createRun(store);
    await store.persistence.appendAnnotations([annotation(run.id, { value: null, payload: null })]);

    shows((await annotations(store)).rows[0], { valuePreview: "null", valueIsCut: false, hasPayload: false });
  },

  "annotations are filtered by run, stage row, attempt, key, prefix, scope and actor": async (store) => {
    const { run, earlier, current } = await rerun(store);
    const other = await createRun(store);
    const given: Partial<CreateAnnotationInput>[] = [
      { key: "0", workflowStageRecordId: earlier.id },
      { key: "1", workflowStageRecordId: current.id, attempt: 1 },
      { key: "a.b" },
      { key: "a.bc", scope: "stage" },
      { key: "A.b" },
      { key: "a%b" },
      { key: "6", actor: { kind: "user" } },
      { key: "7", actor: { kind: "agent", id: "a1" } },
      { key: "8", actor: { kind: "agent", id: "a1", version: "v2" } },
    ];
    await store.persistence.appendAnnotations(given.map((overrides) => annotation(run.id, overrides)));
    await store.persistence.appendAnnotations([annotation(other.id, { key: "other" })]);
    const keys = async (filter: object) => (await annotations(store, filter)).rows.map((row) => row.key);

    assert.deepEqual(
      await keys({ runId: run.id }),
      given.map(({ key }) => key),
    );
    assert.deepEqual(await keys({ runId: other.id }), ["other"]);
    assert.equal((await keys({})).length, given.length + 1);
    assert.deepEqual(await keys({ stageRecordId: earlier.id }), ["0"]);
    assert.deepEqual(await keys({ stageRecordId: current.id }), ["1"]);
    assert.deepEqual(await keys({ attempt: 1 }), ["1"]);
    assert.deepEqual(await keys({ key: "a.b" }), ["a.b"]);
    assert.deepEqual(await keys({ keyPrefix: "a." }), ["a.b", "a.bc"]);
    assert.deepEqual(await keys({ keyPrefix: "a%" }), ["a%b"]);
    assert.deepEqual(await keys({ keyPrefix: "_" }), []);
    assert.deepEqual(await keys({ key: "a.b", keyPrefix: "z" }), ["a.b"]);
    assert.deepEqual(await keys({ scope: "stage" }), ["a.bc"]);
    assert.deepEqual(await keys({ actorKind: "agent" }), ["7", "8"]);
    assert.deepEqual(await keys({ actorId: "a1" }), ["7", "8"]);
    assert.deepEqual(await keys({ actorVersion: "v2" }), ["8"]);
    assert.deepEqual(await keys({ actorKind: "user", actorId: "a1" }), []);
    assert.deepEqual(await keys({ runId: "unknown" }), []);
    assert.deepEqual(await keys({ key: "\0" }), []);
  },

  "annotations are filtered by time: from is included, to is not": async (store) => {
    const run = await createRun(store);
    for (const key of ["a", "b", "c"]) {
      await store.persistence.appendAnnotations([annotation(run.id, { key })]);
      await nextInstant(store);
    }
    const [, b, c] = await store.persistence.listAnnotations(run.id);
    const keys = async (filter: object) => (await annotations(store, filter)).rows.map((row) => row.key);

    assert.deepEqual(await keys({ from: b?.createdAt }), ["b", "c"]);
    assert.deepEqual(await keys({ to: c?.createdAt }), ["a", "b"]);
    assert.deepEqual(await keys({ from: b?.createdAt, to: c?.createdAt }), ["b"]);
  },

  "annotations of one instant are paged without loss, both ways": async (store) => {
    const run = await createRun(store);
    await store.persistence.appendAnnotations(times(37, (n) => annotation(run.id, { key: `k${n}` })));
    const stored = await store.persistence.listAnnotations(run.id);

    for (const limit of [1, 6, 37, 50]) {
      assert.deepEqual(
        await walk(limit, (paging) => annotations(store, { ...paging, runId: run.id })),
        ids(stored),
      );
    }
  },

  "AI calls come oldest first and are filtered by run, stage, attempt, model and status": async (store) => {
    await store.aiCalls.write([
      aiCallInput({ topic: "0", workflowRunId: "r1", stageId: "a", attempt: 0, createdAt: at(5) }),
      aiCallInput({ topic: "1", workflowRunId: "r1", stageId: "a", attempt: 1, createdAt: at(4) }),
      aiCallInput({ topic: "2", workflowRunId: "r1", stageId: "b", modelId: "big", createdAt: at(3) }),
      aiCallInput({ topic: "3", workflowRunId: "r2", status: "FAILED", createdAt: at(2) }),
      aiCallInput({ topic: "4", status: "ABORTED", createdAt: at(1) }),
    ]);
    const topics = async (filter: object) => (await aiCalls(store, filter)).rows.map((row) => row.topic);

    assert.deepEqual(await topics({}), ["4", "3", "2", "1", "0"]);
    assert.deepEqual(await topics({ runId: "r1" }), ["2", "1", "0"]);
    assert.deepEqual(await topics({ stageId: "a" }), ["1", "0"]);
    assert.deepEqual(await topics({ stageId: "a", attempt: 0 }), ["0"]);
    assert.deepEqual(await topics({ modelId: "big" }), ["2"]);
    assert.deepEqual(await topics({ status: ["FAILED", "ABORTED"] }), ["4", "3"]);
    assert.deepEqual(await topics({ runId: "r2", status: ["COMPLETED"] }), []);
    assert.deepEqual(await topics({ runId: "unknown" }), []);
  },

  "AI calls of one instant are paged without loss, both ways": async (store) => {
    await store.aiCalls.write(times(31, (n) => aiCallInput({ workflowRunId: "r1", createdAt: at(n % 3) })));

    const seen = await walk(4, (paging) => aiCalls(store, { ...paging, runId: "r1" }));

    assert.equal(seen.length, 31);
    assert.deepEqual(seen, ids((await aiCalls(store, { limit: 200 })).rows));
  },

  "totals sum over everything that matches, not over a page": async (store) => {
    await store.aiCalls.write([
      ...times(30, () =>
        aiCallInput({ workflowRunId: "r1", inputTokens: 200_000_000, outputTokens: 7, cost: 0.1 }),
      ),
      aiCallInput({ workflowRunId: "r1", inputTokens: 1, outputTokens: 1, cost: 0, priced: false }),
      aiCallInput({ workflowRunId: "r2", cost: 99 }),
    ]);

    const page = { limit: 1, cursor: { createdAt: new Date(0), id: "x" }, direction: "before" };

    assert.deepEqual(await totals(store, { runId: "r1", ...page }), {
      calls: 31,
      unpricedCalls: 1,
      inputTokens: 6_000_000_001,
      cachedInputTokens: 0,
      outputTokens: 211,
      cost: 3,
    });
    assert.deepEqual(await totals(store, { runId: "r2", status: ["COMPLETED"] }), {
      calls: 1,
      unpricedCalls: 0,
      inputTokens: 10,
      cachedInputTokens: 0,
      outputTokens: 5,
      cost: 99,
    });
  },

  "totals of no calls are zero": async (store) => {
    const none = {
      calls: 0,
      unpricedCalls: 0,
      inputTokens: 0,
      cachedInputTokens: 0,
      outputTokens: 0,
      cost: 0,
    };

    assert.deepEqual(await totals(store), none);
    assert.deepEqual(await totals(store, { runId: "\0" }), none);
  },

  "a log shows level, message, stage and the start of its metadata": async (store) => {
    const run = await createRun(store);
    const stage = await createStage(store, run.id);
    await store.persistence.createLogs([
      {
        workflowRunId: run.id,
        level: "WARN",
        message: "careful",
        workflowStageId: stage.id,
        metadata: { a: 1 },
        createdAt: at(1),
      },
      { workflowRunId: run.id, level: "INFO", message: "", metadata: "x".repeat(2_000), createdAt: at(2) },
      { workflowRunId: run.id, level: "DEBUG", message: "plain", createdAt: at(3) },
    ]);

    const [first, second, third] = (await logs(store, run.id)).rows;

    shows(first, {
      level: "WARN",
      message: "careful",
      stageRecordId: stage.id,
      createdAt: at(1),
      metadataPreview: '{"a":1}',
    });
    shows(second, { message: "", stageRecordId: null, metadataPreview: `"${"x".repeat(PREVIEW_CHARS - 1)}` });
    shows(third, { level: "DEBUG", metadataPreview: null });
  },

  "logs are filtered by run, stage row, level and text": async (store) => {
    const { run, earlier, current } = await rerun(store);
    const other = await createRun(store);
    const log = (message: string, overrides: object = {}) => ({
      workflowRunId: run.id,
      level: "INFO" as const,
      message,
      ...overrides,
    });
    await store.persistence.createLogs([
      log("Zero per cent", { workflowStageId: earlier.id }),
      log("100 % done", { workflowStageId: current.id, level: "WARN" }),
      log("ÜBER all_of", { level: "ERROR" }),
      log("debugging", { level: "DEBUG" }),
      log("elsewhere", { workflowRunId: other.id }),
    ]);
    const messages = async (filter: object) =>
      (await logs(store, run.id, filter)).rows.map((row) => row.message);

    assert.equal((await messages({})).length, 4);
    assert.deepEqual(await messages({ stageRecordId: earlier.id }), ["Zero per cent"]);
    assert.deepEqual(await messages({ stageRecordId: current.id }), ["100 % done"]);
    assert.deepEqual(await messages({ level: ["WARN", "ERROR"] }), ["100 % done", "ÜBER all_of"]);
    assert.deepEqual(await messages({ text: "PER C" }), ["Zero per cent"]);
    assert.deepEqual(await messages({ text: "%" }), ["100 % done"]);
    assert.deepEqual(await messages({ text: "_" }), ["ÜBER all_of"]);
    assert.deepEqual(await messages({ text: "über" }), ["ÜBER all_of"]);
    assert.deepEqual(await messages({ text: "\0" }), []);
    assert.deepEqual(await messages({ level: ["INFO"], text: "done" }), []);
    assert.deepEqual((await logs(store, "unknown")).rows, []);
  },

  "logs come oldest first, and their tail is one page away": async (store) => {
    const run = await createRun(store);
    await store.persistence.createLogs(
      times(10, (n) => ({ workflowRunId: run.id, level: "INFO", message: `${n}`, createdAt: at(100 - n) })),
    );

    const all = (await logs(store, run.id)).rows.map((row) => row.message);
    const tail = (await logs(store, run.id, { direction: "before", limit: 3 })).rows.map(
      (row) => row.message,
    );

    assert.deepEqual(
      all,
      times(10, (n) => `${9 - n}`),
    );
    assert.deepEqual(tail, ["2", "1", "0"]);
  },

  "logs of one instant keep the order in which they were written": async (store) => {
    const run = await createRun(store);
    await store.persistence.createLogs(
      times(30, (n) => ({ workflowRunId: run.id, level: "INFO", message: `${n}`, createdAt: at(0) })),
    );

    assert.deepEqual(
      (await logs(store, run.id)).rows.map((row) => row.message),
      times(30, (n) => `${n}`),
    );
  },

  "logs of one instant are paged without loss, both ways": async (store) => {
    const run = await createRun(store);
    await store.persistence.createLogs(
      times(41, (n) => ({ workflowRunId: run.id, level: "INFO", message: `${n}`, createdAt: at(n % 2) })),
    );

    for (const limit of [1, 8, 41]) {
      const seen = await walk(limit, (paging) => logs(store, run.id, paging));
      assert.deepEqual(seen, ids((await logs(store, run.id, { limit: 200 })).rows));
    }
  },

  "logs are followed from the last one seen": async (store) => {
    const run = await createRun(store);
    const log = (n: number) => ({
      workflowRunId: run.id,
      level: "INFO" as const,
      message: `${n}`,
      createdAt: at(n),
    });
    await store.persistence.createLogs([log(1), log(2)]);
    const last = (await logs(store, run.id)).rows[1];
    await store.persistence.createLogs([log(3), log(4)]);

    const page = await logs(store, run.id, { cursor: { createdAt: last?.createdAt, id: last?.id } });

    assert.deepEqual(
      page.rows.map((row) => row.message),
      ["3", "4"],
    );
  },

  "artifacts come by creation, with the stage and attempt they belong to": async (store) => {
    const { run, earlier, current } = await rerun(store);
    const save = (key: string, workflowStageId?: string) =>
      store.persistence.saveArtifact({
        workflowRunId: run.id,
        workflowStageId,
        key,
        type: "METADATA",
        data: 1,
        size: 3_000_000_000,
      });
    await save("z");
    await nextInstant(store);
    await save("b", earlier.id);
    await nextInstant(store);
    await save("a", current.id);
    await save("z");

    const views = await store.read.artifacts.listByRun(run.id);

    assert.deepEqual(
      views.map((view) => [view.key, view.stageRecordId, view.stageId, view.attempt]),
      [
        ["z", null, null, null],
        ["b", earlier.id, "first", 0],
        ["a", current.id, "first", 1],
      ],
    );
    shows(views[0], { type: "METADATA", size: 3_000_000_000 });
    assert.ok(views[0] && views[0].updatedAt > views[0].createdAt);
    assert.deepEqual(await store.read.artifacts.listByRun("unknown"), []);
  },

  "an artifact outlives its stage in the list": async (store) => {
    const run = await createRun(store);
    const stage = await createStage(store, run.id);
    const artifact = {
      workflowRunId: run.id,
      workflowStageId: stage.id,
      key: "k",
      type: "ARTIFACT",
      data: 1,
      size: 1,
    } as const;
    await store.persistence.saveArtifact(artifact);

    await store.persistence.deleteStage(stage.id);

    shows((await store.read.artifacts.listByRun(run.id))[0], {
      key: "k",
      stageRecordId: null,
      stageId: null,
      attempt: null,
    });
  },

  "events come in their sequence, with what became of them": async (store) => {
    await store.persistence.appendOutboxEvents(
      times(4, (n) => eventInput("r1", { eventType: `t${n}`, payload: { n } })),
    );
    const [published, dead, discarded, pending] = await store.persistence.getUnpublishedOutboxEvents();
    await store.persistence.markOutboxEventsPublished([published?.id ?? ""]);
    await store.persistence.moveOutboxEventToDLQ(dead?.id ?? "");
    await store.persistence.moveOutboxEventToDLQ(discarded?.id ?? "");
    await store.persistence.discardDeadEvents({ ids: [discarded?.id ?? ""] }, "why");

    const views = await events(store, "r1");

    assert.deepEqual(
      views.map((view) => [view.sequence, view.eventType, view.state]),
      [
        [1, "t0", "published"],
        [2, "t1", "dead"],
        [3, "t2", "discarded"],
        [4, "t3", "pending"],
      ],
    );
    shows(views[3], {
      id: pending?.id,
      occurredAt: pending?.occurredAt,
      causationId: "test",
      payloadPreview: '{"n":3}',
    });
  },

  "events are read behind a sequence, up to a limit": async (store) => {
    await store.persistence.appendOutboxEvents(times(12, () => eventInput("r1")));
    await store.persistence.appendOutboxEvents([eventInput("r2")]);
    const sequences = async (filter: object) =>
      (await events(store, "r1", filter)).map((view) => view.sequence);

    assert.deepEqual(await sequences({ afterSequence: 9 }), [10, 11, 12]);
    assert.deepEqual(await sequences({ afterSequence: 2, limit: 3 }), [3, 4, 5]);
    assert.deepEqual(await sequences({ afterSequence: 12 }), []);
    assert.deepEqual(await events(store, "unknown"), []);
  },

  "a long event is previewed": async (store) => {
    await store.persistence.appendOutboxEvents([eventInput("r1", { payload: "x".repeat(10_000) })]);

    assert.equal((await events(store, "r1"))[0]?.payloadPreview, `"${"x".repeat(PREVIEW_CHARS - 1)}`);
  },

  "every kind of payload is read as text": async (store) => {
    const run = await createRun(store, { input: { a: 1 }, config: { b: 2 } });
    await store.persistence.updateRun(run.id, { output: [3] });
    const stage = await createStage(store, run.id, { inputData: "in", config: { c: 4 } });
    await store.persistence.updateStage(stage.id, { outputData: "out" });
    await store.persistence.saveArtifact({
      workflowRunId: run.id,
      key: "k",
      type: "ARTIFACT",
      data: { d: 5 },
      size: 1,
    });
    await store.persistence.appendAnnotations([annotation(run.id, { payload: { e: 6 } })]);
    await store.aiCalls.write([aiCallInput({ prompt: "why?", response: "because" })]);
    const [artifact] = await store.persistence.listArtifacts(run.id);
    const [note] = await store.persistence.listAnnotations(run.id);
    const [call] = (await aiCalls(store)).rows;
    const kept: [PayloadRequest["kind"], string | undefined, string][] = [
      ["runInput", run.id, '{"a":1}'],
      ["runConfig", run.id, '{"b":2}'],
      ["runOutput", run.id, "[3]"],
      ["stageInput", stage.id, '"in"'],
      ["stageConfig", stage.id, '{"c":4}'],
      ["stageOutput", stage.id, '"out"'],
      ["artifact", artifact?.id, '{"d":5}'],
      ["annotationPayload", note?.id, '{"e":6}'],
      ["aiCallPrompt", call?.id, "why?"],
      ["aiCallResponse", call?.id, "because"],
    ];

    for (const [kind, id, text] of kept)
      assert.deepEqual(
        await payload(store, kind, id ?? ""),
        { text, totalChars: text.length, isCut: false },
        kind,
      );
  },

  "a long payload is cut where asked, and says how long it is": async (store) => {
    const run = await createRun(store, { input: "x".repeat(100_000) });

    assert.deepEqual(await payload(store, "runInput", run.id, 4), {
      text: '"xxx',
      totalChars: 100_002,
      isCut: true,
    });
    shows(await payload(store, "runInput", run.id), { totalChars: 100_002, isCut: true });
    shows(await payload(store, "runInput", run.id, 100_001), { isCut: true });
    shows(await payload(store, "runInput", run.id, 100_002), { isCut: false });
  },

  "a payload of two million characters is read whole": async (store) => {
    const run = await createRun(store, { input: "ü".repeat(2_000_000) });

    const whole = await payload(store, "runInput", run.id, 2_097_152);

    shows(whole, { totalChars: 2_000_002, isCut: false });
    assert.equal(whole?.text.length, 2_000_002);
  },

  "a cut never halves a character": async (store) => {
    await store.aiCalls.write([aiCallInput({ prompt: "🏁🏁🏁" })]);
    const [call] = (await aiCalls(store)).rows;

    assert.deepEqual(await payload(store, "aiCallPrompt", call?.id ?? "", 2), {
      text: "🏁🏁",
      totalChars: 3,
      isCut: true,
    });
    assert.deepEqual(await payload(store, "aiCallPrompt", call?.id ?? "", 3), {
      text: "🏁🏁🏁",
      totalChars: 3,
      isCut: false,
    });
  },

  "a payload that is missing, or of an unknown row, is null": async (store) => {
    const run = await createRun(store);
    const stage = await createStage(store, run.id);
    await store.persistence.appendAnnotations([annotation(run.id)]);
    const [note] = await store.persistence.listAnnotations(run.id);

    assert.equal(await payload(store, "runOutput", run.id), null);
    assert.equal(await payload(store, "stageOutput", stage.id), null);
    assert.equal(await payload(store, "stageInput", stage.id), null);
    assert.equal(await payload(store, "annotationPayload", note?.id ?? ""), null);
    assert.equal(await payload(store, "runInput", "unknown"), null);
    assert.equal(await payload(store, "artifact", run.id), null);
    assert.equal(await payload(store, "aiCallPrompt", "\0"), null);
  },

  "a payload with what JSON cannot hold is readable text": async (store) => {
    const run = await createRun(store, { input: { text: "a\0b\ud800", at: new Date(0), big: 1n } });

    const view = await payload(store, "runInput", run.id);

    assert.ok(view && !view.text.includes("\0"));
    assert.equal((JSON.parse(view.text) as { text: string }).text, "a\0b\ud800");
  },

  "workers are listed by last heartbeat, newest first": async (store) => {
    const worker = {
      host: "h",
      pid: 1,
      version: "1.2.3",
      slots: 8,
      busy: 2,
      workflowIds: ["a", "b"],
      heartbeatMs: 5_000,
    };
    assert.deepEqual(await store.read.workers.list(), []);
    for (const id of ["w1", "w2", "w1"]) {
      await store.persistence.heartbeatWorker({ ...worker, id });
      await nextInstant(store);
    }

    const [first, second] = await store.read.workers.list();

    shows(first, { ...worker, id: "w1", stoppedAt: null });
    shows(second, { ...worker, id: "w2" });
    assert.ok(
      first && second && first.heartbeatAt > second.heartbeatAt && first.startedAt < second.startedAt,
    );
    assert.deepEqual(second.startedAt, second.heartbeatAt);
  },

  "a worker's announcement replaces what it said before": async (store) => {
    const worker = {
      id: "w",
      host: "h",
      pid: 1,
      version: "1",
      slots: 8,
      busy: 2,
      workflowIds: ["a"],
      heartbeatMs: 5_000,
    };
    await store.persistence.heartbeatWorker(worker);
    const change = {
      host: "g",
      pid: 2,
      version: "2",
      slots: 4,
      busy: 3,
      workflowIds: [],
      heartbeatMs: 1_000,
    };

    await store.persistence.heartbeatWorker({ ...worker, ...change });

    const workers = await store.read.workers.list();
    assert.equal(workers.length, 1);
    shows(workers[0], change);
  },

  "a worker that stopped says when, and is idle, until it is heard of again": async (store) => {
    const worker = {
      id: "w",
      host: "h",
      pid: 1,
      version: "1",
      slots: 8,
      busy: 2,
      workflowIds: ["a"],
      heartbeatMs: 5_000,
    };
    await store.persistence.heartbeatWorker(worker);
    await store.persistence.stopWorker("w");
    await store.persistence.stopWorker("unknown");
    const [stopped] = await store.read.workers.list();

    await store.persistence.heartbeatWorker(worker);

    assert.ok(stopped?.stoppedAt && stopped.busy === 0);
    shows((await store.read.workers.list())[0], { stoppedAt: null, busy: 2 });
  },
});
