/** Moves a run on when its highest group is done. Any number of concurrent calls advance it once. */

import { z } from "zod";
import { NotFoundError } from "../../domain/errors.js";
import { type Advance, advance } from "../advance.js";
import { defineCommand } from "../command.js";
import { workflowShape } from "../workflow-lookup.js";

export const runTransition = defineCommand({
  type: "run.transition",
  input: z.object({ runId: z.string() }),
  handle: (context, { runId }): Promise<Advance> =>
    context.store.transaction(async (scope) => {
      const run = await scope.persistence.lockRun(runId);
      if (run === null) throw new NotFoundError("Run", runId);
      const shape = await workflowShape(context, scope, run.workflowId);
      return advance(scope, run, shape, { now: context.clock.now(), causationId: runId });
    }),
});
