/** Makes the stages and jobs of groups that start now, for any number of runs. The caller holds the runs' rows. */

import type { WorkflowStageRecord } from "../domain/records.js";
import type { GroupShape } from "../domain/workflow-shape.js";
import type { RunState } from "../ports/engine-persistence.js";
import type { StoreScope } from "../ports/kernel-store.js";
import { plannedGroup } from "./planned-group.js";

export interface StartingGroup {
  readonly run: Pick<RunState, "id" | "workflowId" | "priority" | "config" | "attempt">;
  readonly group: GroupShape;
}

/** Their number per run belongs into the run's `openStages`; the caller writes it with what else it writes there. */
export async function startGroups(
  { persistence, jobs }: StoreScope,
  starting: readonly StartingGroup[],
  now: Date,
): Promise<WorkflowStageRecord[]> {
  if (starting.length === 0) return [];
  const planned = [];
  for (const { run, group } of starting) {
    // Before the first rerun every stage is at its attempt 0.
    const attempts = run.attempt === 0 ? {} : await persistence.getStageAttempts(run.id);
    for (const stage of plannedGroup(group, run.config).stages) {
      const lastAttempt = attempts[stage.stageId];
      const attempt = lastAttempt === undefined ? 0 : lastAttempt + 1;
      planned.push({ run, group, stage, attempt });
    }
  }
  const stages = await persistence.createStages(
    planned.map(({ run, group, stage, attempt }) => ({
      workflowRunId: run.id,
      stageId: stage.stageId,
      stageName: stage.stageName,
      stageNumber: stage.stageNumber,
      executionGroup: group.number,
      attempt,
      config: stage.config,
      queuedAt: now,
    })),
  );
  await jobs.enqueueParallel(
    planned.map(({ run, stage, attempt }) => ({
      workflowRunId: run.id,
      workflowId: run.workflowId,
      stageId: stage.stageId,
      stageAttempt: attempt,
      priority: run.priority,
      maxAttempts: stage.maxAttempts,
    })),
  );
  return stages;
}
