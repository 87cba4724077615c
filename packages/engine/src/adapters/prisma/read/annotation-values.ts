/** What a key was stated to be, over time. */

import { VALUE_CHARS } from "../../../read/annotation-search.js";
import {
  type AnnotationValues,
  type AnnotationValuesFilter,
  VALUE_ROWS,
  valueBucketMs,
  valuesOf,
} from "../../../read/annotation-values.js";
import { instantOrNull, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { and, raw, sql } from "../sql.js";
import { annotationMatch } from "./annotation-match.js";

/** Two statements over the newest rows up to a cap. Walks the index of the actor if one is named, else of the key. */
export async function annotationValues(db: Db, filter: AnnotationValuesFilter): Promise<AnnotationValues> {
  const { dialect } = db;
  const { indexed, looked } = annotationMatch(db, filter);
  const newest = sql`from workflow_annotations n where ${and(indexed)} order by n.created_at desc, n.id desc`;
  const elapsed = dialect.millisBetween(dialect.time(filter.from), raw("n.created_at"));
  const [[last], rows] = await Promise.all([
    db.read(sql`select n.created_at ${newest} limit 1 offset ${VALUE_ROWS - 1}`),
    db.read(sql`
      select stated, bucket, count(*) as times from (
        select substr(n.value, 1, ${VALUE_CHARS}) as stated,
          cast(${elapsed} as bigint) / cast(${valueBucketMs(filter)} as bigint) as bucket
        from (
          select n.created_at, n.key, n.scope, n.attempt, n.actor_kind, n.actor_id, n.actor_version,
            substr(n.value, 1, ${VALUE_CHARS}) as value
          ${newest} limit ${VALUE_ROWS}
        ) n where ${and(looked)}
      ) as found group by stated, bucket`),
  ]);
  const cells = rows.map((row) => ({
    valuePreview: text(row.stated),
    bucket: whole(row.bucket),
    count: whole(row.times),
  }));
  return valuesOf(filter, cells, instantOrNull(last?.created_at));
}
