/** What of each call of the queue can hold a secret. */

import type { Hold } from "../../domain/hold.js";
import type { EnqueueJobInput, JobEnding, LeasedJobQueue } from "../../ports/job-queue.js";
import type { Redactor } from "../redactor.js";
import { AS_IS, redactedPort, redactMembers } from "./redacted-port.js";

const held = (redactor: Redactor, hold: Hold): Hold => ({
  ...hold,
  reason: redactor.text(hold.reason, "job.holdReason"),
});

function ending(redactor: Redactor, how: JobEnding): JobEnding {
  if ("error" in how) return { ...how, error: redactor.text(how.error, "job.error") };
  return how.status === "HELD" ? { ...how, hold: held(redactor, how.hold) } : how;
}

const newJob = (redactor: Redactor, job: EnqueueJobInput): EnqueueJobInput =>
  redactMembers(job, { payload: (payload) => redactor.data(payload, "job.payload") });

export const redactedJobs: (port: LeasedJobQueue, redactor: Redactor) => LeasedJobQueue =
  redactedPort<LeasedJobQueue>({
    enqueue: (redactor, job) => [newJob(redactor, job)],
    enqueueParallel: (redactor, jobs) => [jobs.map((job) => newJob(redactor, job))],
    fail: (redactor, jobId, error, ...rest) => [jobId, redactor.text(error, "job.error"), ...rest],
    settle: (redactor, endings) => [endings.map((one) => ending(redactor, one))],
    changeHold: (redactor, change, limit) => [
      redactMembers(change, { to: (hold) => held(redactor, hold) }),
      limit,
    ],
    // What finds the work again.
    handOver: (redactor, job, note) => [job, redactor.data(note, "job.handOver")],
    changeJob: AS_IS,
    claimUnwanted: AS_IS,
    settleUnwanted: AS_IS,
    countHeld: AS_IS,
    dequeue: AS_IS,
    claim: AS_IS,
    claimSuspended: AS_IS,
    complete: AS_IS,
    suspend: AS_IS,
    getSuspendedJobsReadyToPoll: AS_IS,
    releaseStaleJobs: AS_IS,
    cancelByRun: AS_IS,
    heartbeat: AS_IS,
    stillHeld: AS_IS,
    release: AS_IS,
    reapExpired: AS_IS,
    fenceOff: AS_IS,
    getJob: AS_IS,
    listJobs: AS_IS,
  });
