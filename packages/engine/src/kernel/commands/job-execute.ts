/**
 * Runs one stage and records how it ended.
 *
 * Two short writes with the stage body between them, so no connection is held while it works:
 *   begin   stage RUNNING, `stage:started` in the outbox; done before by `job.begin` for a batch, or here for one job
 *   settle  result or failure, next jobs and events, all or nothing, fenced by the lease token, together with the
 *           other stages that end at the same time
 * A crash between the two leaves a RUNNING stage under a lease; `lease.reapStale` hands it out again.
 */

import { z } from "zod";
import type { BegunStage } from "../../ports/begun-stage.js";
import type { LeasedJob } from "../../ports/job-queue.js";
import { defineCommand } from "../command.js";
import { beginStages } from "../stage-run/begin-stages.js";
import { type Executed, executeStage } from "../stage-run/execute-stage.js";
import type { TakesNext } from "../stage-run/settlement.js";

const held = <Value>(member: string) =>
  z.custom<Value>((value) => typeof value === "object" && value !== null && member in value);

export const jobExecute = defineCommand({
  type: "job.execute",
  input: z.object({
    /** A job claimed from the queue, or a stage that `job.begin` gave. */
    job: z.union([held<LeasedJob>("leaseToken"), held<BegunStage>("stage")]),
    /** Aborts when the lease is lost, the run is cancelled or the worker stops. */
    signal: z.instanceof(AbortSignal).optional(),
    /** Go on with the stage that follows, if it is one alone. Default: whoever claims it first gets it. */
    next: held<TakesNext>("take").optional(),
  }),
  async handle(kernel, { job, signal = new AbortController().signal, next }): Promise<{ outcome: Executed }> {
    if ("stage" in job) return { outcome: await executeStage(kernel, job, signal, next) };
    if (kernel.workflows.get(job.workflowId)?.stage(job.stageId) === undefined) {
      // This process does not know the work. Another may: the job goes back as if it had not been taken.
      await kernel.store.jobs.release([job]);
      return { outcome: "nothing" };
    }
    const [begun] = await beginStages(kernel, [job]);
    return { outcome: begun === undefined ? "nothing" : await executeStage(kernel, begun, signal, next) };
  },
});
