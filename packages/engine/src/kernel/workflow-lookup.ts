/** Finds what a command must know of a workflow: from the code here, or from what workers announced. */

import { UnknownWorkflowError } from "../domain/errors.js";
import type { GroupShape, StoredWorkflow } from "../domain/workflow-shape.js";
import type { StoreScope } from "../ports/kernel-store.js";
import type { KernelContext } from "./kernel-context.js";

/** @throws {UnknownWorkflowError} if there is neither code nor an announcement */
export async function workflowShape(
  { workflows }: KernelContext,
  { persistence }: Pick<StoreScope, "persistence">,
  workflowId: string,
): Promise<StoredWorkflow> {
  const shape = workflows.get(workflowId)?.shape ?? (await persistence.getDefinition(workflowId));
  if (shape === null) throw new UnknownWorkflowError(workflowId);
  return shape;
}

export const groupAt = (shape: StoredWorkflow, group: number): GroupShape | undefined =>
  shape.groups.find(({ number }) => number === group);

/** The group that holds the stage. */
export const groupOf = (shape: StoredWorkflow, stageId: string): GroupShape | undefined =>
  shape.groups.find(({ stages }) => stages.some(({ id }) => id === stageId));
