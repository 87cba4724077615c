/**
 * Claims due jobs of the workflows known here and begins their stages: RUNNING, `stage:started` in the outbox, and
 * everything their bodies need. Each comes back to be given to `job.execute`.
 */

import { z } from "zod";
import type { BegunStage } from "../../ports/begun-stage.js";
import { defineCommand } from "../command.js";
import { claimAndBegin } from "../stage-run/begin-stages.js";
import { batchSpan } from "../tracing.js";

export const jobBegin = defineCommand({
  type: "job.begin",
  input: z.object({
    limit: z.number().int().min(1).max(1_000),
    /** Milliseconds until the leases end unless renewed. */
    leaseMs: z.number().int().min(1).default(30_000),
  }),
  async handle(kernel, { limit, leaseMs }): Promise<BegunStage[]> {
    const { workflows, workerId, observer, limits } = kernel;
    // Jobs that appear after the last sweep are not held yet.
    const workflowIds = [...workflows.keys()].filter(limits.mayBegin);
    if (workflowIds.length === 0) return [];
    const start = performance.now();
    const begun = await claimAndBegin(kernel, {
      workerId,
      limit,
      leaseMs,
      workflowIds,
    });
    const tookMs = performance.now() - start;
    batchSpan("begin", begun.length, tookMs);
    if (begun.length > 0) observer.batchWritten?.({ kind: "begin", size: begun.length, tookMs });
    return begun;
  },
});
