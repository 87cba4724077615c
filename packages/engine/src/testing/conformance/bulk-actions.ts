/** Bulk actions: what they are frozen to, who takes which item, how they end, and how they are shown. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { NewBulkAction } from "../../ports/bulk-actions.js";
import { bulkFilter, bulkItemFilter } from "../../read/bulk-actions.js";
import { createRun, eventInput, times } from "../factories.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const action = (id: string, overrides: Partial<NewBulkAction> = {}): NewBulkAction => ({
  id,
  kind: "cancel",
  name: null,
  reason: "not needed",
  actor: { kind: "user", id: "maria", version: null },
  filter: null,
  plan: null,
  targets: [{ targetId: "a", attempt: 0 }],
  ...overrides,
});

const targets = (...ids: readonly string[]) => ids.map((targetId) => ({ targetId, attempt: 0 }));
const DONE = { status: "DONE", reason: null } as const;

const items = (store: Store, id: string, filter: object = {}) =>
  store.read.bulk.items(bulkItemFilter.parse({ id, ...filter }));

export const bulkActionSuite = suite("bulk actions", {
  "an action and its items are stored as they are given, once per id": async (store) => {
    const run = await createRun(store, { workflowName: "The one" });
    const given = action("one", {
      name: "Clean up",
      filter: { status: ["FAILED"], text: "ü" },
      targets: [
        { targetId: run.id, attempt: 0 },
        { targetId: "gone", attempt: null },
      ],
    });

    assert.equal(await store.persistence.createBulkAction(given), true);
    assert.equal(await store.persistence.createBulkAction(action("one", { reason: "other" })), false);

    const { targets: _targets, ...shown } = given;
    shows(await store.read.bulk.get("one"), {
      ...shown,
      status: "RUNNING",
      total: 2,
      done: 0,
      failed: 0,
      skipped: 0,
      succeeded: 0,
      failedAgain: 0,
      unclear: 0,
      stopReason: null,
      startedAt: null,
      finishedAt: null,
    });
    const pending = {
      event: null,
      status: "PENDING",
      reason: null,
      finishedAt: null,
      outcome: null,
      outcomeReason: null,
    } as const;
    assert.deepEqual(await items(store, "one"), {
      rows: [
        {
          position: 0,
          targetId: run.id,
          runId: run.id,
          workflowName: "The one",
          runStatus: "PENDING",
          ...pending,
        },
        { position: 1, targetId: "gone", runId: "gone", workflowName: null, runStatus: null, ...pending },
      ],
      next: null,
    });
    assert.equal(await store.read.bulk.get("none"), null);
    assert.equal(await store.read.bulk.get("nul\0"), null);
    assert.deepEqual(await items(store, "nul\0"), { rows: [], next: null });
  },

  "items are settled once, counted, and the last one ends the action": async (store) => {
    const { persistence } = store;
    await persistence.createBulkAction(action("one", { targets: targets("a", "b", "c") }));

    assert.deepEqual(await persistence.lockBulkItem("one"), { position: 0, targetId: "a", attempt: 0 });
    assert.equal(await persistence.settleBulkItem("one", 0, DONE), true);
    assert.equal(await persistence.settleBulkItem("one", 0, DONE), false);
    assert.equal((await persistence.lockBulkItem("one", 2))?.targetId, "c");
    assert.equal(await persistence.lockBulkItem("one", 0), null);
    await persistence.settleBulkItem("one", 2, { status: "FAILED", reason: "broken" });
    shows(await persistence.getBulkAction("one"), {
      status: "RUNNING",
      done: 1,
      failed: 1,
      finishedAt: null,
    });
    await persistence.settleBulkItem("one", 1, { status: "SKIPPED", reason: "over\0" });

    const ended = await store.read.bulk.get("one");
    shows(ended, { status: "DONE", total: 3, done: 1, failed: 1, skipped: 1 });
    assert.ok(ended?.startedAt && ended.finishedAt && ended.startedAt <= ended.finishedAt);
    assert.deepEqual(await persistence.runningBulkActions(), []);
    assert.equal(await persistence.lockBulkItem("one"), null);
    const { rows } = await items(store, "one", { status: ["FAILED", "SKIPPED"] });
    assert.deepEqual(
      rows.map(({ position, status, reason }) => [position, status, reason]),
      [
        [1, "SKIPPED", "over\uFFFD"],
        [2, "FAILED", "broken"],
      ],
    );
  },

  "an item that is settled in a transaction that rolls back is pending again": async (store) => {
    await store.persistence.createBulkAction(action("one"));

    const refused = store.transaction(async ({ persistence }) => {
      await persistence.lockBulkItem("one");
      await persistence.settleBulkItem("one", 0, DONE);
      throw new Error("no");
    });
    await assert.rejects(refused, /no/);

    shows(await store.persistence.getBulkAction("one"), { status: "RUNNING", done: 0 });
    assert.equal((await store.persistence.lockBulkItem("one"))?.position, 0);
  },

  "an aborted action is running no more, also when the item somebody was at is the last": async (store) => {
    const { persistence } = store;
    await persistence.createBulkAction(action("one"));
    await persistence.createBulkAction(action("two"));

    assert.equal(await persistence.abortBulkAction("one"), true);
    assert.equal(await persistence.abortBulkAction("one"), false);
    assert.equal(await persistence.abortBulkAction("none"), false);
    await persistence.settleBulkItem("one", 0, DONE);

    shows(await persistence.getBulkAction("one"), { status: "ABORTED", done: 1 });
    assert.deepEqual(
      (await persistence.runningBulkActions()).map(({ id }) => id),
      ["two"],
    );
  },

  "with a plan an action ends when it is known what came of its items": async (store) => {
    const { persistence } = store;
    const plan = { phases: [1], stopAbove: 0.5, perMinute: null };
    const { id: runId } = await createRun(store);
    await persistence.appendOutboxEvents([eventInput("r")]);
    const [event] = await persistence.getUnpublishedOutboxEvents();
    const eventId = event?.id ?? "";
    await persistence.createBulkAction(
      action("one", { kind: "rerun", plan, targets: targets(runId, eventId, "gone", "skipped") }),
    );
    for (const position of [0, 1, 2]) await persistence.settleBulkItem("one", position, DONE);
    await persistence.settleBulkItem("one", 3, { status: "SKIPPED", reason: "over" });
    shows(await persistence.lockBulkAction("one"), { status: "RUNNING", plan, done: 3, skipped: 1 });
    assert.equal(await persistence.lockBulkAction("none"), null);

    const unjudged = await persistence.unjudgedBulkItems("one", 10);
    assert.deepEqual(
      unjudged.map(({ position, run, event }) => [position, run, event]),
      [
        [0, { status: "PENDING", attempt: 0, errorMessage: null }, null],
        [1, null, { isPublished: false, isDiscarded: false, wasTried: false, lastError: null }],
        [2, null, null],
      ],
    );
    assert.ok(unjudged.every(({ ageMs }) => ageMs >= 0 && ageMs < 600_000));
    assert.equal(await persistence.countRecentBulkItems("one", 600_000), 3);
    await persistence.judgeBulkItems("one", [{ position: 1, outcome: "FAILED", reason: "no\0" }]);
    await persistence.judgeBulkItems("one", [
      { position: 0, outcome: "SUCCEEDED", reason: null },
      { position: 1, outcome: "SUCCEEDED", reason: null },
      { position: 3, outcome: "SUCCEEDED", reason: null },
    ]);
    shows(await persistence.getBulkAction("one"), { status: "RUNNING", succeeded: 1, failedAgain: 1 });
    await persistence.judgeBulkItems("one", [{ position: 2, outcome: "UNCLEAR", reason: null }]);

    shows(await store.read.bulk.get("one"), { status: "DONE", succeeded: 1, failedAgain: 1, unclear: 1 });
    const { rows } = await items(store, "one", { outcome: ["FAILED", "UNCLEAR"] });
    assert.deepEqual(
      rows.map(({ position, outcome, outcomeReason }) => [position, outcome, outcomeReason]),
      [
        [1, "FAILED", "no\uFFFD"],
        [2, "UNCLEAR", null],
      ],
    );
    assert.deepEqual(await persistence.unjudgedBulkItems("one", 10), []);
  },

  "an action that its plan stops says why, once": async (store) => {
    await store.persistence.createBulkAction(action("one"));

    assert.equal(await store.persistence.stopBulkAction("one", "1 of 1"), true);
    assert.equal(await store.persistence.stopBulkAction("one", "again"), false);
    assert.equal(await store.persistence.stopBulkAction("nul\0", "no"), false);

    const stopped = await store.read.bulk.get("one");
    shows(stopped, { status: "STOPPED", stopReason: "1 of 1" });
    assert.ok(stopped?.finishedAt);
    assert.deepEqual(await store.persistence.runningBulkActions(), []);
  },

  "items of dead events say which event of which run; actions are listed by kind": async (store) => {
    const run = await createRun(store, { workflowName: "The one" });
    await store.persistence.appendOutboxEvents([eventInput(run.id)]);
    const [event] = await store.persistence.getUnpublishedOutboxEvents();
    const id = event?.id ?? "";
    await store.persistence.createBulkAction(
      action("replay", {
        kind: "replay",
        targets: [id, "gone"].map((targetId) => ({ targetId, attempt: null })),
      }),
    );
    await store.persistence.createBulkAction(action("cancel"));

    const { rows } = await items(store, "replay");
    const listed = await store.read.bulk.list(bulkFilter.parse({ kind: ["replay", "discard"] }));

    assert.deepEqual(
      rows.map(({ targetId, runId, event, workflowName }) => [targetId, runId, event, workflowName]),
      [
        [id, run.id, { type: "stage:completed", sequence: 1 }, "The one"],
        ["gone", null, null, null],
      ],
    );
    assert.deepEqual(
      listed.rows.map((row) => row.id),
      ["replay"],
    );
  },

  "thousands of items are read page by page, actions newest first": async (store) => {
    const ids = times(2_500, (n) => `run-${n}`);
    await store.persistence.createBulkAction(action("many", { targets: targets(...ids) }));
    for (const id of ["b", "c", "d"]) await store.persistence.createBulkAction(action(id));

    const first = await items(store, "many", { limit: 200 });
    const last = await items(store, "many", { limit: 200, after: 2_399 });
    const page = await store.read.bulk.list(bulkFilter.parse({ limit: 2 }));
    const rest = await store.read.bulk.list(bulkFilter.parse({ limit: 2, cursor: page.next }));

    assert.deepEqual([first.rows.length, first.next], [200, 199]);
    assert.deepEqual(
      last.rows.map(({ runId }) => runId),
      ids.slice(2_400),
    );
    assert.equal(last.next, null);
    assert.deepEqual([page.previous, rest.next], [null, null]);
    const listed = [...page.rows, ...rest.rows];
    assert.deepEqual(listed.map(({ id }) => id).sort(), ["b", "c", "d", "many"]);
    const order = listed.map(({ createdAt, id }) => `${createdAt.toISOString()} ${id}`);
    assert.deepEqual(order, [...order].sort().reverse());
  },

  "a filter finds its runs step by step, newest first, with the attempt they are at": async (store) => {
    const runs: string[] = [];
    for (const n of times(5, (index) => index)) {
      const run = await createRun(store, { workflowId: n === 2 ? "other" : "sample" });
      await store.persistence.updateRun(run.id, { status: "FAILED", attempt: n });
      runs.push(run.id);
    }
    const filter = { status: ["FAILED"], workflowId: ["sample"], to: "2100-01-01T00:00:00.000Z" };

    const first = await store.persistence.matchRuns(filter, { after: null, limit: 2 });
    const rest = await store.persistence.matchRuns(filter, { after: first.next, limit: 3 });
    const searched = await store.persistence.matchRuns(
      { where: [{ on: "number", field: "attempt", compare: ">", value: 3, not: false }] },
      { after: null, limit: 10 },
    );

    const found = [...first.targets, ...rest.targets];
    assert.deepEqual(
      new Map(found.map(({ targetId, attempt }) => [targetId, attempt])),
      new Map([4, 3, 1, 0].map((n) => [runs[n], n])),
    );
    assert.equal(rest.next, null);
    assert.deepEqual(searched.targets, [{ targetId: runs[4], attempt: 4 }]);
  },

  "a filter with a condition that is not known is refused, not passed over": async (store) => {
    const step = { after: null, limit: 10 };

    for (const filter of [{ stauts: ["FAILED"] }, { status: ["WRONG"] }, { from: "never" }, { limit: 1 }]) {
      await assert.rejects(store.persistence.matchRuns(filter, step), { code: "INVALID_INPUT" });
    }
  },

  "named runs are taken in their order and once, unknown ones too": async (store) => {
    const [a, b] = [await createRun(store), await createRun(store)];
    await store.persistence.updateRun(b.id, { attempt: 3 });

    const found = await store.persistence.targetRuns([b.id, "gone", a.id, b.id, "nul\0"]);

    assert.deepEqual(found, [
      { targetId: b.id, attempt: 3 },
      { targetId: "gone", attempt: null },
      { targetId: a.id, attempt: 0 },
      { targetId: "nul\0", attempt: null },
    ]);
  },
});
