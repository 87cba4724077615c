/** Moves a live job among those that wait: higher priorities are claimed first. The run's later jobs keep the run's. */

import { z } from "zod";
import { changeJob, jobToChange } from "../change-job.js";
import { defineCommand } from "../command.js";

export const jobSetPriority = defineCommand({
  type: "job.setPriority",
  input: z.object({ ...jobToChange, priority: z.number().int().min(-1_000_000).max(1_000_000) }),
  handle: (context, { priority, ...job }) =>
    changeJob(context, job, { kind: "priority", priority }, { key: "Job.priority", value: priority }),
});
