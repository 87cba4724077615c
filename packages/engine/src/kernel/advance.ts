/**
 * Moves a run on when its highest group is done: the next group, or the end.
 *
 * Called with the run's row held, so any number of concurrent callers advance it once: the second sees the next
 * group's stages, or a run that is no longer RUNNING, and does nothing.
 */

import type { WorkflowStageRecord } from "../domain/records.js";
import { isDone, isTerminal } from "../domain/status.js";
import type { StoredWorkflow } from "../domain/workflow-shape.js";
import type { RunState } from "../ports/engine-persistence.js";
import type { StoreScope } from "../ports/kernel-store.js";
import { runEvent } from "./events.js";
import { startGroup } from "./start-group.js";
import { groupAt } from "./workflow-lookup.js";

export type Advance =
  | { readonly kind: "waiting" }
  | { readonly kind: "nextGroup"; readonly group: number }
  | { readonly kind: "completed" }
  | { readonly kind: "failed"; readonly stageId: string };

export async function advance(
  scope: StoreScope,
  run: RunState,
  shape: StoredWorkflow,
  { now, causationId }: { now: Date; causationId: string },
): Promise<Advance> {
  if (run.status !== "RUNNING") return { kind: "waiting" };
  const stages = await scope.persistence.getStagesByRun(run.id);
  const highest = stages.at(-1)?.executionGroup;
  if (highest === undefined) return { kind: "waiting" };
  const group = stages.filter(({ executionGroup }) => executionGroup === highest);
  if (!group.every(({ status }) => isTerminal(status))) return { kind: "waiting" };

  const facts = { runId: run.id, occurredAt: now, causationId };
  const failed = group.find(({ status }) => !isDone(status));
  const ending = { completedAt: now, duration: now.getTime() - (run.startedAt ?? run.createdAt).getTime() };
  if (failed !== undefined) {
    const errorMessage = failed.errorMessage ?? `Stage ${failed.stageId} is ${failed.status}`;
    await scope.persistence.moveRun(run.id, ["RUNNING"], { status: "FAILED", errorMessage, ...ending });
    const event = runEvent("workflow:failed", facts, {
      attempt: run.attempt,
      stageId: failed.stageId,
      error: errorMessage,
    });
    await scope.persistence.appendOutboxEvents([event]);
    return { kind: "failed", stageId: failed.stageId };
  }

  const next = groupAt(shape, highest + 1);
  if (next !== undefined) {
    await startGroup(scope, run, next, now);
    return { kind: "nextGroup", group: next.number };
  }
  const output = outputOf(group);
  await scope.persistence.moveRun(run.id, ["RUNNING"], { status: "COMPLETED", output, ...ending });
  await scope.persistence.appendOutboxEvents([
    runEvent("workflow:completed", facts, { attempt: run.attempt }),
  ]);
  return { kind: "completed" };
}

/** What a group gives to the next one, or the last one to the run: its value, or `{ stageId: value }` if parallel. */
export function outputOf(group: readonly Pick<WorkflowStageRecord, "stageId" | "outputData">[]): unknown {
  const [only] = group;
  if (group.length === 1 && only !== undefined) return only.outputData;
  return Object.fromEntries(group.map(({ stageId, outputData }) => [stageId, outputData]));
}
