import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { WorkKind } from "../../src/index.js";
import { type TwoStores, twoStores } from "./two-stores.js";

const newRun = { workflowId: "w", workflowName: "W", workflowType: "t", input: null };
/** More than the longest pause between two looks. */
const ONE_LOOK_MS = 100;

let stores: TwoStores;
let heard: WorkKind[];

beforeEach(async () => {
  stores = await twoStores("sqlite");
  heard = [];
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await stores.discard();
});

const listen = () => stores.here.wakeUps.listen((kind) => heard.push(kind));

test("what another connection writes wakes every kind once", async () => {
  await listen();
  await stores.there.persistence.createRun(newRun);

  vi.advanceTimersByTime(ONE_LOOK_MS);
  expect(heard).toEqual(["runs", "jobs", "events", "limits"]);

  vi.advanceTimersByTime(10 * ONE_LOOK_MS);
  expect(heard).toHaveLength(4);
});

test("what this store writes wakes nobody by itself", async () => {
  await listen();
  await stores.here.persistence.createRun(newRun);
  await stores.here.transaction(({ persistence }) => persistence.createRun(newRun));

  vi.advanceTimersByTime(10 * ONE_LOOK_MS);

  expect(heard).toEqual([]);
});

test("looks inside a transaction of this store without disturbing it", async () => {
  await listen();

  await stores.here.transaction(async ({ persistence }) => {
    await persistence.createRun(newRun);
    vi.advanceTimersByTime(10 * ONE_LOOK_MS);
    await persistence.createRun(newRun);
  });

  expect(heard).toEqual([]);
  expect(await stores.there.persistence.getRunsByStatus("PENDING")).toHaveLength(2);
});

test("nobody looks while nobody listens", async () => {
  expect(vi.getTimerCount()).toBe(0);

  const listener = await listen();
  const other = await listen();
  expect(vi.getTimerCount()).toBe(1);

  await listener.stop();
  expect(vi.getTimerCount()).toBe(1);
  await other.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test("closing the store ends the looks", async () => {
  const listener = await listen();

  await stores.here.close();

  expect(vi.getTimerCount()).toBe(0);
  expect(listener.isLive).toBe(false);
});
