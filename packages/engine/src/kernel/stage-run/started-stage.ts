/**
 * First of the two short transactions around a stage body: the stage goes RUNNING and `stage:started` is written.
 *
 * A crash after it leaves a RUNNING stage under a lease; `lease.reapStale` hands the job out again.
 */

import type { WorkflowStageRecord } from "../../domain/records.js";
import { isDone, isTerminal } from "../../domain/status.js";
import type { RunState } from "../../ports/engine-persistence.js";
import type { LeasedJob } from "../../ports/job-queue.js";
import { stageEvent } from "../events.js";
import type { KernelContext } from "../kernel-context.js";

export interface StartedStage {
  readonly run: RunState;
  readonly stage: WorkflowStageRecord;
  readonly job: LeasedJob;
  readonly startedAt: Date;
  /** Outputs of the stages done so far, by stage id. */
  readonly outputs: ReadonlyMap<string, unknown>;
  /** The group before this one, in order; empty for the first. */
  readonly previousGroup: readonly WorkflowStageRecord[];
}

/** @returns null when there is nothing to do: the run is over, the stage done, or the attempt replaced */
export function startStage(
  { store, clock, workerId }: KernelContext,
  job: LeasedJob,
): Promise<StartedStage | null> {
  const startedAt = clock.now();
  return store.transaction(async ({ persistence, jobs }) => {
    const run = await persistence.lockRun(job.workflowRunId);
    const stages = run === null ? [] : await persistence.getStagesByRun(run.id);
    const stage = stages.find(({ stageId }) => stageId === job.stageId);
    const isWanted =
      run?.status === "RUNNING" &&
      stage?.attempt === job.stageAttempt &&
      stage !== undefined &&
      !isTerminal(stage.status);
    if (!isWanted || run === null) {
      await jobs.complete(job.jobId, job.leaseToken);
      return null;
    }
    await persistence.moveStage(stage.id, ["PENDING", "RUNNING"], {
      status: "RUNNING",
      startedAt,
      deliveries: job.attempt,
      workerId,
    });
    await persistence.appendOutboxEvents([
      stageEvent("stage:started", { runId: run.id, occurredAt: startedAt, causationId: job.jobId }, stage, {
        delivery: job.attempt,
        workerId,
      }),
    ]);
    const done = stages.filter(
      ({ status, executionGroup }) => isDone(status) && executionGroup < stage.executionGroup,
    );
    return {
      run,
      stage,
      job,
      startedAt,
      outputs: new Map(done.map(({ stageId, outputData }) => [stageId, outputData])),
      previousGroup: done.filter(({ executionGroup }) => executionGroup === stage.executionGroup - 1),
    };
  });
}
