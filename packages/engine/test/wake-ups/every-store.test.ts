import { afterEach, describe, expect, test, vi } from "vitest";
import type { WorkKind } from "../../src/index.js";
import { STORE_KINDS } from "../stores.js";
import { type TwoStores, twoStores } from "./two-stores.js";

/** On a busy machine soon may be seconds away. */
const SOON = { timeout: 20_000 };

const newRun = { workflowId: "w", workflowName: "W", workflowType: "t", input: null };

/** As whoever makes work does it: commits something, then says so. */
async function makeWork({ persistence, wakeUps }: TwoStores["here"], kind: WorkKind): Promise<void> {
  await persistence.createRun(newRun);
  wakeUps.send(kind);
}

describe.each(STORE_KINDS)("wake-ups on %s", (storeKind) => {
  let stores: TwoStores;

  afterEach(async () => {
    vi.useRealTimers();
    await stores?.discard();
    stores = undefined as never;
  });

  test("tell those who listen on the same store at once", async () => {
    stores = await twoStores(storeKind);
    const heard: WorkKind[] = [];
    const listener = await stores.here.wakeUps.listen((kind) => heard.push(kind));

    stores.here.wakeUps.send("jobs");
    stores.here.wakeUps.send("runs");

    expect(listener.isLive).toBe(true);
    expect(heard).toEqual(["jobs", "runs"]);
  });

  test("reach those who listen on another store of the database", async () => {
    stores = await twoStores(storeKind);
    const heard = new Set<WorkKind>();
    await stores.there.wakeUps.listen((kind) => heard.add(kind));

    await makeWork(stores.here, "events");
    await expect.poll(() => heard, SOON).toContain("events");
    await makeWork(stores.here, "runs");
    await expect.poll(() => heard, SOON).toContain("runs");
  });

  test("do not come back to the store that sent them", async () => {
    stores = await twoStores(storeKind);
    const heard: WorkKind[] = [];
    await stores.here.wakeUps.listen((kind) => heard.push(kind));

    await makeWork(stores.here, "jobs");
    await makeWork(stores.there, "runs");

    await expect.poll(() => heard, SOON).toContain("runs");
    expect(heard.filter((kind, index) => kind === "jobs" && index < heard.indexOf("runs"))).toHaveLength(1);
  });

  test("stop when told to, and leave the other listeners alone", async () => {
    stores = await twoStores(storeKind);
    const [stopped, going]: [WorkKind[], WorkKind[]] = [[], []];
    const listener = await stores.there.wakeUps.listen((kind) => stopped.push(kind));
    await stores.there.wakeUps.listen((kind) => going.push(kind));

    await listener.stop();
    await listener.stop();
    await makeWork(stores.here, "jobs");

    await expect.poll(() => going, SOON).toContain("jobs");
    expect(stopped).toEqual([]);
    expect(listener.isLive).toBe(false);
  });

  test("can be listened to again after everybody had stopped", async () => {
    stores = await twoStores(storeKind);
    for (let round = 0; round < 5; round++) await (await stores.there.wakeUps.listen(() => undefined)).stop();
    const heard: WorkKind[] = [];

    const listener = await stores.there.wakeUps.listen((kind) => heard.push(kind));
    await makeWork(stores.here, "jobs");

    expect(listener.isLive).toBe(true);
    await expect.poll(() => heard, SOON).toContain("jobs");
  });

  test("pass over a listener that throws", async () => {
    stores = await twoStores(storeKind);
    const heard: WorkKind[] = [];
    await stores.here.wakeUps.listen(() => {
      throw new Error("a listener's own trouble");
    });
    await stores.here.wakeUps.listen((kind) => heard.push(kind));

    stores.here.wakeUps.send("jobs");

    expect(heard).toEqual(["jobs"]);
  });

  test("are silent after the store is closed", async () => {
    stores = await twoStores(storeKind);
    const heard: WorkKind[] = [];
    const listener = await stores.here.wakeUps.listen((kind) => heard.push(kind));
    await stores.here.close();

    stores.here.wakeUps.send("jobs");
    const late = await stores.here.wakeUps.listen((kind) => heard.push(kind));
    stores.here.wakeUps.send("jobs");

    expect(heard).toEqual([]);
    expect([listener.isLive, late.isLive]).toEqual([false, false]);
  });
});
