/** `ctx.batch` of one stage: its batch model, bound to its job and its report. */

import { stageBatch } from "../../ai/batch/stage-batch.js";
import type { Spending } from "../../domain/budget.js";
import type { BatchModel } from "../../domain/definition/batch-model.js";
import type { StageBatch } from "../../domain/definition/stage-batch.js";
import { DefinitionError } from "../../domain/errors.js";
import type { BegunRun, BegunStageRow } from "../../ports/begun-stage.js";
import type { LeasedJob } from "../../ports/job-queue.js";
import type { KernelContext } from "../kernel-context.js";
import type { ToldBatch } from "./told-batches.js";

export interface BatchOwner {
  readonly run: Pick<BegunRun, "id" | "workflowId">;
  readonly stage: Pick<BegunStageRow, "id" | "stageId" | "attempt">;
  /** Undefined for a stage that nobody holds: it can hand nothing over. */
  readonly job: LeasedJob | undefined;
  readonly signal: AbortSignal;
  readonly report: { batch(batch: ToldBatch): void };
  /** @throws {BudgetHeldError} */
  passes(call: Spending): Promise<void>;
}

/** Stable per run, stage and attempt. */
export const idempotencyKey = ({ run, stage }: Pick<BatchOwner, "run" | "stage">): string =>
  `${run.id}:${stage.stageId}:${stage.attempt}`;

/** @throws {DefinitionError} if there is no batch model */
export function batchFor(
  { store, limits, prices, batchModel, observer }: KernelContext,
  owner: BatchOwner,
  model: BatchModel | undefined = batchModel,
): StageBatch {
  const { run, stage, job, signal, report } = owner;
  if (model === undefined) {
    throw new DefinitionError(
      `Stage ${stage.stageId} asks for a batch without a batch model, and this worker has no default one`,
    );
  }
  const { modelId, provider } = model;
  const modelKey = `${provider}:${modelId}`;
  const topic = `workflow.${run.workflowId}.run.${run.id}.stage.${stage.stageId}`;
  return stageBatch({
    model,
    key: idempotencyKey(owner),
    signal,
    origin: {
      topic,
      workflowRunId: run.id,
      workflowId: run.workflowId,
      stageId: stage.stageId,
      workflowStageId: stage.id,
      attempt: stage.attempt,
    },
    prices: () => prices.book(),
    pass: () => owner.passes({ workflowId: run.workflowId, modelId, modelKey, topic }),
    async handOver(note) {
      if (job === undefined)
        throw new DefinitionError(`Stage ${stage.stageId} is over: it can hand nothing over`);
      return store.jobs.handOver(job, note);
    },
    record(batchId, calls) {
      report.batch({ batchId, calls });
      for (const call of calls) {
        limits.spent(call);
        observer.aiCallEnded?.({
          modelKey,
          status: call.status ?? "COMPLETED",
          inputTokens: call.inputTokens,
          outputTokens: call.outputTokens,
          cost: call.cost,
          latencyMs: null,
        });
      }
    },
  });
}
