/**
 * Brings a RUNNING run's stages in line with their jobs, then moves it on if its group is done.
 *
 * What a crash between two transactions leaves is repaired here: a stage whose job ended without it fails with the
 * job's error, one whose job waits again is PENDING, and one without any job gets one.
 */

import type { WorkflowStageRecord } from "../domain/records.js";
import { isTerminal } from "../domain/status.js";
import type { QueuedJob } from "../ports/job-queue.js";
import type { StoreScope } from "../ports/kernel-store.js";
import { type Advance, advance } from "./advance.js";
import { runEvent, stageEvent } from "./events.js";
import type { KernelContext } from "./kernel-context.js";
import { startGroup } from "./start-group.js";
import { groupAt, workflowShape } from "./workflow-lookup.js";

export function reconcileRun(context: KernelContext, runId: string): Promise<Advance> {
  return context.store.transaction(async (scope) => {
    const run = await scope.persistence.lockRun(runId);
    if (run === null || run.status !== "RUNNING") return { kind: "waiting" };
    const now = context.clock.now();
    const shape = await workflowShape(context, scope, run.workflowId);
    const stages = await scope.persistence.getStagesByRun(runId);
    if (stages.length === 0) {
      const first = groupAt(shape, 1);
      if (first !== undefined) await startGroup(scope, run, first, now);
      await scope.persistence.appendOutboxEvents([
        runEvent(
          "workflow:started",
          { runId, occurredAt: now, causationId: runId },
          { attempt: run.attempt },
        ),
      ]);
      return { kind: "waiting" };
    }
    const jobs = await scope.jobs.listJobs({ workflowRunId: runId, newestFirst: true });
    for (const stage of stages) {
      if (isTerminal(stage.status)) continue;
      const job = jobs.find(
        ({ stageId, stageAttempt }) => stageId === stage.stageId && stageAttempt === stage.attempt,
      );
      await repairStage(scope, { workflowId: run.workflowId, priority: run.priority, stage, job, now });
    }
    return advance(scope, run, shape, { now, causationId: runId });
  });
}

interface Repair {
  readonly workflowId: string;
  readonly priority: number;
  readonly stage: WorkflowStageRecord;
  readonly job: QueuedJob | undefined;
  readonly now: Date;
}

async function repairStage({ persistence, jobs }: StoreScope, repair: Repair): Promise<void> {
  const { stage, job, now, workflowId, priority } = repair;
  const { workflowRunId, stageId } = stage;
  const facts = { runId: workflowRunId, occurredAt: now, causationId: job?.id ?? workflowRunId };
  if (job === undefined) {
    await jobs.enqueue({ workflowRunId, workflowId, stageId, stageAttempt: stage.attempt, priority });
    return;
  }
  if (job.status === "PENDING" && stage.status === "RUNNING") {
    const error = job.lastError ?? "The worker lost the job";
    await persistence.moveStage(stage.id, ["RUNNING"], {
      status: "PENDING",
      errorMessage: error,
      errorCode: "LEASE_LOST",
    });
    await persistence.appendOutboxEvents([
      stageEvent("stage:retrying", facts, stage, { delivery: job.attempt, error }),
    ]);
    return;
  }
  if (!isTerminal(job.status)) return;
  const error = job.lastError ?? `The job ended as ${job.status} without the stage's outcome`;
  const startedAt = stage.startedAt ?? stage.createdAt;
  await persistence.moveStage(stage.id, [stage.status], {
    status: "FAILED",
    completedAt: now,
    duration: Math.max(0, now.getTime() - startedAt.getTime()),
    errorMessage: error,
    errorCode: "LEASE_LOST",
  });
  await persistence.appendOutboxEvents([
    stageEvent("stage:failed", facts, stage, { delivery: job.attempt, error, code: "LEASE_LOST" }),
  ]);
}
