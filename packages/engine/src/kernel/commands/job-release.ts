/**
 * Takes a job from the worker that holds it, as if its lease had ended: the next sweep of any worker gives it out again,
 * or fails it when that was the last allowed delivery. The worker finds its lease lost; nothing it still says is recorded.
 */

import { z } from "zod";
import { changeJob, jobToChange } from "../change-job.js";
import { defineCommand } from "../command.js";

export const jobRelease = defineCommand({
  type: "job.release",
  input: z.object(jobToChange),
  handle: (context, job): Promise<{ readonly changed: boolean }> =>
    changeJob(context, job, { kind: "release" }, { key: "Job.released", value: true }),
});
