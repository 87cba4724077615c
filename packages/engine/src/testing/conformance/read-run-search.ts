/** Searching runs by what happened in them, runs over time, and what a search can name. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { WorkflowRunRecord } from "../../domain/records.js";
import type { UpdateRunInput } from "../../ports/workflow-persistence.js";
import { runFilter } from "../../read/filters.js";
import type { runConditions } from "../../read/run-conditions.js";
import { histogramFilter } from "../../read/run-histogram.js";
import { createRun, createStage } from "../factories.js";
import { hoursFromNow, nextInstant } from "../store-clock.js";
import { walk } from "./pages.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

type Where = Parameters<typeof runConditions.parse>[0];

const HOUR_MS = 3_600_000;

/** A run with a name to find it by. */
const made = async (store: Store, workflowId: string, change: UpdateRunInput = {}) => {
  const run = await createRun(store, { workflowId, workflowName: workflowId });
  if (Object.keys(change).length > 0) await store.persistence.updateRun(run.id, change);
  return run;
};

const annotated = (store: Store, { id }: WorkflowRunRecord, key: string, value: unknown, actor = "reader") =>
  store.persistence.appendAnnotations([
    { workflowRunId: id, scope: "run", key, value, actor: { kind: "agent", id: actor } },
  ]);

const search = (store: Store, where: Where) =>
  store.read.runs.list(runFilter.parse({ where: where as never }));

/** Names of the runs found, sorted. */
const found = async (store: Store, ...where: unknown[]) =>
  (await search(store, where)).rows.map(({ workflowName }) => workflowName).sort();

const text = (...words: string[]) => words.map((word) => ({ text: word }));
const prefix = (word: string) => [{ text: word, isPrefix: true }];

