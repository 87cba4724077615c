/** New jobs. */

import { DuplicateJobError } from "../../../domain/errors.js";
import { newId } from "../../../domain/ids.js";
import { encodeDocument } from "../../../domain/json-document.js";
import { storableId, storableInt32 } from "../../../domain/storable.js";
import type { EnqueueJobInput } from "../../../ports/job-queue.js";
import { toTimeOrNull } from "../columns.js";
import type { Moment } from "../database.js";
import type { JobRow } from "../rows.js";
import { keyOf } from "../tables.js";
import { NO_LEASE, NOT_KEPT_BACK } from "./columns.js";

/**
 * All or none; returns their ids in input order.
 *
 * @throws {DuplicateJobError} for a second live job of one attempt of a stage
 */
export function enqueueJobs({ tables, now }: Moment, inputs: readonly EnqueueJobInput[]): string[] {
  const rows = inputs.map((input) => toRow(input, now));
  refuseTwins(rows);
  for (const row of rows) {
    if (tables.jobs.in("live", liveKey(row)).length > 0)
      throw new DuplicateJobError(row.workflowRunId, row.stageId);
    tables.jobs.put(row);
  }
  return rows.map((row) => row.id);
}

const liveKey = (row: JobRow): string => keyOf(row.workflowRunId, row.stageId, row.stageAttempt);

/** Two live jobs of one attempt within a call: named before those that wait already, as the databases do. */
function refuseTwins(rows: readonly JobRow[]): void {
  const seen = new Set<string>();
  for (const row of rows) {
    if (seen.has(liveKey(row))) throw new DuplicateJobError(row.workflowRunId, row.stageId);
    seen.add(liveKey(row));
  }
}

const toRow = (input: EnqueueJobInput, now: number): JobRow => ({
  id: newId(),
  createdAt: now,
  updatedAt: now,
  workflowRunId: storableId("workflowRunId", input.workflowRunId),
  workflowId: storableId("workflowId", input.workflowId),
  stageId: storableId("stageId", input.stageId),
  stageAttempt: storableInt32("stageAttempt", input.stageAttempt ?? 0),
  status: input.suspendedUntil == null ? "PENDING" : "SUSPENDED",
  priority: storableInt32("priority", input.priority ?? 5),
  ...NO_LEASE,
  ...NOT_KEPT_BACK,
  startedAt: null,
  completedAt: null,
  attempt: 0,
  maxAttempts: storableInt32("maxAttempts", input.maxAttempts ?? 3),
  lastError: null,
  fingerprint: null,
  runAt: toTimeOrNull("scheduledFor", input.scheduledFor) ?? now,
  nextPollAt: toTimeOrNull("suspendedUntil", input.suspendedUntil),
  handedOverAt: null,
  handOverNote: null,
  cancelWorkAt: null,
  payload: encodeDocument(input.payload ?? {}),
});
