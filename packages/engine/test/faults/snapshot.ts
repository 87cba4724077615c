/** All that is stored of a run, to compare with itself later. */

import type { Store } from "../../src/store.js";

export async function snapshotOf({ persistence, jobs, read }: Store, runId: string) {
  const all = { direction: "after", limit: 100 } as const;
  return {
    run: await persistence.getRunState(runId),
    stages: await read.stages.listByRun(runId),
    outputs: (await persistence.getStagesByRun(runId)).map(({ outputData }) => outputData),
    // A heartbeat of whoever holds the job is no change to the run.
    jobs: (await jobs.listJobs({ workflowRunId: runId })).map(
      ({ leaseUntil: _until, lockedAt: _locked, updatedAt: _updated, ...job }) => job,
    ),
    events: await read.events.list({ runId, afterSequence: 0, limit: 1_000 }),
    annotations: await persistence.listAnnotations(runId, {}),
    aiCalls: (await read.aiCalls.list({ ...all, runId })).rows,
    logs: (await read.logs.list({ ...all, runId })).rows,
  };
}
