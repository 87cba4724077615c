/** A live job changed by hand: the change and the note on its run who did it and why commit together. */

import { z } from "zod";
import { NotFoundError } from "../domain/errors.js";
import type { JobChange } from "../ports/job-changes.js";
import { actorSchema } from "./command.js";
import type { KernelContext } from "./kernel-context.js";

export const jobToChange = {
  jobId: z.string().min(1).max(500),
  reason: z.string().max(2_000).optional(),
  actor: actorSchema.optional(),
};

export interface JobToChange {
  readonly jobId: string;
  readonly reason?: string | undefined;
  readonly actor?: z.output<typeof actorSchema> | undefined;
}

/**
 * The run's row is taken first, as all who lock several do.
 *
 * @param key of the annotation that notes it; its value says what was changed
 * @returns whether there was something to change: repeating a command changes nothing and notes nothing
 */
export async function changeJob(
  { store, acted }: KernelContext,
  { jobId, reason, actor }: JobToChange,
  change: JobChange,
  { key, value }: { readonly key: string; readonly value: unknown },
): Promise<{ readonly changed: boolean }> {
  const job = await store.jobs.getJob(jobId);
  if (job === null) throw new NotFoundError("Job", jobId);
  const changed = await store.transaction(async ({ persistence, jobs }) => {
    const run = await persistence.lockRun(job.workflowRunId);
    if (!(await jobs.changeJob(jobId, change))) return false;
    if (run !== null)
      await persistence.appendAnnotations([
        {
          workflowRunId: run.id,
          attempt: job.stageAttempt,
          scope: "stage",
          scopeId: job.stageId,
          key,
          value,
          payload: { jobId, reason: reason ?? null },
          ...(actor === undefined ? {} : { actor }),
        },
      ]);
    return true;
  });
  if (changed) {
    const isMoved = change.kind === "priority";
    acted({
      targetKind: "job",
      targetId: jobId,
      reason,
      ...(isMoved ? { before: { priority: job.priority }, after: { priority: change.priority } } : {}),
    });
    store.wakeUps.send("jobs");
  }
  return { changed };
}
