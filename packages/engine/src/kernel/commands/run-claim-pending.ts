/**
 * Claims pending runs of the workflows known here and makes their first group's stages and jobs.
 *
 * All of a batch commit together. When that fails, the runs are taken one by one, so that one that cannot start fails
 * alone, with its reason, and the others start.
 */

import { z } from "zod";
import type { RunState } from "../../ports/engine-persistence.js";
import type { StoreScope } from "../../ports/kernel-store.js";
import { defineCommand } from "../command.js";
import { runEvent } from "../events.js";
import { failureOf } from "../failure.js";
import type { KernelContext } from "../kernel-context.js";
import { validateRun } from "../run-validation.js";
import { startGroup } from "../start-group.js";

export interface ClaimedRuns {
  started: string[];
  failed: string[];
}

export const runClaimPending = defineCommand({
  type: "run.claimPending",
  input: z.object({ limit: z.number().int().min(1).max(1_000).default(20) }),
  async handle(context, { limit }): Promise<ClaimedRuns> {
    if (context.workflows.size === 0) return { started: [], failed: [] };
    try {
      return await claimBatch(context, limit);
    } catch {
      return claimOneByOne(context, limit);
    }
  },
});

/** A run that fails this often for reasons of its own is failed with the last of them. */
const START_TRIES = 3;

const claimBatch = (context: KernelContext, limit: number): Promise<ClaimedRuns> =>
  context.store.transaction(async (scope) => {
    const runs = await scope.persistence.claimPendingRuns({
      limit,
      workflowIds: [...context.workflows.keys()],
    });
    return startAll(context, scope, runs);
  });

async function startAll(
  context: KernelContext,
  scope: StoreScope,
  runs: readonly RunState[],
): Promise<ClaimedRuns> {
  const claimed: ClaimedRuns = { started: [], failed: [] };
  for (const run of runs) {
    const list = (await startOrFail(context, scope, run)) ? claimed.started : claimed.failed;
    list.push(run.id);
  }
  return claimed;
}

async function claimOneByOne(context: KernelContext, limit: number): Promise<ClaimedRuns> {
  const claimed: ClaimedRuns = { started: [], failed: [] };
  for (let taken = 0; taken < limit; taken++) {
    const one = await claimOne(context);
    if (one.started.length + one.failed.length === 0) break;
    claimed.started.push(...one.started);
    claimed.failed.push(...one.failed);
  }
  return claimed;
}

/** With the database away, failing the run fails too: the error goes up and the run stays PENDING. */
async function claimOne(context: KernelContext): Promise<ClaimedRuns> {
  const { store, workflows } = context;
  for (let tries = 1; ; tries++) {
    let runId: string | undefined;
    try {
      return await store.transaction(async (scope) => {
        const runs = await scope.persistence.claimPendingRuns({
          limit: 1,
          workflowIds: [...workflows.keys()],
        });
        runId = runs[0]?.id;
        return startAll(context, scope, runs);
      });
    } catch (error) {
      if (runId === undefined) throw error;
      if (tries === START_TRIES) return giveUp(context, runId, error);
    }
  }
}

const giveUp = ({ store, clock }: KernelContext, runId: string, error: unknown): Promise<ClaimedRuns> =>
  store.transaction(async (scope) => {
    const isOurs = await scope.persistence.claimPendingRun(runId);
    const run = isOurs ? await scope.persistence.getRunState(runId) : null;
    if (run !== null) await failToStart(scope, run, clock.now(), error);
    return { started: [], failed: run === null ? [] : [runId] };
  });

async function startOrFail(context: KernelContext, scope: StoreScope, run: RunState): Promise<boolean> {
  const workflow = context.workflows.get(run.workflowId);
  const [first] = workflow?.shape.groups ?? [];
  if (workflow === undefined || first === undefined) return false;
  const now = context.clock.now();
  try {
    validateRun(context, workflow.shape, run);
  } catch (error) {
    await failToStart(scope, run, now, error);
    return false;
  }
  if (run.definitionHash !== workflow.shape.contentHash) {
    await scope.persistence.updateRun(run.id, { definitionHash: workflow.shape.contentHash });
  }
  await startGroup(scope, run, first, now);
  await scope.persistence.appendOutboxEvents([
    runEvent(
      "workflow:started",
      { runId: run.id, occurredAt: now, causationId: run.id },
      { attempt: run.attempt },
    ),
  ]);
  return true;
}

async function failToStart(scope: StoreScope, run: RunState, now: Date, error: unknown): Promise<void> {
  const { code, message } = failureOf(error);
  const errorMessage = `The run could not start: ${message}`;
  await scope.persistence.moveRun(run.id, ["RUNNING"], {
    status: "FAILED",
    completedAt: now,
    duration: 0,
    errorCode: code,
    errorMessage,
  });
  await scope.persistence.appendOutboxEvents([
    runEvent(
      "workflow:failed",
      { runId: run.id, occurredAt: now, causationId: run.id },
      { attempt: run.attempt, error: errorMessage },
    ),
  ]);
}
