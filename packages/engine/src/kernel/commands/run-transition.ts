/** Moves a run on when its highest group is done. Any number of concurrent calls advance it once. */

import { z } from "zod";
import { NotFoundError } from "../../domain/errors.js";
import { type Advance, advanceRuns } from "../advance.js";
import { defineCommand } from "../command.js";
import { workflowShape } from "../workflow-lookup.js";

export const runTransition = defineCommand({
  type: "run.transition",
  input: z.object({ runId: z.string() }),
  async handle(context, { runId }): Promise<Advance> {
    const { steps, jobs } = await context.store.transaction(async (scope) => {
      const run = await scope.persistence.lockRun(runId);
      if (run === null) throw new NotFoundError("Run", runId);
      const shape = await workflowShape(context, scope, run.workflowId);
      const advanced = await advanceRuns(scope, [{ run, shape, causationId: runId }], context.clock.now());
      await scope.persistence.appendOutboxEvents(advanced.events);
      return advanced;
    });
    if (jobs > 0) context.observer.workAppeared?.({ runs: 0, jobs });
    return steps.get(runId) ?? { kind: "waiting" };
  },
});
