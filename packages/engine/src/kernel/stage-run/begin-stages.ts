/**
 * First of the two short writes around a stage body, for a batch of jobs: stages RUNNING, `stage:started` in the
 * outbox, and everything the bodies need read.
 *
 * A crash after it leaves RUNNING stages under leases; `lease.reapStale` hands the jobs out again.
 */

import type { WorkflowStageRecord } from "../../domain/records.js";
import { isDone } from "../../domain/status.js";
import type { BegunStage } from "../../ports/begun-stage.js";
import type { RunState } from "../../ports/engine-persistence.js";
import type { ClaimOptions, LeasedJob } from "../../ports/job-queue.js";
import { stageEvent } from "../events.js";
import type { KernelContext } from "../kernel-context.js";

/** Claims due jobs and begins their stages: one round trip where the store can. */
export async function claimAndBegin(kernel: KernelContext, options: ClaimOptions): Promise<BegunStage[]> {
  const { store } = kernel;
  if (store.hotPath === undefined) return beginStages(kernel, await store.jobs.claim(options));
  const { begun, idle } = await store.hotPath.beginStages(options);
  if (idle.length > 0) await store.jobs.settle(idle.map((job) => ({ ...job, status: "COMPLETED" })));
  return begun;
}

/**
 * Begins the stages of jobs that this process holds. Jobs with nothing to do are ended: their run is over, the stage
 * done, or the attempt replaced.
 */
export async function beginStages(
  { store, clock, workerId }: KernelContext,
  jobs: readonly LeasedJob[],
): Promise<BegunStage[]> {
  if (jobs.length === 0) return [];
  const startedAt = clock.now();
  return store.transaction(async (scope) => {
    const runIds = [...new Set(jobs.map(({ workflowRunId }) => workflowRunId))];
    const runs = new Map((await scope.persistence.lockRuns(runIds)).map((run) => [run.id, run]));
    // Whoever lost a job since it was claimed begins nothing with it.
    const held = new Set(await scope.jobs.stillHeld(jobs));
    const stages = await scope.persistence.getStagesOfRuns(runIds);
    const begun: BegunStage[] = [];
    for (const job of jobs) {
      const run = runs.get(job.workflowRunId);
      const ofRun = stages.filter(({ workflowRunId }) => workflowRunId === job.workflowRunId);
      const stage = ofRun.find(({ stageId }) => stageId === job.stageId);
      if (held.has(job.jobId) && run !== undefined && stage !== undefined && isWanted(run, stage, job))
        begun.push(begunStage(run, stage, job, ofRun, startedAt));
    }
    const wanted = new Set(begun.map(({ job }) => job.jobId));
    await scope.jobs.settle(
      jobs
        .filter(({ jobId }) => held.has(jobId) && !wanted.has(jobId))
        .map((job) => ({ ...job, status: "COMPLETED" })),
    );
    await scope.persistence.moveStages(
      begun.map(({ stage, job }) => ({
        id: stage.id,
        from: ["PENDING", "RUNNING"],
        data: { status: "RUNNING", startedAt, deliveries: job.attempt, workerId },
      })),
    );
    await scope.persistence.appendOutboxEvents(
      begun.map(({ run, stage, job }) =>
        stageEvent("stage:started", { runId: run.id, occurredAt: startedAt, causationId: job.jobId }, stage, {
          delivery: job.attempt,
          workerId,
        }),
      ),
    );
    return begun;
  });
}

const isWanted = (run: RunState, stage: WorkflowStageRecord, job: LeasedJob): boolean =>
  run.status === "RUNNING" &&
  stage.attempt === job.stageAttempt &&
  // A suspended stage has handed its work over: it is asked, never begun again.
  (stage.status === "PENDING" || stage.status === "RUNNING");

/** @param ofRun the run's current stages by group and number */
export function begunStage(
  run: RunState,
  stage: WorkflowStageRecord,
  job: LeasedJob,
  ofRun: readonly WorkflowStageRecord[],
  startedAt: Date,
): BegunStage {
  const isEarlier = ({ status, executionGroup }: WorkflowStageRecord) =>
    isDone(status) && executionGroup < stage.executionGroup;
  return {
    run: {
      id: run.id,
      workflowId: run.workflowId,
      priority: run.priority,
      attempt: run.attempt,
      startedAt: run.startedAt ?? run.createdAt,
      input: stage.executionGroup === 1 ? run.input : undefined,
      config: run.config,
    },
    stage: {
      id: stage.id,
      stageId: stage.stageId,
      stageName: stage.stageName,
      stageNumber: stage.stageNumber,
      executionGroup: stage.executionGroup,
      attempt: stage.attempt,
    },
    job,
    startedAt,
    earlier: ofRun.filter(isEarlier).map(({ stageId, executionGroup, outputData }) => ({
      stageId,
      executionGroup,
      output: outputData,
    })),
  };
}
