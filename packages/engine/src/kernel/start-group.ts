/** Makes a group's stages and their jobs. The caller holds the run's row. */

import type { WorkflowStageRecord } from "../domain/records.js";
import type { GroupShape } from "../domain/workflow-shape.js";
import type { RunState } from "../ports/engine-persistence.js";
import type { StoreScope } from "../ports/kernel-store.js";

export async function startGroup(
  { persistence, jobs }: StoreScope,
  run: Pick<RunState, "id" | "workflowId" | "priority" | "config">,
  group: GroupShape,
  now: Date,
): Promise<WorkflowStageRecord[]> {
  const attempts = await persistence.getStageAttempts(run.id);
  const stages: WorkflowStageRecord[] = [];
  for (const shape of group.stages) {
    const lastAttempt = attempts[shape.id];
    const stage = await persistence.createStage({
      workflowRunId: run.id,
      stageId: shape.id,
      stageName: shape.name,
      stageNumber: shape.number,
      executionGroup: group.number,
      attempt: lastAttempt === undefined ? 0 : lastAttempt + 1,
      config: stageConfig(run.config, shape.id),
      queuedAt: now,
    });
    stages.push(stage);
  }
  await jobs.enqueueParallel(
    stages.map((stage, index) => ({
      workflowRunId: run.id,
      workflowId: run.workflowId,
      stageId: stage.stageId,
      stageAttempt: stage.attempt,
      priority: run.priority,
      maxAttempts: group.stages[index]?.maxAttempts ?? 3,
    })),
  );
  return stages;
}

/** A run's config has one member per stage that takes one. */
export const stageConfig = (config: unknown, stageId: string): unknown =>
  typeof config === "object" && config !== null && Object.hasOwn(config, stageId)
    ? (config as Record<string, unknown>)[stageId]
    : undefined;
