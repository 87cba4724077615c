/** Re-drives RUNNING runs for which nothing can make progress, because a crash lost their job or their transition. */

import { z } from "zod";
import { defineCommand } from "../command.js";
import { reconcileRun } from "../reconcile-run.js";

export const runReapStuck = defineCommand({
  type: "run.reapStuck",
  input: z.object({
    /** Milliseconds without activity before a run is looked at. */
    quietMs: z.number().min(0).default(30_000),
  }),
  async handle(context, { quietMs }): Promise<{ redriven: string[] }> {
    const now = await context.store.now();
    const stuck = await context.store.persistence.getStuckRuns(new Date(now.getTime() - quietMs));
    const redriven: string[] = [];
    for (const { id, workflowId } of stuck) {
      // Only a process that has the code repairs a run: it knows the groups as they are.
      if (!context.workflows.has(workflowId)) continue;
      await reconcileRun(context, id);
      redriven.push(id);
    }
    return { redriven };
  },
});
