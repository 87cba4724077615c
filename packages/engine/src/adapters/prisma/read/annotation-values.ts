/** What a key was stated to be, over time. */

import {
  type AnnotationValues,
  type AnnotationValuesFilter,
  VALUE_ROWS,
  valueBucketMs,
  valuesOf,
} from "../../../read/annotation-values.js";
import { instant, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, sql } from "../sql.js";
import { annotationSources, newestRows } from "./annotation-sources.js";

/** One statement over the newest rows up to a cap. Walks the index of the actor if one is named, else of the key. */
export async function annotationValues(db: Db, filter: AnnotationValuesFilter): Promise<AnnotationValues> {
  const { dialect } = db;
  const sources = await annotationSources(db, filter);
  const limit = Math.ceil(VALUE_ROWS / Math.max(1, sources.ranges.length));
  const elapsed = dialect.millisBetween(dialect.time(filter.from), raw("n.created_at"));
  const isMeant = and(sources.looked);
  // Rows that are not meant count for how far was looked.
  const rows = await db.read(sql`
    select stated, bucket, sum(meant) as times, sum(count(*)) over () as passed, min(min(created_at)) over () as oldest
    from (
      select n.created_at, case when ${isMeant} then 1 else 0 end as meant,
        case when ${isMeant} then n.stated end as stated,
        case when ${isMeant} then cast(${elapsed} as bigint) / cast(${valueBucketMs(filter)} as bigint) end as bucket
      from ${newestRows(db, sources, { limit, withColumns: true })} as n
    ) as found group by stated, bucket`);
  const [first] = rows;
  const isCut = whole(first?.passed ?? 0) >= limit;
  const cells = rows
    .filter((row) => whole(row.times) > 0)
    .map((row) => ({ valuePreview: text(row.stated), bucket: whole(row.bucket), count: whole(row.times) }));
  return valuesOf(filter, cells, isCut ? instant(first?.oldest) : null);
}
