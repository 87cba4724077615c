/** Runs: created, read, updated, claimed. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { WorkflowRunRecord } from "../../domain/records.js";
import { STATUSES } from "../../domain/status.js";
import type { UpdateRunInput } from "../../ports/workflow-persistence.js";
import { createRun, runInput, times } from "../factories.js";
import { nextInstant } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { type ConformanceCase, suite } from "./suite.js";

const WHEN = new Date("2026-03-04T05:06:07.089Z");
const UNKNOWN = "no-such-run";

/** A field of an update, a value for it, and whether it can be cleared. */
const FIELDS: readonly (readonly [keyof UpdateRunInput, unknown, "clearable" | "kept"])[] = [
  ["status", "FAILED", "kept"],
  ["startedAt", WHEN, "kept"],
  ["completedAt", WHEN, "clearable"],
  ["duration", 34_560_000_000, "clearable"],
  ["output", { answer: [1, "two", null] }, "clearable"],
  ["totalCost", 12.345678901, "kept"],
  ["totalTokens", 3_000_000_000, "kept"],
];

const updates: Record<string, ConformanceCase["check"]> = Object.fromEntries(
  FIELDS.flatMap(([field, value, clearing]) => [
    [
      `an update of ${field} writes it, and leaves it alone when undefined`,
      async (store: Store) => {
        const { id } = await createRun(store);
        await store.persistence.updateRun(id, { [field]: value });
        await store.persistence.updateRun(id, { [field]: undefined });
        assert.deepEqual((await store.persistence.getRun(id))?.[field as "output"], value);
      },
    ],
    ...(clearing === "kept"
      ? []
      : [
          [
            `null clears ${field}`,
            async (store: Store) => {
              const { id } = await createRun(store);
              await store.persistence.updateRun(id, { [field]: value });
              await store.persistence.updateRun(id, { [field]: null });
              assert.equal((await store.persistence.getRun(id))?.[field as "output"], null);
            },
          ] as const,
        ]),
  ]),
);

