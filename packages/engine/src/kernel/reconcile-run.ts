/**
 * Brings a RUNNING run's stages in line with their jobs, then moves it on if its group is done.
 *
 * What a crash between two transactions leaves is repaired here: a stage whose job ended without it fails with the
 * job's error, one whose job waits again is PENDING, and one without any job gets one.
 */

import type { WorkflowStageRecord } from "../domain/records.js";
import { isTerminal } from "../domain/status.js";
import type { RunState, StageMove } from "../ports/engine-persistence.js";
import type { EnqueueJobInput, QueuedJob } from "../ports/job-queue.js";
import type { StoreScope } from "../ports/kernel-store.js";
import type { CreateOutboxEventInput } from "../ports/workflow-persistence.js";
import { type Advance, advanceRuns } from "./advance.js";
import { stageEvent } from "./events.js";
import type { KernelContext } from "./kernel-context.js";
import { startGroups } from "./start-group.js";
import { startedEvent } from "./start-runs.js";
import { groupAt, workflowShape } from "./workflow-lookup.js";

export async function reconcileRun(context: KernelContext, runId: string): Promise<Advance> {
  const reconciled = await context.store.transaction((scope) => reconcile(context, scope, runId));
  const { step, jobs, ended } = reconciled;
  if (jobs > 0) context.observer.workAppeared?.({ runs: 0, jobs });
  if (ended !== undefined) context.observer.runEnded?.(ended);
  return step;
}

interface Reconciled {
  readonly step: Advance;
  /** Jobs that wait because of it. */
  readonly jobs: number;
  readonly ended?: Parameters<NonNullable<KernelContext["observer"]["runEnded"]>>[0];
}

const WAITING = { kind: "waiting" } as const;

async function reconcile(context: KernelContext, scope: StoreScope, runId: string): Promise<Reconciled> {
  const { persistence, jobs } = scope;
  const run = await persistence.lockRun(runId);
  if (run === null || run.status !== "RUNNING") return { step: WAITING, jobs: 0 };
  const now = context.clock.now();
  const shape = await workflowShape(context, scope, run.workflowId);
  // A claim does not lock the run: a job that is seen to wait must still wait when its stage is told so.
  const queued = await jobs.listJobs({ workflowRunId: runId, newestFirst: true, holdsWaiting: true });
  const stages = await persistence.getStagesByRun(runId);
  if (stages.length === 0) return { step: WAITING, jobs: await startAgain(scope, run, shape, now) };

  const repairs = stages
    .filter(({ status }) => !isTerminal(status))
    .map((stage) => repairOf(run, stage, jobOf(stage, queued), now));
  const missing = repairs.flatMap(({ enqueue }) => enqueue ?? []);
  await jobs.enqueueParallel(missing);
  await persistence.moveStages(repairs.flatMap(({ move }) => move ?? []));
  const advanced = await advanceRuns(scope, [{ run, shape, causationId: runId }], now);
  await persistence.appendOutboxEvents([...repairs.flatMap(({ event }) => event ?? []), ...advanced.events]);
  const step = advanced.steps.get(runId) ?? WAITING;
  const tookMs = Math.max(0, now.getTime() - (run.startedAt ?? run.createdAt).getTime());
  const end = { runId, workflowId: run.workflowId, tookMs };
  return {
    step,
    jobs: missing.length + advanced.jobs,
    ...(step.kind === "completed" ? { ended: { ...end, status: "COMPLETED" as const } } : {}),
    ...(step.kind === "failed" ? { ended: { ...end, status: "FAILED" as const } } : {}),
  };
}

const jobOf = (stage: WorkflowStageRecord, jobs: readonly QueuedJob[]): QueuedJob | undefined =>
  jobs.find(({ stageId, stageAttempt }) => stageId === stage.stageId && stageAttempt === stage.attempt);

/** A run that was claimed by somebody who made no stages for it. */
async function startAgain(
  scope: StoreScope,
  run: RunState,
  shape: Parameters<typeof groupAt>[0],
  now: Date,
): Promise<number> {
  const group = groupAt(shape, 1);
  if (group === undefined) return 0;
  const stages = await startGroups(scope, [{ run, group }], now);
  await scope.persistence.moveRuns([{ id: run.id, from: ["RUNNING"], data: { openStages: stages.length } }]);
  await scope.persistence.appendOutboxEvents([startedEvent(run, now)]);
  return stages.length;
}

interface Repair {
  readonly enqueue?: EnqueueJobInput;
  readonly move?: StageMove;
  readonly event?: CreateOutboxEventInput;
}

function repairOf(run: RunState, stage: WorkflowStageRecord, job: QueuedJob | undefined, now: Date): Repair {
  const { stageId, attempt } = stage;
  const facts = { runId: run.id, occurredAt: now, causationId: job?.id ?? run.id };
  if (job === undefined) {
    const { workflowId, priority } = run;
    // A suspended stage has handed its work over: its new job is polled, never begun.
    const suspended = stage.status === "SUSPENDED" ? { suspendedUntil: stage.nextPollAt ?? now } : {};
    return {
      enqueue: { workflowRunId: run.id, workflowId, stageId, stageAttempt: attempt, priority, ...suspended },
    };
  }
  if (job.status === "PENDING" && stage.status === "RUNNING") {
    const error = job.lastError ?? "The worker lost the job";
    return {
      move: {
        id: stage.id,
        from: ["RUNNING"],
        data: { status: "PENDING", errorMessage: error, errorCode: "LEASE_LOST" },
      },
      event: stageEvent("stage:retrying", facts, stage, { delivery: job.attempt, error }),
    };
  }
  if (!isTerminal(job.status)) return {};
  const error = job.lastError ?? `The job ended as ${job.status} without the stage's outcome`;
  return {
    move: {
      id: stage.id,
      from: [stage.status],
      data: {
        status: "FAILED",
        completedAt: now,
        duration: Math.max(0, now.getTime() - (stage.startedAt ?? stage.createdAt).getTime()),
        errorMessage: error,
        errorCode: "LEASE_LOST",
      },
    },
    event: stageEvent("stage:failed", facts, stage, { delivery: job.attempt, error, code: "LEASE_LOST" }),
  };
}
