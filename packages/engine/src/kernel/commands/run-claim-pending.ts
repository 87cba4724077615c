/**
 * Claims pending runs of the workflows known here and makes their first group's stages and jobs.
 *
 * Where the store can, runs of exactly these definitions start in one statement. The others, and all where it fails,
 * commit together; when that fails too they are taken one by one, so that one that cannot start fails alone, with its
 * reason, and the others start.
 */

import { z } from "zod";
import type { BegunStage } from "../../ports/begun-stage.js";
import type { StartableWorkflow } from "../../ports/hot-path.js";
import { defineCommand } from "../command.js";
import type { KernelContext } from "../kernel-context.js";
import { isPassing } from "../passing-trouble.js";
import { plannedGroup } from "../planned-group.js";
import { type ClaimedRuns, failToStart, noRuns, startRuns } from "../start-runs.js";

export const runClaimPending = defineCommand({
  type: "run.claimPending",
  input: z.object({
    limit: z.number().int().min(1).max(1_000).default(20),
    /**
     * Begin up to so many of their stages at once, where the store can: to be given to `job.execute`. For whoever has
     * claimed all jobs there were, and has slots left. Default: none.
     */
    begin: z
      .object({ stages: z.number().int().min(1).max(1_000), leaseMs: z.number().int().min(1) })
      .optional(),
  }),
  async handle(context, { limit, begin }): Promise<ClaimedRuns & { begun: BegunStage[] }> {
    if (context.workflows.size === 0) return { ...noRuns(), begun: [] };
    const start = performance.now();
    const quick = await startQuickly(context, limit, begin);
    const left = limit - quick.claimed.started.length;
    const others = left > 0 && quick.othersWait ? await claimOthers(context, left) : noRuns();
    const claimed = {
      started: [...quick.claimed.started, ...others.started],
      failed: others.failed,
      jobs: quick.claimed.jobs + others.jobs,
    };
    tell(context, claimed, performance.now() - start);
    return { ...claimed, begun: quick.begun };
  },
});

function tell({ observer }: KernelContext, { started, jobs }: ClaimedRuns, tookMs: number): void {
  if (jobs > 0) observer.workAppeared?.({ runs: 0, jobs });
  if (started.length > 0) observer.batchWritten?.({ kind: "start", size: started.length, tookMs });
}

async function startQuickly(
  { store, workflows, workerId, limits }: KernelContext,
  limit: number,
  begin: { stages: number; leaseMs: number } = { stages: 0, leaseMs: 0 },
): Promise<{ claimed: ClaimedRuns; begun: BegunStage[]; othersWait: boolean }> {
  if (store.hotPath === undefined) return { claimed: noRuns(), begun: [], othersWait: true };
  const startable = [...workflows.values()].flatMap(({ id, shape }): StartableWorkflow[] => {
    const [first] = shape.groups;
    return first === undefined
      ? []
      : [{ workflowId: id, contentHash: shape.contentHash, first: plannedGroup(first, undefined) }];
  });
  try {
    const mayBegin = startable.every(({ workflowId }) => limits.mayBegin(workflowId));
    const { started, begun, othersWait } = await store.hotPath.startRuns(startable, limit, {
      ...(mayBegin ? begin : { stages: 0, leaseMs: 0 }),
      workerId,
    });
    const jobs = started.reduce((sum, run) => sum + run.jobs, 0);
    return { claimed: { started: started.map(({ runId }) => runId), failed: [], jobs }, begun, othersWait };
  } catch (error) {
    if (isPassing(error)) throw error;
    // One run's config or name was too much for the statement: the slower ways find out whose.
    return { claimed: noRuns(), begun: [], othersWait: true };
  }
}

const claimOthers = (context: KernelContext, limit: number): Promise<ClaimedRuns> =>
  claimBatch(context, limit).catch((error: unknown) => {
    if (isPassing(error)) throw error;
    return claimOneByOne(context, limit);
  });

/** A run that fails this often for reasons of its own is failed with the last of them. */
const START_TRIES = 3;

const claimBatch = (context: KernelContext, limit: number): Promise<ClaimedRuns> =>
  context.store.transaction(async (scope) => {
    const workflowIds = [...context.workflows.keys()];
    return startRuns(context, scope, await scope.persistence.claimPendingRuns({ limit, workflowIds }));
  });

async function claimOneByOne(context: KernelContext, limit: number): Promise<ClaimedRuns> {
  const claimed = noRuns();
  for (let taken = 0; taken < limit; taken++) {
    const one = await claimOne(context);
    if (one.started.length + one.failed.length === 0) break;
    claimed.started.push(...one.started);
    claimed.failed.push(...one.failed);
    claimed.jobs += one.jobs;
  }
  return claimed;
}

/** With the database away, failing the run fails too: the error goes up and the run stays PENDING. */
async function claimOne(context: KernelContext): Promise<ClaimedRuns> {
  for (let tries = 1; ; tries++) {
    let runId: string | undefined;
    try {
      return await context.store.transaction(async (scope) => {
        const workflowIds = [...context.workflows.keys()];
        const runs = await scope.persistence.claimPendingRuns({ limit: 1, workflowIds });
        runId = runs[0]?.id;
        return startRuns(context, scope, runs);
      });
    } catch (error) {
      if (runId === undefined || isPassing(error)) throw error;
      if (tries === START_TRIES) return giveUp(context, runId, error);
    }
  }
}

const giveUp = ({ store, clock }: KernelContext, runId: string, error: unknown): Promise<ClaimedRuns> =>
  store.transaction(async (scope) => {
    const isOurs = await scope.persistence.claimPendingRun(runId);
    const run = isOurs ? await scope.persistence.getRunState(runId) : null;
    if (run !== null) await failToStart(scope, [{ run, error }], clock.now());
    return { ...noRuns(), failed: run === null ? [] : [runId] };
  });
