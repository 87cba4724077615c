/** A workflow that notes every body it enters, and a worker without loops: each round is called by the test. */

import { z } from "zod";
import { defineStage } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import { createKernel } from "../../src/kernel/kernel.js";
import type { Store } from "../../src/store.js";
import { eventually } from "../../src/testing/eventually.js";
import type { Acknowledgement, Execution } from "../../src/testing/oracle.js";

export const LEASE_MS = 150;

/** first → (left ‖ right) → last; `before` runs inside every body. */
export function errands(before: (execution: Execution) => Promise<void> | void = () => undefined) {
  const executions: Execution[] = [];
  const stage = (id: string) =>
    defineStage({
      id,
      name: id,
      schemas: { input: z.unknown(), output: z.number() },
      retry: { maxAttempts: 30, baseMs: 1, capMs: 5 },
      async execute(context) {
        const { runId, stageId, attempt, delivery } = context;
        executions.push({ runId, stageId, attempt, delivery });
        context.annotate("Errand.delivery", delivery);
        await before({ runId, stageId, attempt, delivery });
        return delivery;
      },
    });
  const workflow = defineWorkflow({ id: "errands", name: "Errands", input: z.object({}) })
    .pipe(stage("first"))
    .parallel([stage("left"), stage("right")])
    .pipe(stage("last"))
    .build();
  return { workflow, executions };
}

export type Errands = ReturnType<typeof errands>["workflow"];

/** A worker over a store that may fail at any call: a failed call is given up, as a loop's turn would be. */
export function errandBoy(store: Store, workflow: Errands, workerId: string) {
  const kernel = createKernel({ store, workflows: [workflow], workerId });
  const quietly = (work: Promise<unknown>) => work.catch(() => undefined);
  const round = async () => {
    await quietly(kernel.dispatch("lease.reapStale", {}));
    await quietly(kernel.dispatch("run.reapStuck", { quietMs: LEASE_MS }));
    await quietly(kernel.dispatch("run.claimPending", { limit: 10 }));
    const jobs = await store.jobs.claim({ workerId, limit: 10, leaseMs: LEASE_MS }).catch(() => []);
    await Promise.all(jobs.map((job) => quietly(kernel.dispatch("job.execute", { job }))));
  };
  return {
    kernel,
    round,
    /** Asks until the run is acknowledged. */
    create: (idempotencyKey: string): Promise<Acknowledgement> =>
      eventually("the run is acknowledged", async () => {
        const order = { workflowId: workflow.id, input: {}, idempotencyKey };
        const answer = await kernel.dispatch("run.create", order).catch(() => undefined);
        return answer && { runId: answer.runId, idempotencyKey };
      }),
  };
}

/** Works until the runs have ended; `look` must not fail. */
export const untilEnded = (
  look: Store,
  acknowledged: readonly Acknowledgement[],
  round: () => Promise<void>,
) =>
  eventually(
    "the runs end",
    async () => {
      await round();
      const states = await Promise.all(acknowledged.map(({ runId }) => look.persistence.getRunStatus(runId)));
      return states.every((status) => status === "COMPLETED") ? true : undefined;
    },
    30_000,
  );