export const runSuite = suite("runs", {
  "a new run is PENDING at version 1, with priority 5 and an empty config": async (store) => {
    const before = await store.now();

    const run = await createRun(store, { metadata: { source: "test" } });

    shows(run, {
      ...{ workflowId: "sample", workflowName: "Sample", workflowType: "sample", input: { text: "hello" } },
      ...{
        status: "PENDING",
        version: 1,
        priority: 5,
        config: {},
        output: null,
        metadata: { source: "test" },
      },
      ...{ startedAt: null, completedAt: null, duration: null, totalCost: 0, totalTokens: 0 },
    });
    assert.ok(run.createdAt >= before && run.createdAt <= (await store.now()));
    assert.deepEqual(await store.persistence.getRun(run.id), run);
  },
  "metadata that is not given is null": async (store) => {
    assert.equal((await createRun(store)).metadata, null);
  },
  "the caller may give the id": async (store) => {
    assert.equal((await createRun(store, { id: "order-4711" })).id, "order-4711");
    shows(await store.persistence.getRun("order-4711"), { id: "order-4711" });
  },
  "an id is given out once, also when ten callers ask for it at once": async (store) => {
    const made = await Promise.allSettled(times(10, () => createRun(store, { id: "same" })));

    assert.equal(made.filter(({ status }) => status === "fulfilled").length, 1);
    await refuses("ALREADY_EXISTS", createRun(store, { id: "same" }));
  },
  "generated ids are different and sort by time, also within a millisecond": async (store) => {
    const ids: string[] = [];
    for (let n = 0; n < 200; n++) ids.push((await createRun(store)).id);

    assert.equal(new Set(ids).size, 200);
    assert.deepEqual([...ids].sort(), ids);
  },
  "input, config and metadata come back as they were": async (store) => {
    const document = { text: "ä€😀", list: [1, 2.5, -3e21], nested: { nothing: null, yes: true }, empty: {} };

    const { id } = await createRun(store, {
      input: document,
      config: { a: document },
      metadata: { b: document },
    });

    shows(await store.persistence.getRun(id), {
      input: document,
      config: { a: document },
      metadata: { b: document },
    });
  },
  "an input that is null, false, 0 or an empty text is kept": async (store) => {
    for (const input of [null, false, 0, "", []]) {
      const { id } = await createRun(store, { input });
      shows(await store.persistence.getRun(id), { input });
    }
  },
  "what is read is a copy: changing it changes nothing stored": async (store) => {
    const { id } = await createRun(store, { input: { list: [1] } });
    const first = await store.persistence.getRun(id);
    assert.ok(first);
    (first.input as { list: number[] }).list.push(2);

    shows(await store.persistence.getRun(id), { input: { list: [1] } });
  },
  "what was given is copied: changing it later changes nothing stored": async (store) => {
    const input = { list: [1] };
    const { id } = await createRun(store, { input });
    input.list.push(2);

    shows(await store.persistence.getRun(id), { input: { list: [1] } });
  },
  "unknown ids read as nothing": async (store) => {
    assert.equal(await store.persistence.getRun(UNKNOWN), null);
    assert.equal(await store.persistence.getRunStatus(UNKNOWN), null);
    assert.equal(await store.persistence.getRunState(UNKNOWN), null);
    assert.equal(await store.persistence.claimPendingRun(UNKNOWN), false);
  },
  "an update of an unknown run is refused": async (store) => {
    await refuses("NOT_FOUND", store.persistence.updateRun(UNKNOWN, { status: "RUNNING" }));
    await refuses("NOT_FOUND", store.persistence.updateRun(UNKNOWN, { expectedVersion: 1 }));
  },
  ...updates,
  "every update bumps the version by one, an empty one too": async (store) => {
    const { id } = await createRun(store);

    await store.persistence.updateRun(id, { totalCost: 1 });
    await store.persistence.updateRun(id, {});

    shows(await store.persistence.getRun(id), { version: 3 });
  },
  "an update moves updatedAt on and leaves createdAt": async (store) => {
    const { id, createdAt } = await createRun(store);
    await nextInstant(store);

    await store.persistence.updateRun(id, {});

    const run = await store.persistence.getRun(id);
    assert.ok(run && run.updatedAt > createdAt);
    shows(run, { createdAt });
  },
  "an update at the expected version is written": async (store) => {
    const { id } = await createRun(store);

    await store.persistence.updateRun(id, { status: "RUNNING", expectedVersion: 1 });

    shows(await store.persistence.getRun(id), { status: "RUNNING", version: 2 });
  },
  "an update at another version is refused with all facts, and writes nothing": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.updateRun(id, {});

    const late = store.persistence.updateRun(id, { status: "FAILED", expectedVersion: 1 });

    await assert.rejects(late, (error: Error & Record<string, unknown>) => {
      assert.equal(error.name, "StaleVersionError");
      assert.deepEqual([error.id, error.expected, error.actual], [id, 1, 2]);
      return typeof error.entity === "string";
    });
    shows(await store.persistence.getRun(id), { status: "PENDING", version: 2 });
  },
  "of fifty updates at one version exactly one is written": async (store) => {
    const { id } = await createRun(store);

    const results = await Promise.allSettled(
      times(50, (n) => store.persistence.updateRun(id, { totalTokens: n, expectedVersion: 1 })),
    );

    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    shows(await store.persistence.getRun(id), { version: 2 });
  },
  "fifty updates at once are fifty versions": async (store) => {
    const { id } = await createRun(store);

    await Promise.all(times(50, () => store.persistence.updateRun(id, {})));

    shows(await store.persistence.getRun(id), { version: 51 });
  },
  "an update of one run leaves the others alone": async (store) => {
    const [one, other] = [await createRun(store), await createRun(store)];

    await store.persistence.updateRun(one.id, { status: "FAILED" });

    assert.deepEqual(await store.persistence.getRun(other.id), other);
  },
  "runs by status are those with it, oldest first": async (store) => {
    const runs = [await createRun(store), await createRun(store), await createRun(store)];
    await store.persistence.updateRun(runs[1]?.id ?? "", { status: "FAILED" });

    const ids = (await store.persistence.getRunsByStatus("PENDING")).map(({ id }) => id);

    assert.deepEqual(ids, [runs[0]?.id, runs[2]?.id]);
    for (const status of STATUSES.filter((name) => name !== "PENDING" && name !== "FAILED")) {
      assert.deepEqual(await store.persistence.getRunsByStatus(status), []);
    }
  },
  "a claim moves PENDING to RUNNING, notes the start and bumps the version": async (store) => {
    const { id } = await createRun(store);

    assert.equal(await store.persistence.claimPendingRun(id), true);

    const run = await store.persistence.getRun(id);
    shows(run, { status: "RUNNING", version: 2 });
    assert.ok(run?.startedAt && run.startedAt >= run.createdAt);
  },
  "a run is claimed by exactly one of fifty callers": async (store) => {
    const { id } = await createRun(store);

    const claims = await Promise.all(times(50, () => store.persistence.claimPendingRun(id)));

    assert.equal(claims.filter(Boolean).length, 1);
    shows(await store.persistence.getRun(id), { version: 2 });
  },
  "a run that is not PENDING is not claimed": async (store) => {
    for (const status of STATUSES.filter((name) => name !== "PENDING")) {
      const { id } = await createRun(store);
      await store.persistence.updateRun(id, { status });
      assert.equal(await store.persistence.claimPendingRun(id), false);
      shows(await store.persistence.getRun(id), { status, version: 2 });
    }
  },
  "the next run is the one of highest priority, then the oldest": async (store) => {
    const made: WorkflowRunRecord[] = [];
    for (const priority of [5, 9, 5, -1, 9]) {
      made.push(await createRun(store, { priority }));
      await nextInstant(store);
    }

    const claimed = [];
    for (let n = 0; n < made.length; n++) claimed.push((await store.persistence.claimNextPendingRun())?.id);

    assert.deepEqual(
      claimed,
      [1, 4, 0, 2, 3].map((index) => made[index]?.id),
    );
    assert.equal(await store.persistence.claimNextPendingRun(), null);
  },
  "the next run comes as it is after the claim": async (store) => {
    const { id } = await createRun(store);

    const claimed = await store.persistence.claimNextPendingRun();

    shows(claimed, { id, status: "RUNNING", version: 2 });
    assert.deepEqual(claimed, await store.persistence.getRun(id));
  },
  "fifty claimers of thirty runs get each run once, and twenty get nothing": async (store) => {
    await Promise.all(times(30, () => createRun(store)));

    const claimed = await Promise.all(times(50, () => store.persistence.claimNextPendingRun()));

    const ids = claimed.flatMap((run) => (run === null ? [] : [run.id]));
    assert.equal(new Set(ids).size, ids.length);
    let left = 0;
    while ((await store.persistence.claimNextPendingRun()) !== null) left += 1;
    assert.equal(ids.length + left, 30);
  },
  "several runs are claimed in claiming order, only of the named workflows, up to the limit": async (
    store,
  ) => {
    const low = await createRun(store, { priority: 1 });
    await createRun(store, { workflowId: "foreign", priority: 9 });
    const high = await createRun(store, { priority: 8 });
    const third = await createRun(store, { priority: 0 });

    const first = await store.persistence.claimPendingRuns({ limit: 2, workflowIds: ["sample"] });

    assert.deepEqual(
      first.map(({ id }) => id),
      [high.id, low.id],
    );
    assert.deepEqual(await store.persistence.claimPendingRuns({ limit: 5, workflowIds: [] }), []);
    const rest = await store.persistence.claimPendingRuns({ limit: 5, workflowIds: ["sample", "other"] });
    assert.deepEqual(
      rest.map(({ id, status }) => [id, status]),
      [[third.id, "RUNNING"]],
    );
  },
  "a compare-and-set writes only from the named statuses": async (store) => {
    const { id } = await createRun(store);

    assert.equal(await store.persistence.moveRun(id, ["RUNNING"], { status: "COMPLETED" }), false);
    shows(await store.persistence.getRun(id), { status: "PENDING", version: 1 });
    assert.equal(await store.persistence.moveRun(id, ["RUNNING", "PENDING"], { status: "FAILED" }), true);
    shows(await store.persistence.getRun(id), { status: "FAILED", version: 2 });
    assert.equal(await store.persistence.moveRun(UNKNOWN, ["PENDING"], {}), false);
  },
  "of fifty compare-and-sets to an end exactly one is written": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.claimPendingRun(id);
    const ends = ["COMPLETED", "FAILED", "CANCELLED"] as const;

    const moved = await Promise.all(
      times(50, (n) => store.persistence.moveRun(id, ["RUNNING"], { status: ends[n % 3] ?? "FAILED" })),
    );

    assert.equal(moved.filter(Boolean).length, 1);
    shows(await store.persistence.getRun(id), { version: 3 });
  },
  "a run's state has its generation, error, definition and parent": async (store) => {
    const { id } = await createRun(store, { parentRunId: "parent", definitionHash: "abc" });
    shows(await store.persistence.getRunState(id), {
      ...{ attempt: 0, errorMessage: null, errorCode: null, definitionHash: "abc", parentRunId: "parent" },
    });

    await store.persistence.updateRun(id, {
      attempt: 2,
      errorMessage: "no",
      errorCode: "NO",
      input: 1,
      config: { b: 2 },
    });

    shows(await store.persistence.getRunState(id), {
      ...{ attempt: 2, errorMessage: "no", errorCode: "NO", input: 1, config: { b: 2 } },
    });
  },
  "locking a run reads it as it is, and an unknown one as nothing": async (store) => {
    const { id } = await createRun(store);
    const locked = await store.transaction(({ persistence }) => persistence.lockRun(id));
    assert.deepEqual(locked, await store.persistence.getRunState(id));
    assert.equal(await store.transaction(({ persistence }) => persistence.lockRun(UNKNOWN)), null);
  },
  "a priority below zero and a very high one are kept": async (store) => {
    for (const priority of [-1_000_000, 1_000_000]) shows(await createRun(store, { priority }), { priority });
  },
  "a hundred runs made at once are a hundred runs": async (store) => {
    const made = await Promise.all(times(100, () => store.persistence.createRun(runInput())));

    assert.equal(new Set(made.map(({ id }) => id)).size, 100);
    assert.equal((await store.persistence.getRunsByStatus("PENDING")).length, 100);
  },
  "runs of one priority are claimed by age, and those of one instant by id, byte by byte": async (store) => {
    const names = ["b", "B", "a", "_", "0", "ä", "Z", "10", "9", "z"];
    const runs = await Promise.all(names.map((id) => createRun(store, { id })));
    const expected = [...runs].sort(
      (one, other) =>
        one.createdAt.getTime() - other.createdAt.getTime() ||
        Buffer.compare(Buffer.from(one.id), Buffer.from(other.id)),
    );

    const claimed = await store.persistence.claimPendingRuns({ limit: 100 });

    assert.deepEqual(
      claimed.map(({ id }) => id),
      expected.map(({ id }) => id),
    );
  },
  "runs by status come without a silent limit": async (store) => {
    await store.transaction(async ({ persistence }) => {
      for (let n = 0; n < 1_100; n++) await persistence.createRun(runInput());
    });
    assert.equal((await store.persistence.getRunsByStatus("PENDING")).length, 1_100);
  },
  "a limit below one claims nothing": async (store) => {
    await createRun(store);
    assert.deepEqual(await store.persistence.claimPendingRuns({ limit: 0 }), []);
    assert.equal((await store.persistence.getRunsByStatus("PENDING")).length, 1);
  },
  "fifty claimers of several runs at a time get each run once": async (store) => {
    await Promise.all(times(40, () => createRun(store)));

    const claims = await Promise.all(
      times(50, () => store.persistence.claimPendingRuns({ limit: 3, workflowIds: ["sample"] })),
    );

    const ids = claims.flat().map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length + (await store.persistence.getRunsByStatus("PENDING")).length, 40);
    assert.ok(claims.every((runs) => runs.length <= 3));
  },
  "a run that is made again PENDING can be claimed again": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.claimPendingRun(id);
    await store.persistence.updateRun(id, { status: "PENDING" });
    assert.equal(await store.persistence.claimPendingRun(id), true);
    shows(await store.persistence.getRun(id), { status: "RUNNING", version: 4 });
  },
  "a compare-and-set at another version writes nothing": async (store) => {
    const { id } = await createRun(store);
    const late = { status: "FAILED", expectedVersion: 2 } as const;
    assert.equal(await store.persistence.moveRun(id, ["PENDING"], late), false);
    assert.equal(await store.persistence.moveRun(id, ["PENDING"], { ...late, expectedVersion: 1 }), true);
    assert.equal(await store.persistence.moveRun(id, [], {}), false);
    shows(await store.persistence.getRun(id), { status: "FAILED", version: 2 });
  },
  "a run that is updated with everything at once has everything": async (store) => {
    const { id } = await createRun(store);
    const all = { ...Object.fromEntries(FIELDS.map(([field, value]) => [field, value])) } as UpdateRunInput;
    await store.persistence.updateRun(id, { ...all, expectedVersion: 1 });
    shows(await store.persistence.getRun(id), { ...(all as object), version: 2 });
  },
});
