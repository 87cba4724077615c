/**
 * Gives jobs whose lease has ended out again, and tells their runs.
 *
 * The queue and the run are written in two transactions; a crash between them leaves a stage that does not know of
 * its job's fate, which `run.reapStuck` repairs.
 */

import { z } from "zod";
import { UnknownWorkflowError } from "../../domain/errors.js";
import type { ReapedJob } from "../../ports/job-queue.js";
import { defineCommand } from "../command.js";
import type { KernelContext } from "../kernel-context.js";
import { reconcileRun } from "../reconcile-run.js";

/** A run of a workflow that nobody here knows is repaired by a worker that has its code. */
async function tell(context: KernelContext, runId: string): Promise<void> {
  try {
    await reconcileRun(context, runId);
  } catch (error) {
    if (!(error instanceof UnknownWorkflowError)) throw error;
  }
}

/** For the charts of the queue. A crash before it leaves these leases uncounted, and nothing else. */
async function noteExpired({ store }: KernelContext, reaped: readonly ReapedJob[]): Promise<void> {
  const byWorkflow = new Map<string, number>();
  for (const { workflowId } of reaped) byWorkflow.set(workflowId, (byWorkflow.get(workflowId) ?? 0) + 1);
  await store.persistence.noteExpiredLeases(
    [...byWorkflow].map(([workflowId, leases]) => ({ workflowId, leases })),
  );
}

export const leaseReapStale = defineCommand({
  type: "lease.reapStale",
  input: z.object({ limit: z.number().int().min(1).max(10_000).default(100) }),
  async handle(context, { limit }): Promise<{ released: number; failed: number }> {
    const reaped = await context.store.jobs.reapExpired(limit);
    await noteExpired(context, reaped);
    for (const runId of new Set(reaped.map(({ workflowRunId }) => workflowRunId))) await tell(context, runId);
    const failed = reaped.filter(({ status }) => status === "FAILED").length;
    return { released: reaped.length - failed, failed };
  },
});
