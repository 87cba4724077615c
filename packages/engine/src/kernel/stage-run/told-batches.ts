/** Calls of ended batches, recorded once: with the first outcome that tells of them. */

import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import type { StoreScope } from "../../ports/kernel-store.js";

export interface ToldBatch {
  readonly batchId: string;
  readonly calls: readonly CreateAICallInput[];
}

/** Inside a transaction that holds the run's row, so that nobody records the same batch meanwhile. */
export async function writeBatches(
  { persistence, aiCalls }: StoreScope,
  batches: readonly (ToldBatch & { readonly runId: string; readonly stageRecordId: string })[],
): Promise<void> {
  for (const { batchId, calls, runId, stageRecordId } of batches) {
    if (await aiCalls.isRecorded(batchId)) continue;
    await persistence.addUsage([
      {
        workflowRunId: runId,
        stageRecordId,
        costUsd: calls.reduce((sum, { cost }) => sum + cost, 0),
        tokens: calls.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0),
      },
    ]);
    await aiCalls.logBatchResults(batchId, [...calls]);
  }
}
