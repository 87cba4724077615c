/** Worker processes, those heard of last first. */

import type { WorkerView } from "../../../read/views.js";
import { instant, instantOrNull, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { raw } from "../sql.js";

/** Walks workers_heartbeat_idx. */
export async function listWorkers(db: Db): Promise<WorkerView[]> {
  const rows = await db.read(raw("select * from workers order by heartbeat_at desc, id"));
  return rows.map((row) => ({
    id: text(row.id),
    host: text(row.host),
    pid: whole(row.pid),
    version: text(row.version),
    slots: whole(row.slots),
    busy: whole(row.busy),
    workflowIds: JSON.parse(text(row.workflows)) as string[],
    startedAt: instant(row.started_at),
    heartbeatAt: instant(row.heartbeat_at),
    heartbeatMs: whole(row.heartbeat_ms),
    stoppedAt: instantOrNull(row.stopped_at),
  }));
}
