/** A worker that dies at any call of its store, or loses any reply, around handing over and asking after a batch. */

import { describe, expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel.js";
import { CRASH_MOMENTS, type CrashPoint, withCrashPoint } from "../../src/testing/crash-points.js";
import { nextInstant } from "../../src/testing/store-clock.js";
import { openTestStore, STORE_KINDS, type StoreKind } from "../stores.js";
import { COST_PER_CALL, openProvider } from "./provider.js";
import { describingWorkflow } from "./workflow.js";

const REQUESTS = 2;
/** A plain test run takes every nth point, starting elsewhere in each scenario; `STAGELINE_CRASH_POINTS=all` takes all. */
const EVERY_NTH: Record<StoreKind, number> = { memory: 1, sqlite: 9, postgresql: 11 };

describe.each(STORE_KINDS)("on %s", (kind) => {
  const every = process.env.STAGELINE_CRASH_POINTS === "all" ? 1 : EVERY_NTH[kind];

  test.each(["handing it over", "asking after it", "cancelling it"] as const)(
    "a worker that dies while %s leaves one batch, one result and one bill",
    async (moment) => {
      const world = await openWorld(kind);
      const calls = await world.live(moment);
      const points = pointsOf(calls.length).filter((_, index) => index % every === 0);

      const wrong: string[] = [];
      for (const point of points) {
        const found = await world.live(moment, point).then(world.judge);
        if (found !== undefined)
          wrong.push(`${point.moment} ${calls[point.call - 1]} (${point.call}): ${found}`);
      }
      await world.discard();

      expect(wrong).toEqual([]);
      expect(points.length).toBeGreaterThan(2);
    },
    120_000,
  );
});

const pointsOf = (calls: number): CrashPoint[] =>
  Array.from({ length: calls }, (_, index) =>
    CRASH_MOMENTS.map((moment) => ({ call: index + 1, moment })),
  ).flat();

type Moment = "handing it over" | "asking after it" | "cancelling it";

async function openWorld(kind: StoreKind) {
  const { store, discard } = await openTestStore(kind);
  let provider = openProvider();
  let runId = "";
  let expected: "COMPLETED" | "CANCELLED" = "COMPLETED";
  const workerOn = (on: typeof store, workerId: string) =>
    createKernel({ store: on, workflows: [describingWorkflow({ model: provider.model })], workerId });

  /** Work that is due, and leases of the dead that have ended. */
  const work = async (kernel: ReturnType<typeof createKernel>) => {
    await kernel.dispatch("lease.reapStale", {});
    const begun = await kernel.dispatch("job.begin", { limit: 10, leaseMs: 2 });
    for (const job of begun) await kernel.dispatch("job.execute", { job });
  };
  const repair = async (until: () => Promise<boolean>) => {
    const healthy = workerOn(store, "healthy");
    for (let pass = 0; pass < 300; pass++) {
      if (await until()) return;
      await nextInstant(store);
      await work(healthy);
      await healthy.dispatch("stage.pollSuspended", { leaseMs: 5_000 });
      await healthy.dispatch("stage.cancelWork", { leaseMs: 5_000 });
    }
  };
  const isSuspended = async () =>
    (await store.persistence.getStage(runId, "describe"))?.status === "SUSPENDED";
  const isOver = async () => {
    if ((await store.persistence.getRunStatus(runId)) !== expected) return false;
    return expected === "COMPLETED" || store.aiCalls.isRecorded(provider.books[0]?.batchId ?? "");
  };

  return {
    discard,
    /** Brings a new run to the moment, lets a worker die there, and others go on. Returns the calls it made. */
    async live(moment: Moment, point?: CrashPoint): Promise<readonly string[]> {
      provider = openProvider();
      expected = moment === "cancelling it" ? "CANCELLED" : "COMPLETED";
      const healthy = workerOn(store, "healthy");
      const created = await healthy.dispatch("run.create", { workflowId: "describing", input: REQUESTS });
      runId = created.runId;
      await healthy.dispatch("run.claimPending", {});
      await work(healthy);
      if (moment !== "handing it over") await repair(isSuspended);
      if (moment === "asking after it") provider.finish();
      if (moment === "cancelling it") {
        await healthy.dispatch("run.cancel", { runId });
        provider.finish("cancelled");
      }
      await nextInstant(store);
      await nextInstant(store);

      const crashing = withCrashPoint(store, point);
      const doomed = workerOn(crashing.store as typeof store, "doomed");
      const dying =
        moment === "handing it over"
          ? work(doomed)
          : moment === "asking after it"
            ? doomed.dispatch("stage.pollSuspended", { leaseMs: 30 })
            : doomed.dispatch("stage.cancelWork", { leaseMs: 30 });
      await dying.then(
        () => undefined,
        () => undefined,
      );
      const calls = [...crashing.calls];

      if (moment === "handing it over") await repair(isSuspended);
      provider.finish(moment === "cancelling it" ? "cancelled" : "completed");
      await repair(isOver);
      return calls;
    },
    /** What is wrong; undefined when all is well. */
    async judge(): Promise<string | undefined> {
      const run = await store.persistence.getRun(runId);
      if (run?.status !== expected) return `the run is ${run?.status}`;
      if (expected === "COMPLETED" && run.output !== "word 1, word 2") return `its output is ${run.output}`;
      if (provider.books.length !== 1) return `${provider.books.length} batches were handed over`;
      const { rows } = await store.read.aiCalls.list({ runId, limit: 100, direction: "after" });
      if (rows.length !== REQUESTS) return `${rows.length} calls are recorded`;
      if (Math.abs(run.totalCost - REQUESTS * COST_PER_CALL) > 1e-12) return `the run cost ${run.totalCost}`;
      return undefined;
    },
  };
}
