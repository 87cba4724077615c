/** Synthetic history as the read side sees it: whole, consistent, told from real history, and gone when it is removed. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arrivals } from "../../bench/seed/arrivals.js";
import { readSeedCommand } from "../../bench/seed/options.js";
import { removeSeed, seed } from "../../bench/seed/seed.js";
import { openStore, type Store } from "../../src/store.js";
import { createRun } from "../../src/testing/index.js";
import { FRESH, type Kind, type TestDatabase } from "../prisma/databases.js";

const RUNS = 120;
const UNTIL = new Date("2026-01-31T12:00:00Z");
const everything = { direction: "after", limit: 200 } as const;
const cents = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0).toFixed(9);

describe.each(Object.keys(FRESH) as Kind[])("%s", (kind) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await FRESH[kind]();
    store = await openStore(database.url);
    await createRun(store, { id: "real" });
    await seed({ url: database.url, runs: RUNS, days: 7, seed: 1, until: UNTIL });
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  test("every run is there, marked, and shown with its parts; costs add up", async () => {
    const { rows } = await store.read.runs.list({ ...everything, text: "(synthetic)" });

    expect(rows).toHaveLength(RUNS);
    for (const { id } of rows) {
      const run = await store.read.runs.get(id);
      const stages = await store.read.stages.listByRun(id);
      const calls = (await store.read.aiCalls.list({ ...everything, runId: id })).rows;
      const annotations = (await store.read.annotations.list({ ...everything, runId: id })).rows;
      const events = await store.read.events.list({ runId: id, afterSequence: 0, limit: 1_000 });
      expect(run?.definition?.workflowId).toBe(run?.workflowId);
      expect(cents(stages.map(({ cost }) => cost))).toBe(cents([run?.totalCost ?? -1]));
      expect(cents(calls.map(({ cost }) => cost))).toBe(cents([run?.totalCost ?? -1]));
      expect(calls.reduce((sum, call) => sum + call.inputTokens + call.outputTokens, 0)).toBe(
        run?.totalTokens,
      );
      expect(annotations.map(({ key }) => key)).toContain("Synthetic.seed");
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
      expect(events.every(({ state }) => state === "published")).toBe(true);
      if (run?.status === "COMPLETED" && run.attempt === 0)
        expect([stages, calls, annotations, events].map(({ length }) => length)).toEqual([5, 10, 10, 20]);
    }
  });

  test("there are failures of few kinds, reruns, and an end of every run before now", async () => {
    const counts = await store.read.runs.countByStatus({ ...everything });
    const { rows } = await store.read.runs.list({ ...everything, text: "(synthetic)" });

    expect(counts.COMPLETED).toBeGreaterThan(RUNS * 0.8);
    expect(counts.FAILED).toBeGreaterThan(0);
    expect(counts.PENDING).toBe(1);
    expect(rows.some(({ attempt }) => attempt > 0)).toBe(true);
    expect(rows.every(({ createdAt }) => createdAt < UNTIL)).toBe(true);
  });

  test("removing it leaves what is real", async () => {
    expect(await removeSeed(database.url)).toBe(RUNS);

    const left = await store.read.runs.list(everything);
    expect(left.rows.map(({ id }) => id)).toEqual(["real"]);
    expect(await store.read.workflows.list()).toEqual([]);
    expect((await store.read.aiCalls.list(everything)).rows).toEqual([]);
    expect((await store.read.annotations.list(everything)).rows).toEqual([]);
  });
});

test("runs arrive in order, more by day than by night", () => {
  const at = arrivals(10_000, UNTIL, 30);
  const times = Array.from({ length: 10_000 }, (_, index) => at(index));
  const between = (from: number, to: number) =>
    times.filter((time) => {
      const hour = new Date(time).getUTCHours();
      return hour >= from && hour < to;
    }).length;

  expect(times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))).toBe(true);
  expect(between(12, 16)).toBeGreaterThan(4 * between(0, 4));
});

test("reads its command line, and says what is missing", () => {
  expect(readSeedCommand(["--", "--runs", "10"], "file:x.db")).toMatchObject({ runs: 10, url: "file:x.db" });
  expect(readSeedCommand(["--help"], undefined)).toBeUndefined();
  expect(() => readSeedCommand(["--runs", "10"], undefined)).toThrow(/Which database/);
  expect(() => readSeedCommand([], "file:x.db")).toThrow(/How many/);
  expect(() => readSeedCommand(["--runs", "-1"], "file:x.db")).toThrow(/runs/);
});
