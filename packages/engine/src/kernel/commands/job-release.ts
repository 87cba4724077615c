/**
 * Takes a job from the worker that holds it, as if its lease had ended: it is given out again, or fails when that was the
 * last allowed delivery. The worker finds its lease lost; nothing it still says is recorded.
 */

import { z } from "zod";
import { changeJob, jobToChange } from "../change-job.js";
import { defineCommand } from "../command.js";
import { leaseReapStale } from "./lease-reap-stale.js";

export const jobRelease = defineCommand({
  type: "job.release",
  input: z.object(jobToChange),
  async handle(context, job): Promise<{ readonly changed: boolean }> {
    const released = await changeJob(context, job, { kind: "release" }, { key: "Job.released", value: true });
    // Where the workflow's code is not known, the sweep of a worker that knows it tells the run.
    if (released.changed) await leaseReapStale.handle(context, leaseReapStale.input.parse({}));
    return released;
  },
});
