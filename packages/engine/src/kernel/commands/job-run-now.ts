/** Makes a waiting job due at once, or the next poll of a suspended one. What is due already stays as it is. */

import { z } from "zod";
import { changeJob, jobToChange } from "../change-job.js";
import { defineCommand } from "../command.js";

export const jobRunNow = defineCommand({
  type: "job.runNow",
  input: z.object(jobToChange),
  handle: (context, job) => changeJob(context, job, { kind: "due" }, { key: "Job.runNow", value: true }),
});
