/** Workflows as workers announced them. */

import type { StoredWorkflow } from "../../../domain/workflow-shape.js";
import type { Db } from "../db.js";
import { toDefinition } from "../definitions.js";
import { raw } from "../sql.js";

/** The version of each that was seen last, by workflow id. Walks workflow_definitions_seen_idx. */
export async function listWorkflows(db: Db): Promise<StoredWorkflow[]> {
  const rows = await db.read(
    raw(`
      select * from (
        select *, row_number() over (
          partition by workflow_id order by last_seen_at desc, first_seen_at desc, content_hash) as place
        from workflow_definitions
      ) as seen where place = 1 order by workflow_id`),
  );
  return rows.map(toDefinition);
}
