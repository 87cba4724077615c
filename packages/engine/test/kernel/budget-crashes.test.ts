/** A process that dies while jobs are held or let go leaves nothing failed, and nothing held that need not be. */

import { generateText } from "ai";
import { expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel.js";
import type { KernelStore } from "../../src/ports/kernel-store.js";
import { CRASH_MOMENTS, type CrashPoint, withCrashPoint } from "../../src/testing/crash-points.js";
import { fixedPriceModel, MODEL_ID } from "./fixed-price-model.js";
import { workbench } from "./workbench.js";
import { sampleWorkflow } from "./workflows.js";

/** measure asks a model. */
const workflow = sampleWorkflow({
  async measure(ctx) {
    await generateText({ model: ctx.ai(), prompt: "?", abortSignal: ctx.signal });
    return { text: "a", length: 1 };
  },
});
const onModel = { targetKind: "model", targetId: MODEL_ID } as const;
const onWorkflow = { targetKind: "workflow", targetId: "sample" } as const;

test("wherever it dies between a held call and the raised limit, another process goes on", async () => {
  const bench = await workbench("memory", workflow, { model: fixedPriceModel() });
  const on = (store: KernelStore) =>
    createKernel({ store, workflows: [workflow], workerId: "doomed", model: fixedPriceModel() });
  /** One process: its stage is held within its body, the workflow too, then both budgets are raised. */
  const live = async (store: KernelStore) => {
    const kernel = on(store);
    await kernel.dispatch("budget.set", { ...onModel, limitUsd: 0 });
    const begun = await kernel.dispatch("job.begin", { limit: 10, leaseMs: 1 });
    for (const job of begun) await kernel.dispatch("job.execute", { job });
    await kernel.dispatch("budget.set", { ...onWorkflow, limitUsd: 0 });
    await kernel.dispatch("budget.remove", { ...onModel });
    await kernel.dispatch("budget.remove", { ...onWorkflow });
  };
  const dieAt = async (point?: CrashPoint): Promise<{ calls: number; status: string | null }> => {
    const runId = await bench.create({ text: "a" });
    await bench.kernel.dispatch("run.claimPending", {});
    const doomed = withCrashPoint(bench.store, point);
    await live(doomed.store).catch(() => undefined);
    const calls = doomed.calls.length;
    await bench.store.persistence.removeBudget({ ...onModel, period: "day" });
    await bench.store.persistence.removeBudget({ ...onWorkflow, period: "day" });
    await expect
      .poll(async () => {
        await bench.kernel.dispatch("lease.reapStale", {});
        await bench.kernel.dispatch("budget.enforce", {});
        await bench.kernel.dispatch("run.reapStuck", { quietMs: 0 });
        await bench.drain();
        return bench.statusOf(runId);
      })
      .toBe("COMPLETED");
    return { calls, status: await bench.statusOf(runId) };
  };

  const { calls } = await dieAt();
  for (let call = 1; call <= calls; call++) {
    for (const moment of CRASH_MOMENTS) expect((await dieAt({ call, moment })).status).toBe("COMPLETED");
  }

  expect(calls).toBeGreaterThan(20);
  expect(await bench.store.jobs.countHeld()).toEqual([]);
  await bench.discard();
});
