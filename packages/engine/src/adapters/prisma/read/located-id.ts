/** Which run an id belongs to. */

import type { Status } from "../../../domain/status.js";
import { canBeStoredId } from "../../../domain/storable.js";
import type { LocatedId, LocatedKind } from "../../../read/located-id.js";
import { text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { sql } from "../sql.js";

/** One lookup by primary key in each table, and one in the runs. */
export async function locateId(db: Db, id: string): Promise<LocatedId | null> {
  if (!canBeStoredId(id)) return null;
  const [row] = await db.read(sql`
    with found as (
      select 0 as rank, 'run' as kind, r.id as run_id, cast(null as text) as stage_record_id
      from workflow_runs r where r.id = ${id}
      union all
      select 1, 'stage', s.workflow_run_id, s.id from workflow_stages s where s.id = ${id}
      union all
      select 2, 'job', j.workflow_run_id, s.id
      from job_queue j left join workflow_stages s
        on s.workflow_run_id = j.workflow_run_id and s.stage_id = j.stage_id and s.attempt = j.stage_attempt
      where j.id = ${id}
      union all
      select 3, 'aiCall', c.workflow_run_id, c.workflow_stage_id from ai_calls c where c.id = ${id}
      union all
      select 4, 'annotation', a.workflow_run_id, a.workflow_stage_record_id
      from workflow_annotations a where a.id = ${id}
      union all
      select 5, 'artifact', f.workflow_run_id, f.workflow_stage_id from workflow_artifacts f where f.id = ${id}
      union all
      select 6, 'event', e.workflow_run_id, null from outbox_events e where e.id = ${id}
    )
    select f.kind, r.id as run_id, r.workflow_name, r.status, s.id as stage_record_id, s.stage_name, s.attempt
    from found f
    join workflow_runs r on r.id = f.run_id
    left join workflow_stages s on s.id = f.stage_record_id
    order by f.rank limit 1`);
  if (row === undefined) return null;
  return {
    kind: text(row.kind) as LocatedKind,
    runId: text(row.run_id),
    workflowName: text(row.workflow_name),
    status: text(row.status) as Status,
    stage:
      row.stage_record_id === null
        ? null
        : { id: text(row.stage_record_id), name: text(row.stage_name), attempt: whole(row.attempt) },
  };
}
