/** New jobs. */

import { DuplicateJobError } from "../../../domain/errors.js";
import { newId } from "../../../domain/ids.js";
import { encodeDocument } from "../../../domain/json-document.js";
import { storableDate, storableId, storableInt32 } from "../../../domain/storable.js";
import type { EnqueueJobInput } from "../../../ports/job-queue.js";
import { text } from "../columns.js";
import { failedAs } from "../database-error.js";
import type { Db } from "../db.js";
import { sql } from "../sql.js";

/**
 * Inserts all or none; returns their ids in input order. job_queue_live_key keeps a second live job of the same
 * attempt of a stage out, also when two callers race.
 *
 * @throws {DuplicateJobError}
 */
export async function enqueueJobs(db: Db, inputs: readonly EnqueueJobInput[]): Promise<string[]> {
  if (inputs.length === 0) return [];
  const { dialect } = db;
  const rows = inputs.map(toColumns);
  refuseTwins(rows);
  const columns = {
    id: "text",
    run_id: "text",
    workflow_id: "text",
    stage_id: "text",
    stage_attempt: "integer",
    priority: "integer",
    max_attempts: "integer",
    run_at: "time",
    poll_at: "time",
    payload: "text",
  } as const;
  const keys = { run_id: "text", stage_id: "text", stage_attempt: "integer" } as const;
  const live = sql`
    select k.run_id, k.stage_id from ${dialect.rows("k", keys, rows)}
    cross join job_queue j ${dialect.walk("job_queue_live_key")}
    where j.workflow_run_id = k.run_id and j.stage_id = k.stage_id and j.stage_attempt = k.stage_attempt
      and j.status in ('PENDING', 'RUNNING', 'SUSPENDED')`;
  try {
    const written = await db.execute(sql`
      insert into job_queue (id, created_at, updated_at, workflow_run_id, workflow_id, stage_id, stage_attempt, priority,
        max_attempts, run_at, payload, status, next_poll_at)
      select t.id, ${dialect.now}, ${dialect.now}, t.run_id, t.workflow_id, t.stage_id, t.stage_attempt, t.priority,
        t.max_attempts, coalesce(t.run_at, ${dialect.now}), t.payload,
        case when t.poll_at is null then 'PENDING' else 'SUSPENDED' end, t.poll_at
      from ${dialect.rows("t", columns, rows)} where not exists (${live})`);
    if (written > 0) return rows.map((row) => row.id);
  } catch (error) {
    if (failedAs(error, "unique") && rows[0])
      throw new DuplicateJobError(rows[0].run_id, rows[0].stage_id, { cause: error });
    throw error;
  }
  const [twin] = await db.read(sql`${live} limit 1`);
  const { run_id, stage_id } = twin ?? rows[0] ?? {};
  throw new DuplicateJobError(text(run_id), text(stage_id));
}

const toColumns = (input: EnqueueJobInput) => ({
  id: newId(),
  run_id: storableId("workflowRunId", input.workflowRunId),
  workflow_id: storableId("workflowId", input.workflowId),
  stage_id: storableId("stageId", input.stageId),
  stage_attempt: storableInt32("stageAttempt", input.stageAttempt ?? 0),
  priority: storableInt32("priority", input.priority ?? 5),
  max_attempts: storableInt32("maxAttempts", input.maxAttempts ?? 3),
  run_at: input.scheduledFor == null ? null : storableDate("scheduledFor", input.scheduledFor),
  poll_at: input.suspendedUntil == null ? null : storableDate("suspendedUntil", input.suspendedUntil),
  payload: encodeDocument(input.payload ?? {}),
});

/** Two live jobs of one attempt within a call. */
function refuseTwins(rows: readonly ReturnType<typeof toColumns>[]): void {
  const seen = new Set<string>();
  for (const { run_id, stage_id, stage_attempt } of rows) {
    const key = JSON.stringify([run_id, stage_id, stage_attempt]);
    if (seen.has(key)) throw new DuplicateJobError(run_id, stage_id);
    seen.add(key);
  }
}
