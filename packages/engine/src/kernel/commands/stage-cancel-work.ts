/**
 * Tells those who have work of stages that nobody wants it any more: the run was cancelled, the stage replaced or failed.
 *
 *   claim   works of jobs that ended without them, so that nobody else tells the same meanwhile
 *   tell    the stage's `cancelWork`, outside any transaction
 *   settle  told for good, told again later, or given up; with what the work had cost by then
 * Whoever cancels a run needs none of its code: any worker that has it does this afterwards. A crash anywhere leaves
 * works that are due again when the lease ends, so telling may happen twice.
 */

import { z } from "zod";
import { type AnyStage, isSuspending } from "../../domain/definition/any-stage.js";
import type { CancelContext, WorkCancelled } from "../../domain/definition/async-batch-stage.js";
import type { UnwantedWork } from "../../ports/handed-over-work.js";
import type { CreateLogInput } from "../../ports/workflow-persistence.js";
import { defineCommand } from "../command.js";
import { failureOf } from "../failure.js";
import type { KernelContext } from "../kernel-context.js";
import { batchFor, idempotencyKey } from "../stage-run/batch-for.js";
import { untilAborted } from "../stage-run/run-code.js";
import { type ToldBatch, writeBatches } from "../stage-run/told-batches.js";

/** The part of the lease that telling may take; the rest is for the answer to be stored. */
const SHARE_OF_LEASE = 0.8;
/** Longest time between two tellings, in milliseconds. */
const LONGEST_PAUSE_MS = 900_000;

/** `cancelled`: nothing is left to tell. `waiting`: told again later. `givenUp`: it could not be told in time. */
type Told = "cancelled" | "waiting" | "givenUp";
export type WorkTold = { readonly claimed: number } & Readonly<Record<Told, number>>;

export const stageCancelWork = defineCommand({
  type: "stage.cancelWork",
  input: z.object({
    /** Works told of at most, all at the same time. */
    limit: z.number().int().min(1).max(1_000).default(20),
    /** Milliseconds until others may tell of the same works. */
    leaseMs: z.number().int().min(1).default(60_000),
    /** Aborts when the process stops: what was not told is told again. */
    signal: z.instanceof(AbortSignal).optional(),
  }),
  async handle(kernel, { limit, leaseMs, signal = new AbortController().signal }): Promise<WorkTold> {
    const counts = { cancelled: 0, waiting: 0, givenUp: 0 };
    const workflowIds = [...kernel.workflows.keys()];
    if (workflowIds.length === 0) return { claimed: 0, ...counts };
    const works = await kernel.store.jobs.claimUnwanted({ limit, leaseMs, workflowIds });
    const limited = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(leaseMs * SHARE_OF_LEASE))]);
    const told = await Promise.allSettled(works.map((work) => tell(kernel, work, limited)));
    for (const one of told) if (one.status === "fulfilled") counts[one.value]++;
    const unsettled = told.find(({ status }) => status === "rejected");
    if (unsettled?.status === "rejected") throw unsettled.reason;
    return { claimed: works.length, ...counts };
  },
});

async function tell(kernel: KernelContext, work: UnwantedWork, signal: AbortSignal): Promise<Told> {
  const { store, clock } = kernel;
  const definition = kernel.workflows.get(work.workflowId)?.stage(work.stageId);
  const { jobId, stageRecordId, workflowRunId: runId } = work;
  if (
    definition === undefined ||
    !isSuspending(definition) ||
    !definition.cancelWork ||
    stageRecordId === null
  ) {
    await store.jobs.settleUnwanted(jobId);
    return "cancelled";
  }
  const logs: (CreateLogInput & { createdAt: Date })[] = [];
  const batches: ToldBatch[] = [];
  const log: CancelContext["log"] = (level, message, metadata) => {
    const entry = {
      workflowRunId: runId,
      workflowStageId: stageRecordId,
      level,
      message,
      createdAt: clock.now(),
    };
    logs.push(metadata === undefined ? entry : { ...entry, metadata });
  };
  const ctx = cancelContext(kernel, { work, stageRecordId, signal, log, batches });
  const telling = async () =>
    definition.cancelWork?.(ctx, work.state ?? undefined) ?? ({ done: true } as const);
  const answer = await untilAborted(telling(), signal).catch((error: unknown) => {
    const { message, isRetryable } = failureOf(error);
    log("WARN", `Its work could not be cancelled: ${message}`);
    return { done: !isRetryable } as WorkCancelled;
  });

  const waitedMs = Math.max(0, clock.now().getTime() - work.endedAt.getTime());
  const isGivenUp = !answer.done && waitedMs >= definition.maxWaitMs;
  if (isGivenUp) log("ERROR", "Its work could not be cancelled in time: it may go on, and be charged");
  const isOver = answer.done || isGivenUp;
  await store.transaction(async (scope) => {
    await scope.persistence.lockRuns([runId]);
    await scope.jobs.settleUnwanted(jobId, isOver ? undefined : pauseMs(definition, answer, waitedMs));
    await writeBatches(
      scope,
      batches.map((batch) => ({ ...batch, runId, stageRecordId })),
    );
    await scope.persistence.createLogs(logs);
  });
  if (answer.done) return "cancelled";
  return isGivenUp ? "givenUp" : "waiting";
}

interface CancelParts extends Pick<CancelContext, "signal" | "log"> {
  readonly work: UnwantedWork;
  readonly stageRecordId: string;
  readonly batches: ToldBatch[];
}

function cancelContext(
  kernel: KernelContext,
  { work, stageRecordId, signal, log, batches }: CancelParts,
): CancelContext {
  const { workflowRunId, workflowId, stageId, stageAttempt, handedOverAt, note } = work;
  const owner = {
    run: { id: workflowRunId, workflowId },
    stage: { id: stageRecordId, stageId, attempt: stageAttempt },
    job: undefined,
    signal,
    report: { batch: (batch: ToldBatch) => void batches.push(batch) },
    passes: async () => undefined,
  };
  return {
    runId: workflowRunId,
    workflowId,
    stageId,
    attempt: stageAttempt,
    idempotencyKey: idempotencyKey(owner),
    handedOverAt,
    note,
    signal,
    log,
    batch: (model) => batchFor(kernel, owner, model),
  };
}

/** Half as long as it waits already, so that asking becomes rarer; spread by ±25 %. */
function pauseMs(
  { pollIntervalMs }: AnyStage & { pollIntervalMs: number },
  answer: WorkCancelled,
  waitedMs: number,
): number {
  if (!answer.done && answer.askInMs !== undefined) return answer.askInMs;
  const pause = Math.min(Math.max(pollIntervalMs, LONGEST_PAUSE_MS), Math.max(pollIntervalMs, waitedMs / 2));
  return Math.round(pause * (0.75 + Math.random() / 2));
}
