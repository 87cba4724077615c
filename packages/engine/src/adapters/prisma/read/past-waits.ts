/** How long earlier executions of stages were suspended. */

import { canBeStoredId } from "../../../domain/storable.js";
import { PAST_WAITS, type PastWaitFilter, type PastWaits } from "../../../read/queue.js";
import { HISTORY_ROWS } from "../../../read/stage-history.js";
import { whole } from "../columns.js";
import type { Db } from "../db.js";
import { raw, sql } from "../sql.js";

/** Per stage: walks workflow_stages_history_idx from its newest row on, and looks at so many rows at most. */
export function listPastWaits(db: Db, { stages }: PastWaitFilter): Promise<PastWaits[]> {
  return Promise.all(
    stages.map(async ({ workflowId, stageId }) => {
      if (!canBeStoredId(workflowId) || !canBeStoredId(stageId)) return { workflowId, stageId, waitsMs: [] };
      const rows = await db.read(sql`
        select ${db.dialect.millisBetween(raw("s.suspended_at"), raw("s.resumed_at"))} as waited
        from (
          select id, workflow_run_id, suspended_at, resumed_at, created_at from workflow_stages
          where stage_id = ${stageId} order by created_at desc limit ${HISTORY_ROWS}
        ) s join workflow_runs r on r.id = s.workflow_run_id
        where s.suspended_at is not null and s.resumed_at >= s.suspended_at and r.workflow_id = ${workflowId}
        order by s.created_at desc, s.id desc limit ${PAST_WAITS}`);
      return { workflowId, stageId, waitsMs: rows.map((row) => whole(row.waited)).sort((a, b) => a - b) };
    }),
  );
}
