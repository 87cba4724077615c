/**
 * Reads what is needed to ask suspended stages whether what they wait for is done, for a batch of jobs.
 *
 * A question beyond the end of the wait is the last one, and noted as such before it is asked: a stage whose question
 * kills its worker is not asked for ever.
 */

import type { WorkflowStageRecord } from "../../domain/records.js";
import type { BegunStage } from "../../ports/begun-stage.js";
import type { RunState } from "../../ports/engine-persistence.js";
import type { LeasedJob } from "../../ports/job-queue.js";
import type { KernelContext } from "../kernel-context.js";
import { begunStage } from "./begin-stages.js";

const DAY_MS = 86_400_000;

/** How a stage waits. */
export interface Wait {
  readonly state: unknown;
  /** Milliseconds between the last two polls. */
  readonly pollInterval: number;
  readonly maxWaitUntil: Date;
  /** How often it was asked so far. */
  readonly pollCount: number;
  /** The wait is over: this question is the last one. */
  readonly isLast: boolean;
  /** The last question was asked already, and its answer never stored. */
  readonly wasAskedLast: boolean;
}

export interface BegunPoll {
  readonly begun: BegunStage;
  readonly wait: Wait;
}

/** Jobs with nothing to ask are ended: their run is over, the stage done, or the attempt replaced. */
export async function beginPolls(
  { store, clock }: KernelContext,
  jobs: readonly LeasedJob[],
): Promise<BegunPoll[]> {
  const now = clock.now();
  return store.transaction(async (scope) => {
    const runIds = [...new Set(jobs.map(({ workflowRunId }) => workflowRunId))];
    const runs = new Map((await scope.persistence.lockRuns(runIds)).map((run) => [run.id, run]));
    const held = new Set(await scope.jobs.stillHeld(jobs));
    const stages = byRun(await scope.persistence.getStagesOfRuns(runIds));
    const states = await scope.persistence.getStageStates(runIds);
    const pollCounts = new Map(states.map(({ id, pollCount }) => [id, pollCount]));

    const polls: BegunPoll[] = [];
    const idle: LeasedJob[] = [];
    const last: string[] = [];
    for (const job of jobs.filter(({ jobId }) => held.has(jobId))) {
      const run = runs.get(job.workflowRunId);
      const ofRun = stages.get(job.workflowRunId) ?? [];
      const stage = ofRun.find(({ stageId }) => stageId === job.stageId);
      if (run === undefined || stage === undefined || !isWaiting(run, stage, job)) {
        idle.push(job);
        continue;
      }
      const wait = waitOf(stage, pollCounts.get(stage.id) ?? 0, now);
      if (wait.isLast) last.push(stage.id);
      polls.push({ begun: begunStage(run, stage, job, ofRun, stage.startedAt ?? stage.createdAt), wait });
    }
    await scope.jobs.settle(idle.map((job) => ({ ...job, status: "COMPLETED" })));
    await scope.persistence.moveStages(
      last.map((id) => ({ id, from: ["SUSPENDED"], data: { nextPollAt: null } })),
    );
    return polls;
  });
}

/** A stage that was suspended by other means than this kernel's may not say how long. */
function waitOf(stage: WorkflowStageRecord, pollCount: number, now: Date): Wait {
  const maxWaitUntil = stage.maxWaitUntil ?? new Date(now.getTime() + DAY_MS);
  const isOver = maxWaitUntil <= now;
  return {
    state: stage.suspendedState,
    pollInterval: stage.pollInterval ?? 0,
    maxWaitUntil,
    pollCount,
    isLast: isOver && stage.nextPollAt !== null,
    wasAskedLast: isOver && stage.nextPollAt === null,
  };
}

const isWaiting = (run: RunState, stage: WorkflowStageRecord, job: LeasedJob): boolean =>
  run.status === "RUNNING" && stage.attempt === job.stageAttempt && stage.status === "SUSPENDED";

function byRun(stages: readonly WorkflowStageRecord[]): Map<string, WorkflowStageRecord[]> {
  const grouped = new Map<string, WorkflowStageRecord[]>();
  for (const stage of stages) {
    const known = grouped.get(stage.workflowRunId);
    if (known === undefined) grouped.set(stage.workflowRunId, [stage]);
    else known.push(stage);
  }
  return grouped;
}
