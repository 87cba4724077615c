/** Samples of the queue merged by time, as `mergeSamples` merges them. */

import type { SampleFilter } from "../../../read/queue.js";
import type { Row } from "../columns.js";
import type { Db } from "../db.js";
import { raw, sql } from "../sql.js";

const EVENTS = ["span_seconds", "enqueued", "started", "finished", "failed", "retried", "leases_expired"];
const DEPTHS = ["pending", "running", "suspended", "held"];
const LONGEST = ["oldest_pending_ms", "delay_p50_ms", "delay_p95_ms", "delay_p99_ms"];
const COLUMNS = raw(["workflow_id", "sampled_at", ...EVENTS, ...DEPTHS, ...LONGEST].join(", "));

const each = (columns: readonly string[], of: (column: string) => string) =>
  raw(columns.map((column) => `${of(column)} as ${column}`).join(", "));

/** Walks queue_samples_workflow_idx; a row per bucket that has any. The first in place is the last that measured. */
export function readMergedSamples(
  db: Db,
  { workflowId, from, to, bucketMs }: SampleFilter & { readonly bucketMs: number },
): Promise<Row[]> {
  const { dialect } = db;
  const since = dialect.time(from);
  const length = raw(String(bucketMs));
  return db.read(sql`
    select max(workflow_id) as workflow_id,
      coalesce(max(case when span_seconds > 0 then sampled_at end), max(sampled_at)) as sampled_at,
      ${each(EVENTS, (column) => `sum(${column})`)},
      ${each(DEPTHS, (column) => `max(case when place = 1 and span_seconds > 0 then ${column} else 0 end)`)},
      ${each(LONGEST, (column) => `max(${column})`)}
    from (
      select ${COLUMNS}, bucket, row_number() over (
        partition by bucket order by case when span_seconds > 0 then 0 else 1 end, sampled_at desc) as place
      from (
        select ${COLUMNS}, (${dialect.millisBetween(since, raw("sampled_at"))} + ${length} - 1) / ${length} as bucket
        from queue_samples
        where workflow_id = ${workflowId} and sampled_at > ${since} and sampled_at <= ${dialect.time(to)}
      ) as asked
    ) as placed group by bucket order by bucket`);
}
