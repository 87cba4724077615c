/** Starts runs that were just claimed: their first group's stages and jobs, and `workflow:started`, for a batch. */

import type { WorkflowDefinition } from "../domain/definition/workflow.js";
import type { RunMove, RunState } from "../ports/engine-persistence.js";
import type { StoreScope } from "../ports/kernel-store.js";
import type { CreateOutboxEventInput } from "../ports/workflow-persistence.js";
import { runEvent } from "./events.js";
import { failureOf } from "./failure.js";
import type { KernelContext } from "./kernel-context.js";
import { validateRun } from "./run-validation.js";
import { startGroups } from "./start-group.js";

export interface ClaimedRuns {
  started: string[];
  failed: string[];
  /** Jobs made. */
  jobs: number;
}

export const noRuns = (): ClaimedRuns => ({ started: [], failed: [], jobs: 0 });

export interface RunFailure {
  readonly run: RunState;
  readonly error: unknown;
}

/** Those whose input or config does not fit fail with the reason; the others start. */
export async function startRuns(
  context: KernelContext,
  scope: StoreScope,
  runs: readonly RunState[],
): Promise<ClaimedRuns> {
  if (runs.length === 0) return noRuns();
  const now = context.clock.now();
  const checked = runs.map((run) => ({ run, ...check(context, run) }));
  const starting = checked.flatMap(({ run, workflow }) =>
    workflow === undefined ? [] : [{ run, workflow }],
  );
  const failing = checked.flatMap(({ run, error }) => (error === undefined ? [] : [{ run, error }]));

  const stages = await startGroups(
    scope,
    starting.flatMap(({ run, workflow }) => {
      const [group] = workflow.shape.groups;
      return group === undefined ? [] : [{ run, group }];
    }),
    now,
  );
  await scope.persistence.moveRuns(
    starting.map(
      ({ run, workflow: { shape } }): RunMove => ({
        id: run.id,
        from: ["RUNNING"],
        data: { openStages: shape.groups[0]?.stages.length ?? 0, definitionHash: shape.contentHash },
      }),
    ),
  );
  await scope.persistence.appendOutboxEvents(starting.map(({ run }) => startedEvent(run, now)));
  await failToStart(scope, failing, now);
  return {
    started: starting.map(({ run }) => run.id),
    failed: failing.map(({ run }) => run.id),
    jobs: stages.length,
  };
}

export const startedEvent = (run: Pick<RunState, "id" | "attempt">, now: Date): CreateOutboxEventInput =>
  runEvent(
    "workflow:started",
    { runId: run.id, occurredAt: now, causationId: run.id },
    { attempt: run.attempt },
  );

function check(context: KernelContext, run: RunState): { workflow?: WorkflowDefinition; error?: unknown } {
  const workflow = context.workflows.get(run.workflowId);
  if (workflow === undefined) return { error: new Error(`This worker has no workflow ${run.workflowId}`) };
  try {
    validateRun(context, workflow.shape, run);
    return { workflow };
  } catch (error) {
    return { error };
  }
}

export async function failToStart(
  { persistence }: StoreScope,
  failures: readonly RunFailure[],
  now: Date,
): Promise<void> {
  if (failures.length === 0) return;
  const told = failures.map(({ run, error }) => {
    const { code, message } = failureOf(error);
    return { run, code, errorMessage: `The run could not start: ${message}` };
  });
  await persistence.moveRuns(
    told.map(
      ({ run, code, errorMessage }): RunMove => ({
        id: run.id,
        from: ["RUNNING"],
        data: { status: "FAILED", completedAt: now, duration: 0, errorCode: code, errorMessage },
      }),
    ),
  );
  await persistence.appendOutboxEvents(
    told.map(({ run, errorMessage }) =>
      runEvent(
        "workflow:failed",
        { runId: run.id, occurredAt: now, causationId: run.id },
        { attempt: run.attempt, error: errorMessage },
      ),
    ),
  );
}
