/** What a run has stored, without the data. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { ArtifactView } from "../../../read/views.js";
import { instant, text, textOrNull, whole, wholeOrNull } from "../columns.js";
import type { Db } from "../db.js";
import { sql } from "../sql.js";

/** By creation. Walks workflow_artifacts_key. */
export async function listArtifactViews(db: Db, runId: string): Promise<ArtifactView[]> {
  if (!canBeStoredId(runId)) return [];
  const rows = await db.read(sql`
    select a.id, a.key, a.type, a.size, a.created_at, a.updated_at, a.workflow_stage_id, s.stage_id, s.attempt
    from workflow_artifacts a left join workflow_stages s on s.id = a.workflow_stage_id
    where a.workflow_run_id = ${runId} order by a.created_at, a.id`);
  return rows.map((row) => ({
    id: text(row.id),
    key: text(row.key),
    type: text(row.type),
    size: whole(row.size),
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
    stageRecordId: textOrNull(row.workflow_stage_id),
    stageId: textOrNull(row.stage_id),
    attempt: wholeOrNull(row.attempt),
  }));
}
