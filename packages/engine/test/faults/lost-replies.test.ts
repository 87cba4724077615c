import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase, openStore, type Store } from "../../src/store.js";
import { type Acknowledgement, createOracle, type Execution, sqlFacts } from "../../src/testing/oracle.js";
import { openTestStore, type TestStore } from "../stores.js";
import { errandBoy, errands, LEASE_MS, untilEnded } from "./errands.js";
import { type Fault, openProxy, type PostgresProxy } from "./postgres-proxy.js";
import { snapshotOf } from "./snapshot.js";

describe("with a connection that breaks", () => {
  let direct: TestStore;
  let database: Database;
  let proxy: PostgresProxy;
  let proxied: Store;
  beforeEach(async () => {
    direct = await openTestStore("postgresql");
    database = await openDatabase(direct.url ?? "");
    proxy = await openProxy(direct.url ?? "");
    proxied = await openStore(proxy.url);
  });
  afterEach(async () => {
    proxy.resume();
    await proxied.close().catch(() => undefined);
    await proxy.close();
    await database.close();
    await direct.discard();
  });
  const violations = (acknowledged: readonly Acknowledgement[], executions: readonly Execution[]) =>
    createOracle(sqlFacts(database)).check({ acknowledged, executions });

  test.each<Fault>(["reply", "request"])(
    "§7.7 the %s of any commit in a run's life is lost: no duplicate, no loss",
    async (fault) => {
      const { workflow, executions } = errands();
      const worker = errandBoy(proxied, workflow, "unlucky");
      const acknowledged: Acknowledgement[] = [];

      for (let nth = 1; ; nth++) {
        const commit = proxy.breakCommit(nth, fault);
        const run = await worker.create(`${fault}-${nth}`);
        await untilEnded(direct.store, [run], worker.round);
        acknowledged.push(run);
        commit.disarm();
        if (!commit.isBroken()) break;
      }

      expect(acknowledged.length).toBeGreaterThan(8);
      expect(await violations(acknowledged, executions)).toEqual([]);
    },
  );

  test("connections that are reset again and again lose nothing and double nothing", async () => {
    const { workflow, executions } = errands((execution) => {
      // The last stage of each run is hit while others of its process are anywhere in theirs.
      if (execution.stageId === "last" && execution.delivery === 1) proxy.reset();
    });
    const worker = errandBoy(proxied, workflow, "unlucky");

    const acknowledged = await Promise.all(Array.from({ length: 8 }, (_, n) => worker.create(`reset-${n}`)));
    await untilEnded(direct.store, acknowledged, worker.round);

    expect(new Set(acknowledged.map(({ runId }) => runId)).size).toBe(8);
    expect(await violations(acknowledged, executions)).toEqual([]);
  });

  test("a worker that goes silent inside its commit does not keep the run from the others", async () => {
    const impatient = new URL(proxy.url);
    impatient.searchParams.set("options", "-c idle_in_transaction_session_timeout=300");
    const silent = await openStore(impatient.href);
    let commit: ReturnType<PostgresProxy["breakCommit"]> | undefined;
    const { workflow, executions } = errands(({ stageId, delivery }) => {
      if (stageId === "first" && delivery === 1) commit = proxy.breakCommit(1, "silence");
    });
    const late = errandBoy(silent, workflow, "late");
    const other = errandBoy(direct.store, workflow, "other");
    const run = await late.create("silent");

    const lateRound = late.round();
    await expect.poll(() => commit?.isBroken(), { interval: 5, timeout: 20_000 }).toBe(true);
    await untilEnded(direct.store, [run], other.round);
    const before = await snapshotOf(direct.store, run.runId);
    proxy.resume();
    await lateRound;
    await silent.close();

    expect(await snapshotOf(direct.store, run.runId)).toEqual(before);
    expect(before.stages).toMatchObject([{ stageId: "first", deliveries: 2 }, {}, {}, {}]);
    expect(await violations([run], executions)).toEqual([]);
  });

  test("a worker cut off for two leases changes nothing when it is back, and takes no lease away", async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { workflow, executions } = errands(({ stageId, delivery }) => {
      if (stageId === "first" && delivery === 1) proxy.stall();
      return stageId === "first" && delivery === 2 ? held : undefined;
    });
    const late = errandBoy(proxied, workflow, "late");
    const other = errandBoy(direct.store, workflow, "other");
    const run = await late.create("cut-off");

    const lateRound = late.round();
    await expect.poll(() => executions.length, { interval: 5, timeout: 20_000 }).toBe(1);
    const leasesOver = performance.now() + 2 * LEASE_MS;
    const ending = untilEnded(direct.store, [run], other.round);
    const isOthers = () => executions.length === 2 && performance.now() > leasesOver;
    await expect.poll(isOthers, { interval: 5, timeout: 20_000 }).toBe(true);
    const before = await snapshotOf(direct.store, run.runId);
    proxy.resume();
    await lateRound;

    expect(await snapshotOf(direct.store, run.runId)).toEqual(before);
    letGo();
    await ending;
    expect((await direct.store.persistence.getStage(run.runId, "first"))?.outputData).toBe(2);
    expect(await violations([run], executions)).toEqual([]);
  });
});
