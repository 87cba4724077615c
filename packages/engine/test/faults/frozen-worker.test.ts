/** §7.1 with real processes: one that is frozen for two leases, and one that lives ten leases through. */

import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, test } from "vitest";
import { z } from "zod";
import { ended, spawnWorker } from "../../../../chaos/herd.mjs";
import { readLines } from "../../../../chaos/workflows/notes.mjs";
import { defineStage } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import { createKernel } from "../../src/kernel/kernel.js";
import { openDatabase } from "../../src/store.js";
import { createOracle, type Execution, sqlFacts } from "../../src/testing/oracle.js";
import { openTestStore } from "../stores.js";
import { snapshotOf } from "./snapshot.js";

const LEASE_MS = 1_000;
const WORKFLOWS = path.join(import.meta.dirname, "frozen-workflow.mjs");

/** A run of the workflow `frozen`, looked at and worked on from this process, and real workers beside it. */
async function stage(kind: "sqlite" | "postgresql") {
  const opened = await openTestStore(kind);
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-frozen-"));
  const database = await openDatabase(opened.url ?? "");
  const workers: ChildProcess[] = [];
  const { store } = opened;
  const own = ownWorkflow();
  const kernel = createKernel({ store, workflows: [own.workflow], workerId: "here" });
  await store.persistence.saveDefinition(own.workflow.shape, "here");
  return {
    store,
    kernel,
    own,
    create: async (name: string) =>
      (await kernel.dispatch("run.create", { workflowId: "frozen", input: { name } })).runId,
    startWorker() {
      const worker = spawnWorker({
        DATABASE_URL: opened.url ?? "",
        FROZEN_NOTES: folder,
        STAGELINE_WORKFLOWS: WORKFLOWS,
        STAGELINE_LEASE_MS: String(LEASE_MS),
        STAGELINE_POLL_MS: "50",
        STAGELINE_SLOTS: "4",
      });
      workers.push(worker);
      return worker;
    },
    notes: (what: "entered" | "left") =>
      readLines(path.join(folder, "notes.jsonl")).filter((note) => note.what === what),
    /** Lets this delivery of the run of that name go on. */
    letGo: (name: string, delivery: number) => writeFileSync(path.join(folder, `${name}-${delivery}`), ""),
    violations: (acknowledged: readonly string[], executions: readonly Execution[]) =>
      createOracle(sqlFacts(database)).check({
        acknowledged: acknowledged.map((runId) => ({ runId })),
        executions,
      }),
    async discard() {
      await Promise.all(workers.map((worker) => ended(worker, "SIGKILL")));
      await database.close();
      await opened.discard();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The same workflow with another body: it goes on when the test says so. */
function ownWorkflow() {
  const executions: Execution[] = [];
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const hold = defineStage({
    id: "hold",
    name: "Hold",
    schemas: { input: z.object({ name: z.string() }), output: z.number() },
    async execute({ runId, stageId, attempt, delivery, input }) {
      executions.push({ runId, stageId, attempt, delivery });
      if (input.name === "held") await held;
      return delivery;
    },
  });
  const workflow = defineWorkflow({ id: "frozen", name: "Frozen", input: z.object({ name: z.string() }) })
    .pipe(hold)
    .build();
  return { workflow, executions, letGo: () => letGo() };
}

/** Stops a process where it holds no lock of the database: one frozen inside a write holds up all others. */
async function freeze(worker: ChildProcess, write: () => Promise<unknown>): Promise<void> {
  for (;;) {
    worker.kill("SIGSTOP");
    const writing = write();
    if (await Promise.race([writing.then(() => true), wait(500, false)])) return;
    worker.kill("SIGCONT");
    await writing;
  }
}

describe.each(["sqlite", "postgresql"] as const)("§7.1 on %s", { concurrent: true }, (kind) => {
  test("a worker frozen for two leases changes nothing when it wakes", async ({ expect, onTestFinished }) => {
    const { store, kernel, own, ...scene } = await stage(kind);
    onTestFinished(scene.discard);
    const [done, held] = [await scene.create("done"), await scene.create("held")];
    const worker = scene.startWorker();
    await expect.poll(() => scene.notes("entered").length, { timeout: 20_000 }).toBe(2);

    await freeze(worker, () => store.persistence.saveDefinition(own.workflow.shape, "here"));
    const twoLeasesOn = performance.now() + 2 * LEASE_MS;
    const taken: string[] = [];
    const working: Promise<unknown>[] = [];
    const takeOver = async () => {
      await kernel.dispatch("lease.reapStale", {});
      for (const job of await store.jobs.claim({ workerId: "here", limit: 2, leaseMs: 60_000 })) {
        taken.push(job.workflowRunId);
        working.push(kernel.dispatch("job.execute", { job }));
      }
      return taken.length === 2 && performance.now() > twoLeasesOn && own.executions.length === 2;
    };
    await expect.poll(takeOver, { interval: 50, timeout: 20_000 }).toBe(true);
    await expect.poll(() => store.persistence.getRunStatus(done), { timeout: 20_000 }).toBe("COMPLETED");
    const look = async () => [await snapshotOf(store, done), await snapshotOf(store, held)];
    const before = await look();

    worker.kill("SIGCONT");
    scene.letGo("done", 1);
    scene.letGo("held", 1);
    await expect.poll(() => scene.notes("left").length, { timeout: 20_000 }).toBe(2);
    await ended(worker, "SIGTERM");

    expect(await look()).toEqual(before);
    own.letGo();
    await Promise.all(working);
    expect(await store.persistence.getRun(held)).toMatchObject({ status: "COMPLETED", output: 2 });
    expect(await scene.violations([done, held], [...scene.notes("entered"), ...own.executions])).toEqual([]);
  });

  test("a stage of ten leases with a live worker runs once", async ({ expect, onTestFinished }) => {
    const { store, kernel, ...scene } = await stage(kind);
    onTestFinished(scene.discard);
    const runId = await scene.create("long");
    scene.startWorker();
    await expect.poll(() => scene.notes("entered").length, { timeout: 20_000 }).toBe(1);

    const tenLeasesOn = performance.now() + 10 * LEASE_MS;
    const rival = async () => {
      const { released, failed } = await kernel.dispatch("lease.reapStale", {});
      const { redriven } = await kernel.dispatch("run.reapStuck", { quietMs: 0 });
      const stolen = await store.jobs.claim({ workerId: "here", limit: 1, leaseMs: LEASE_MS });
      expect({ released, failed, redriven, stolen }).toEqual({
        released: 0,
        failed: 0,
        redriven: [],
        stolen: [],
      });
      return performance.now() > tenLeasesOn;
    };
    await expect.poll(rival, { interval: 200, timeout: 20_000 }).toBe(true);
    scene.letGo("long", 1);

    await expect.poll(() => store.persistence.getRunStatus(runId), { timeout: 20_000 }).toBe("COMPLETED");
    expect(scene.notes("entered")).toMatchObject([{ runId, delivery: 1 }]);
    expect(await scene.violations([runId], scene.notes("entered"))).toEqual([]);
  });
});
