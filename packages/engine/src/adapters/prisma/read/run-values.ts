/** What was last annotated to the runs of a page. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { RunValue, RunValuesRequest } from "../../../read/run-values.js";
import { PREVIEW_CHARS } from "../../../read/views.js";
import { text } from "../columns.js";
import type { Db } from "../db.js";
import { raw, sql } from "../sql.js";

/** One statement for all runs. Walks workflow_annotations_once_key. */
export async function runValues(db: Db, { ids, keys }: RunValuesRequest): Promise<RunValue[]> {
  const known = { ids: ids.filter(canBeStoredId), keys: keys.filter(canBeStoredId) };
  if (known.ids.length === 0 || known.keys.length === 0) return [];
  const rows = await db.read(sql`
    select workflow_run_id, key, value_preview from (
      select workflow_run_id, key, substr(value, 1, ${PREVIEW_CHARS}) as value_preview,
        row_number() over (partition by workflow_run_id, key order by created_at desc, id desc) as place
      from workflow_annotations
      where ${db.dialect.among(raw("workflow_run_id"), known.ids)} and ${db.dialect.among(raw("key"), known.keys)}
    ) as valued where place = 1 order by workflow_run_id, key`);
  return rows.map((row) => ({
    runId: text(row.workflow_run_id),
    key: text(row.key),
    valuePreview: text(row.value_preview),
  }));
}
