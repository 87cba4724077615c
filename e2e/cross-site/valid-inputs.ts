/** For every change that the dashboard can be asked for, an input that it would carry out. */

import { createKernel } from "@stageline/engine";
import type { Store } from "@stageline/engine/store";

const WORKFLOW = "licence-review";
/** No worker knows it: what waits for it stays as it is. */
const NOBODYS = "nobodys";

export type Inputs = Readonly<Record<string, unknown>>;

/** By the name of the procedure, in an order in which they can be carried out one after the other. */
export async function validInputs(store: Store): Promise<Inputs> {
  const kernel = createKernel({ store });
  const mark = crypto.randomUUID();
  const run = async () =>
    (
      await store.persistence.createRun({
        workflowId: NOBODYS,
        workflowName: "Nobody's",
        workflowType: NOBODYS,
        input: {},
      })
    ).id;
  const over = async () => {
    const { runId } = await kernel.dispatch("run.create", { workflowId: WORKFLOW, input: {} });
    await kernel.dispatch("run.cancel", { runId });
    return runId;
  };
  const job = async (more: object = {}) =>
    store.jobs.enqueue({ workflowRunId: await run(), workflowId: NOBODYS, stageId: "first", ...more });
  const inAnHour = new Date(Date.now() + 3_600_000);
  const held = await job();
  await store.jobs.claim({ workerId: mark, limit: 100, leaseMs: 3_600_000, workflowIds: [NOBODYS] });
  const budget = { targetKind: "topic", targetId: mark, period: "day", reason: "r" };
  const pause = { targetKind: "worker", targetId: mark };
  const token = await kernel.dispatch("access.createToken", { name: mark, role: "viewer", days: null });
  return {
    "run.rerun": { runId: await over(), stageId: "inventory", reason: "r" },
    "run.copy": { runId: await over(), idempotencyKey: mark, reason: "r" },
    "run.cancel": { runId: await run(), reason: "r" },
    "newRun.create": { workflowId: WORKFLOW, input: {}, idempotencyKey: `${mark} new` },
    "bulk.start": { kind: "cancel", target: { ids: [await run()] }, reason: "r", id: mark },
    "bulk.abort": { id: mark },
    "cost.setBudget": { ...budget, limitUsd: 1, warnAt: 0.8 },
    "cost.removeBudget": budget,
    "settings.setPolicy": { viewersSeeContent: true },
    "settings.createToken": { name: mark, role: "viewer", days: null },
    "settings.revokeToken": { tokenId: token.id },
    "settings.endSession": { sessionId: mark },
    "queue.runNow": { jobId: await job({ suspendedUntil: inAnHour }), reason: "r" },
    "queue.setPriority": { jobId: await job(), priority: 9, reason: "r" },
    "queue.release": { jobId: held, reason: "r" },
    "queue.pause": { ...pause, reason: "r" },
    "queue.resume": pause,
    "deadLetters.mark": { kind: "run", subject: mark, fingerprint: mark, state: "IGNORED", reason: "r" },
  };
}
