/** Batches of AI calls, recorded once however many callers race. */

import { storableId } from "../../../domain/storable.js";
import type { CreateAICallInput } from "../../../ports/ai-call-logger.js";
import type { Moment } from "../database.js";
import { insertAiCalls } from "./insert.js";

/** The first caller records the calls; the others do nothing. */
export function recordBatch(moment: Moment, batchId: string, calls: readonly CreateAICallInput[]): void {
  storableId("batchId", batchId);
  if (isRecorded(moment, batchId)) return;
  moment.tables.aiBatches.put({ batchId });
  insertAiCalls(
    moment,
    calls.map((call) => ({ ...call, batchId })),
  );
}

export function isRecorded({ tables }: Moment, batchId: string): boolean {
  return tables.aiBatches.get(batchId) !== undefined;
}
