/**
 * Runs one stage and records how it ended.
 *
 * Two short transactions with the stage body between them, so no connection is held while it works:
 *   begin   stage RUNNING, `stage:started` in the outbox
 *   settle  result or failure, next jobs and events, all or nothing, fenced by the lease token
 * A crash between the two leaves a RUNNING stage under a lease; `lease.reapStale` hands it out again.
 */

import { z } from "zod";
import { LeaseLostError, UnstorableValueError } from "../../domain/errors.js";
import type { LeasedJob } from "../../ports/job-queue.js";
import { defineCommand } from "../command.js";
import { failureOf } from "../failure.js";
import { annotationBuffer } from "../stage-run/annotation-buffer.js";
import { liveReport } from "../stage-run/live-report.js";
import { runBody } from "../stage-run/run-body.js";
import { type Settled, settleStage } from "../stage-run/settle-stage.js";
import { startStage } from "../stage-run/started-stage.js";

/** `nothing`: there was no work left in the job. `abandoned`: the outcome was not wanted any more. */
export type Executed = Settled | "nothing" | "abandoned";

export const jobExecute = defineCommand({
  type: "job.execute",
  input: z.object({
    job: z.custom<LeasedJob>((job) => typeof job === "object" && job !== null && "leaseToken" in job),
    /** Aborts when the lease is lost, the run is cancelled or the worker stops. */
    signal: z.instanceof(AbortSignal).optional(),
  }),
  async handle(kernel, { job, signal = new AbortController().signal }): Promise<{ outcome: Executed }> {
    const workflow = kernel.workflows.get(job.workflowId);
    const definition = workflow?.stage(job.stageId);
    if (workflow === undefined || definition === undefined) {
      // This process does not know the work. Another may: the job goes back as if it had not been taken.
      await kernel.store.jobs.release([job]);
      return { outcome: "nothing" };
    }
    const started = await startStage(kernel, job);
    if (started === null) return { outcome: "nothing" };

    const owner = {
      runId: started.run.id,
      stageRecordId: started.stage.id,
      stageId: job.stageId,
      attempt: started.stage.attempt,
    };
    const report = liveReport(kernel, owner);
    const annotations = annotationBuffer(owner);
    const outcome = await runBody(kernel, { workflow, definition, started, annotations, report, signal });
    if (outcome.kind === "abandoned") {
      await report.close();
      return { outcome: "abandoned" };
    }
    await report.quiesce();
    const settlement = { shape: workflow.shape, definition, started, annotations, report };
    try {
      return { outcome: await settleStage(kernel, { ...settlement, outcome }) };
    } catch (error) {
      if (error instanceof LeaseLostError) {
        await report.close();
        return { outcome: "dropped" };
      }
      if (!(error instanceof UnstorableValueError)) throw error;
      // The stage said something that cannot be stored. It fails with the reason, and without what it said.
      const failed = { kind: "failed", failure: failureOf(error) } as const;
      return {
        outcome: await settleStage(kernel, {
          ...settlement,
          annotations: annotationBuffer(owner),
          outcome: failed,
        }),
      };
    }
  },
});
