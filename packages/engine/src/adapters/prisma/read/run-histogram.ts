/** Runs over time. */

import {
  bucketMsOf,
  HISTOGRAM_ROWS,
  type HistogramFilter,
  type RunHistogram,
} from "../../../read/run-histogram.js";
import { dollars, instantOrNull, whole, wholeOrNull } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, sql } from "../sql.js";
import { runMatch } from "./run-conditions.js";
import { SEARCHED } from "./run-search.js";

/** Two statements, each over the newest rows up to a cap. Walks the index of creation, status or workflow. */
export async function runHistogram(db: Db, filter: HistogramFilter): Promise<RunHistogram> {
  const { dialect } = db;
  const { indexed, looked, window } = await runMatch(db, { ...filter, direction: "after", limit: 1 });
  const cap = looked.length > 0 ? window : HISTOGRAM_ROWS;
  const bucketMs = bucketMsOf(filter);
  const newest = sql`from workflow_runs r where ${and(indexed)} order by r.created_at desc, r.id desc`;
  const [beyond] = await db.read(sql`select r.created_at ${newest} limit 1 offset ${cap - 1}`);
  const elapsed = dialect.millisBetween(dialect.time(filter.from), raw("r.created_at"));
  const rows = await db.read(sql`
    with found as (
      select cast(${elapsed} as bigint) / cast(${bucketMs} as bigint) as bucket, r.status, r.total_cost, r.duration
      from (select ${SEARCHED} ${newest} limit ${cap}) r where ${and(looked)}
    ), placed as (
      select bucket, status, total_cost, duration,
        row_number() over (partition by bucket order by (case when duration is null then 1 else 0 end), duration) as place,
        count(duration) over (partition by bucket) as finished
      from found
    )
    select bucket, count(*) as runs, sum(case when status = 'FAILED' then 1 else 0 end) as failed,
      ${dialect.sumDollars(raw("total_cost"))} as cost,
      max(case when place = (finished * 95 + 99) / 100 then duration end) as p95
    from placed group by bucket order by bucket`);
  return {
    from: filter.from,
    bucketMs,
    buckets: filter.buckets,
    filled: rows.map((row) => ({
      index: whole(row.bucket),
      runs: whole(row.runs),
      failed: whole(row.failed),
      costUsd: dollars(row.cost),
      p95DurationMs: wholeOrNull(row.p95),
    })),
    readFrom: instantOrNull(beyond?.created_at),
  };
}
