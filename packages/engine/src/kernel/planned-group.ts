/** A group of a workflow as rows to be made. */

import type { GroupShape } from "../domain/workflow-shape.js";
import type { PlannedGroup } from "../ports/hot-path.js";

export const plannedGroup = (group: GroupShape, config: unknown): PlannedGroup => ({
  number: group.number,
  stages: group.stages.map(({ id, name, number, maxAttempts }) => ({
    stageId: id,
    stageName: name,
    stageNumber: number,
    maxAttempts,
    config: stageConfig(config, id),
  })),
});

/** A run's config has one member per stage that takes one. */
export const stageConfig = (config: unknown, stageId: string): unknown =>
  typeof config === "object" && config !== null && Object.hasOwn(config, stageId)
    ? (config as Record<string, unknown>)[stageId]
    : undefined;