export const runSearchSuite = suite("read side: searching runs", {
  "workflows are found by id and by how it begins, and left out": async (store) => {
    for (const id of ["invoice-a", "invoice-b", "smoke"]) await made(store, id);

    assert.deepEqual(await found(store, { on: "workflow", is: text("INVOICE-a", "smoke") }), [
      "invoice-a",
      "smoke",
    ]);
    assert.deepEqual(await found(store, { on: "workflow", is: prefix("inv") }), ["invoice-a", "invoice-b"]);
    assert.deepEqual(await found(store, { on: "workflow", is: prefix("inv"), not: true }), ["smoke"]);
    assert.deepEqual(await found(store, { on: "workflow", is: text("nobody") }), []);
  },

  "stages are found among those that count": async (store) => {
    const [reached, failed, redone] = [
      await made(store, "reached"),
      await made(store, "failed"),
      await made(store, "redone"),
    ];
    await made(store, "elsewhere");
    await createStage(store, reached.id, { stageId: "extract" });
    const bad = await createStage(store, failed.id, { stageId: "extract" });
    await store.persistence.updateStage(bad.id, { status: "FAILED" });
    const old = await createStage(store, redone.id, { stageId: "extract" });
    await store.persistence.updateStage(old.id, { status: "FAILED" });
    await store.persistence.supersedeStages(redone.id, 1);

    assert.deepEqual(await found(store, { on: "stage", is: text("extract") }), ["failed", "reached"]);
    assert.deepEqual(await found(store, { on: "stage", is: prefix("ex"), status: ["FAILED"] }), ["failed"]);
    assert.deepEqual(await found(store, { on: "stage", is: text("extract"), not: true }), [
      "elsewhere",
      "redone",
    ]);
  },

  "annotations are found by key, value and actor": async (store) => {
    await annotated(store, await made(store, "yes"), "Decision.outcome", "approved", "bot");
    await annotated(store, await made(store, "no"), "Decision.outcome", "rejected");
    await annotated(store, await made(store, "count"), "Quality.pages", 42);
    const outcome = { on: "annotation", key: "Decision.outcome" };

    assert.deepEqual(await found(store, { ...outcome, is: [] }), ["no", "yes"]);
    assert.deepEqual(await found(store, { ...outcome, is: text("rejected") }), ["no"]);
    assert.deepEqual(await found(store, { ...outcome, is: prefix("appr") }), ["yes"]);
    assert.deepEqual(await found(store, { ...outcome, is: text("rejected"), not: true }), ["count", "yes"]);
    assert.deepEqual(await found(store, { on: "annotation", key: "Quality.pages", is: text("42") }), [
      "count",
    ]);
    assert.deepEqual(await found(store, { on: "actor", is: text("bot") }), ["yes"]);
  },

  "errors are found by a part of them": async (store) => {
    await made(store, "limit", { status: "FAILED", errorMessage: "429 Rate limit" });
    await made(store, "code", { status: "CANCELLED", errorCode: "RATE_LIMIT" });
    await made(store, "fine", { status: "COMPLETED" });

    assert.deepEqual(await found(store, { on: "error", has: ["rate limit"] }), ["limit"]);
    assert.deepEqual(await found(store, { on: "error", has: ["429", "rate_"] }), ["code", "limit"]);
    assert.deepEqual(await found(store, { on: "error", has: ["429"], not: true }), ["code", "fine"]);
  },

  "numbers are compared; what is unknown compares with nothing": async (store) => {
    await made(store, "dear", { totalCost: 0.5, totalTokens: 9, duration: 600, attempt: 1 });
    await made(store, "cheap", { totalCost: 0.1, totalTokens: 3, duration: 60 });
    await made(store, "waiting");
    await made(store, "long", { status: "RUNNING", startedAt: await hoursFromNow(store, -2) });
    const number = (field: string, compare: string, value: number) =>
      found(store, { on: "number", field, compare, value });

    assert.deepEqual(await number("costUsd", ">", 0.1), ["dear"]);
    assert.deepEqual(await number("costUsd", ">=", 0.1), ["cheap", "dear"]);
    assert.deepEqual(await number("tokens", "=", 3), ["cheap"]);
    assert.deepEqual(await number("attempt", ">", 0), ["dear"]);
    assert.deepEqual(await number("durationMs", "<", 100), ["cheap"]);
    assert.deepEqual(await number("durationMs", ">", HOUR_MS), ["long"]);
  },

  "conditions hold together, for pages, counts and newer runs alike": async (store) => {
    for (let n = 0; n < 7; n += 1)
      await made(store, n % 2 ? "odd" : "even", {
        totalCost: n,
        status: n < 4 ? "COMPLETED" : "FAILED",
      });
    const filter = runFilter.parse({
      where: [
        { on: "number", field: "costUsd", compare: ">", value: 0 },
        { on: "workflow", is: text("odd"), not: true },
      ],
      limit: 2,
    });
    const ids = await walk(2, (paging) => store.read.runs.list({ ...filter, ...paging }));
    const rows = await store.read.runs.byIds(ids);
    const costs = new Map(rows.map(({ id, totalCost }) => [id, totalCost]));
    const oldest = rows.find(({ id }) => id === ids.at(-1));

    assert.deepEqual(
      ids.map((id) => costs.get(id)),
      [6, 4, 2],
    );
    shows(await store.read.runs.countByStatus(filter), { COMPLETED: 1, FAILED: 2, RUNNING: 0 });
    assert.ok(oldest);
    const cursor = { createdAt: oldest.createdAt, id: oldest.id };
    assert.equal(await store.read.runs.countNewerThan({ ...filter, cursor }), 2);
  },

  "a page that is not full says what was gone through": async (store) => {
    for (let n = 0; n < 3; n += 1) await made(store, "w", { totalCost: n });
    const where = [{ on: "number", field: "costUsd", compare: ">", value: 1 }];

    assert.deepEqual((await search(store, where)).search, { rows: 3, until: null });
    assert.equal((await store.read.runs.list(runFilter.parse({}))).search, undefined);
    const full = await store.read.runs.list(
      runFilter.parse({ limit: 1, where: [{ on: "number", field: "costUsd", compare: ">", value: 0 }] }),
    );
    assert.equal(full.search, undefined);
  },

  "words that no database holds are found nowhere": async (store) => {
    const run = await made(store, "w", { status: "FAILED", errorMessage: "x" });
    await annotated(store, run, "k", "v");
    const is = text("\0");

    assert.deepEqual(await found(store, { on: "workflow", is }), []);
    assert.deepEqual(await found(store, { on: "stage", is }), []);
    assert.deepEqual(await found(store, { on: "actor", is }), []);
    assert.deepEqual(await found(store, { on: "annotation", key: "\0", is: [] }), []);
    assert.deepEqual(await found(store, { on: "error", has: ["\0"] }), []);
    assert.deepEqual(await found(store, { on: "error", has: ["\0"], not: true }), ["w"]);
  },

  "runs are counted in buckets of time": async (store) => {
    await made(store, "w", { status: "COMPLETED", duration: 100, totalCost: 0.1 });
    await made(store, "w", { status: "COMPLETED", duration: 300, totalCost: 0.2 });
    await made(store, "w", { status: "FAILED" });
    await made(store, "other", { duration: 9_000_000 });
    const from = await hoursFromNow(store, -1);
    const to = new Date(from.getTime() + 2 * HOUR_MS);

    const histogram = await store.read.runs.histogram(
      histogramFilter.parse({ from, to, buckets: 3, workflowId: ["w"] }),
    );

    shows(histogram, { from, buckets: 3, bucketMs: (HOUR_MS * 2) / 3, readFrom: null });
    const [bucket, ...others] = histogram.filled;
    assert.deepEqual(others, []);
    // The present is in the middle of the middle bucket.
    shows(bucket, { index: 1, runs: 3, failed: 1, costUsd: 0.3, p95DurationMs: 300 });
  },

  "time without runs has no bucket, and nothing finished has no duration": async (store) => {
    const run = await made(store, "w");
    const [from, to] = [run.createdAt, new Date(run.createdAt.getTime() + HOUR_MS)];

    const { filled } = await store.read.runs.histogram(histogramFilter.parse({ from, to, buckets: 2 }));
    const before = await store.read.runs.histogram(
      histogramFilter.parse({ from: new Date(from.getTime() - HOUR_MS), to: from }),
    );

    assert.deepEqual(filled, [{ index: 0, runs: 1, failed: 0, costUsd: 0, p95DurationMs: null }]);
    assert.deepEqual(before.filled, []);
  },

  "the last value of a key is told for each run": async (store) => {
    const [one, two] = [await made(store, "one"), await made(store, "two")];
    await annotated(store, one, "Trigger.source", "user");
    await nextInstant(store);
    await annotated(store, one, "Trigger.source", "schedule");
    await annotated(store, one, "Quality.pages", 3);
    await annotated(store, two, "Decision.outcome", "approved");

    const values = await store.read.runs.values({
      ids: [one.id, two.id, "unknown", "\0"],
      keys: ["Trigger.source", "Decision.outcome", "\0"],
    });

    assert.deepEqual(
      values.sort((a, b) => a.key.localeCompare(b.key)),
      [
        { runId: two.id, key: "Decision.outcome", valuePreview: '"approved"' },
        { runId: one.id, key: "Trigger.source", valuePreview: '"schedule"' },
      ],
    );
    assert.deepEqual(await store.read.runs.values({ ids: [], keys: ["Trigger.source"] }), []);
  },

  "what a search can name is listed once": async (store) => {
    assert.deepEqual(await store.read.runs.words(), {
      workflowIds: [],
      stageIds: [],
      annotationKeys: [],
      actorIds: [],
    });
    for (const id of ["b", "a", "b"]) {
      const run = await made(store, id);
      await createStage(store, run.id, { stageId: `stage of ${id}` });
      await annotated(store, run, "Decision.outcome", id, `reader ${id}`);
      await annotated(store, run, `Quality.${id}`, id);
    }

    assert.deepEqual(await store.read.runs.words(), {
      workflowIds: ["a", "b"],
      stageIds: ["stage of a", "stage of b"],
      annotationKeys: ["Decision.outcome", "Quality.a", "Quality.b"],
      actorIds: ["reader", "reader a", "reader b"],
    });
  },
});
