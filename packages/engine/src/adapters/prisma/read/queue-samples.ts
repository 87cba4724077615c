/** The queue as it was measured. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { SampleFilter, SampleView } from "../../../read/queue.js";
import type { Db } from "../db.js";
import { toSample } from "../queue/samples.js";
import { sql } from "../sql.js";
import { readMergedSamples } from "./merged-samples.js";

/** Walks queue_samples_workflow_idx. */
export async function listQueueSamples(
  db: Db,
  { workflowId, from, to, bucketMs }: SampleFilter,
): Promise<SampleView[]> {
  if (workflowId !== "" && !canBeStoredId(workflowId)) return [];
  if (bucketMs !== undefined)
    return (await readMergedSamples(db, { workflowId, from, to, bucketMs })).map(toSample);
  const { dialect } = db;
  const rows = await db.read(sql`
    select sampled_at, span_seconds, workflow_id, pending, running, suspended, held, enqueued, started, finished, failed,
      retried, leases_expired, oldest_pending_ms, delay_p50_ms, delay_p95_ms, delay_p99_ms
    from queue_samples
    where workflow_id = ${workflowId} and sampled_at > ${dialect.time(from)} and sampled_at <= ${dialect.time(to)}
    order by sampled_at, id`);
  return rows.map(toSample);
}
