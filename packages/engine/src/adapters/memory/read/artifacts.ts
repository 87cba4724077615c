/** What a run has stored, without the data. */

import type { ArtifactView } from "../../../read/views.js";
import { dateOf } from "../columns.js";
import type { Moment } from "../database.js";

/** By creation. */
export function listArtifactViews({ tables }: Moment, runId: string): ArtifactView[] {
  return tables.artifacts.in("run", runId).map((row) => {
    const stage = tables.stages.get(row.workflowStageId ?? "");
    return {
      id: row.id,
      key: row.key,
      type: row.type,
      size: row.size,
      createdAt: dateOf(row.createdAt),
      updatedAt: dateOf(row.updatedAt),
      stageRecordId: row.workflowStageId,
      stageId: stage?.stageId ?? null,
      attempt: stage?.attempt ?? null,
    };
  });
}
