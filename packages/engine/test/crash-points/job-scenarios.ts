/**
 * What people do to jobs and to who works on them: the change and the note of it are both there, or neither.
 *
 * `queue.sample` is not here: a slot of time is measured once, in one statement, so it cannot be made to die twice.
 */

import { expect } from "vitest";
import type { Kernel } from "../../src/kernel/kernel.js";
import type { Bench } from "./bench.js";
import type { Scenario } from "./scenarios.js";

/** As a person would say why. */
const SAID = { actor: { kind: "user", id: "maria" }, reason: "a crash test" };

/** A job of the run's first stage that waits, or is held by a worker. */
async function jobOf(bench: Bench, runId: string, status: "PENDING" | "RUNNING"): Promise<string> {
  if (status === "RUNNING") await bench.claim();
  else await bench.healthy.dispatch("run.claimPending", {});
  const jobs = await bench.store.jobs.listJobs({ status: [status], limit: 1_000 });
  const job = jobs.find(({ workflowRunId }) => workflowRunId === runId);
  if (job === undefined) throw new Error(`Run ${runId} has no job that is ${status}`);
  return job.id;
}

const notes = async ({ store }: Bench, runId: string, key: string) =>
  (await store.persistence.listAnnotations(runId, { key })).length;

function changing(
  name: Scenario["name"],
  key: string,
  prepareJob: (bench: Bench, runId: string) => Promise<string>,
  change: (kernel: Kernel, jobId: string) => Promise<unknown>,
): Scenario {
  return {
    name,
    async prepare(bench, runId) {
      await bench.create(runId);
      const jobId = await prepareJob(bench, runId);
      return {
        give: (kernel) => change(kernel, jobId),
        async again({ healthy }) {
          await change(healthy, jobId);
          expect(await notes(bench, runId, key)).toBe(1);
        },
      };
    },
  };
}

/** It failed once, and is not due again for an hour. */
async function delayedJob(bench: Bench, runId: string): Promise<string> {
  await jobOf(bench, runId, "PENDING");
  const jobId = await jobOf(bench, runId, "RUNNING");
  await bench.store.jobs.fail(jobId, "later", true, undefined, 3_600_000);
  return jobId;
}

export const JOB_SCENARIOS: readonly Scenario[] = [
  changing(
    "job.setPriority",
    "Job.priority",
    (bench, runId) => jobOf(bench, runId, "PENDING"),
    (kernel, jobId) => kernel.dispatch("job.setPriority", { ...SAID, jobId, priority: 7 }),
  ),
  changing(
    "job.release",
    "Job.released",
    (bench, runId) => jobOf(bench, runId, "RUNNING"),
    (kernel, jobId) => kernel.dispatch("job.release", { ...SAID, jobId }),
  ),
  changing("job.runNow", "Job.runNow", delayedJob, (kernel, jobId) =>
    kernel.dispatch("job.runNow", { ...SAID, jobId }),
  ),
  {
    name: "pause.set and pause.clear",
    async prepare(bench, runId) {
      await bench.create(runId);
      await jobOf(bench, runId, "PENDING");
      const target = { targetKind: "workflow", targetId: "crash" } as const;
      const pauseAndResume = async (kernel: Kernel) => {
        await kernel.dispatch("pause.set", { ...SAID, ...target });
        await kernel.dispatch("pause.clear", target);
      };
      return {
        give: pauseAndResume,
        async again({ healthy, store }) {
          await pauseAndResume(healthy);
          expect(await store.read.pauses.list()).toEqual([]);
        },
      };
    },
  },
];
