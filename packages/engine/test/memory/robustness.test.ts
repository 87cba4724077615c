/** What a store in memory must stand: thousands of them, one inside another, and times that are none. */

import { expect, test } from "vitest";
import { InMemoryPersistence, MemoryDatabase, openMemoryStore } from "../../src/store.js";
import { createRun, jobInput, runInput, times } from "../../src/testing/index.js";

/** Milliseconds for so many stores, each used for one transaction and dropped. */
async function openAndDrop(count: number): Promise<number> {
  const start = performance.now();
  for (let opened = 0; opened < count; opened++) {
    const store = openMemoryStore();
    await store.transaction(({ persistence }) => persistence.createRun(runInput()));
    await store.close();
  }
  return performance.now() - start;
}

test("stores that were dropped cost those opened after them nothing", async () => {
  await openAndDrop(500);
  const first = await openAndDrop(1_000);

  await openAndDrop(5_000);
  const last = await openAndDrop(1_000);

  // When each store left something behind that every promise was asked about, this was a factor of 30 and rising.
  expect(last).toBeLessThan(first * 8 + 200);
}, 30_000);

test("a write to another database inside a transaction is no part of it", async () => {
  const [one, other] = [openMemoryStore(), openMemoryStore()];
  const failing = one.transaction(async () => {
    await createRun(one, { id: "undone" });
    await createRun(other, { id: "kept" });
    throw new RangeError("changed my mind");
  });

  await expect(failing).rejects.toThrow(RangeError);
  expect(await one.persistence.getRun("undone")).toBeNull();
  expect(await other.persistence.getRunStatus("kept")).toBe("PENDING");
});

test("inside two databases' transactions each write belongs to its own, and waits for neither", async () => {
  const [outer, inner] = [openMemoryStore(), openMemoryStore()];

  const failing = outer.transaction(async () => {
    await inner.transaction(async () => {
      await createRun(outer, { id: "outer" });
      await createRun(inner, { id: "inner" });
    });
    throw new RangeError("only the outer one");
  });

  await expect(failing).rejects.toThrow(RangeError);
  expect(await outer.persistence.getRun("outer")).toBeNull();
  expect(await inner.persistence.getRunStatus("inner")).toBe("PENDING");
});

test("what was left running by a transaction that is over stands on its own", async () => {
  const database = new MemoryDatabase();
  const persistence = new InMemoryPersistence(database);
  let start = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  let late: Promise<unknown> = Promise.resolve();

  await expect(
    persistence.withTransaction(async () => {
      late = started.then(() => persistence.createRun(runInput({ id: "late" })));
      throw new RangeError("over");
    }),
  ).rejects.toThrow(RangeError);
  start();
  await late;

  expect(await persistence.getRunStatus("late")).toBe("PENDING");
});

test("lengths of time that are none are refused, and no job is lost from its list", async () => {
  const { jobs } = openMemoryStore();
  const ids = await jobs.enqueueParallel(times(9, () => jobInput()));
  const [held] = await jobs.claim({ workerId: "w", limit: 1, leaseMs: 60_000 });
  if (!held) throw new Error("Nothing was claimed");

  for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 1e18]) {
    await expect(jobs.claim({ workerId: "w", limit: 3, leaseMs: none })).rejects.toMatchObject({
      code: "UNSTORABLE_VALUE",
      field: "leaseMs",
    });
    await expect(jobs.heartbeat([held], none)).rejects.toMatchObject({ code: "UNSTORABLE_VALUE" });
    await expect(jobs.fail(held.jobId, "boom", true, held.leaseToken, none)).rejects.toMatchObject({
      code: "UNSTORABLE_VALUE",
      field: "retryInMs",
    });
  }
  await jobs.release([held]);

  const claimed = await jobs.claim({ workerId: "w", limit: 100, leaseMs: 1 });
  expect(claimed.map(({ jobId }) => jobId)).toEqual(ids);
});

test("a bounded page of lost leases is taken oldest first", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  const { jobs } = openMemoryStore({ clock: { now: () => now } });
  const ids = await jobs.enqueueParallel(times(3, () => jobInput()));
  for (const leaseMs of [3_000, 1_000, 60_000]) await jobs.claim({ workerId: "w", limit: 1, leaseMs });

  now = new Date("2026-01-01T00:00:10Z");
  const pages = [await jobs.reapExpired(1), await jobs.reapExpired(1), await jobs.reapExpired()];

  expect(pages.map((page) => page.map(({ jobId }) => jobId))).toEqual([[ids[1]], [ids[0]], []]);
});
