/** Worker processes as they announce themselves. */

import { storableId, storableInt32, storableText } from "../../domain/storable.js";
import type { WorkerAnnouncement } from "../../ports/engine-persistence.js";

import type { Db } from "./db.js";
import { sql } from "./sql.js";

/** Inserts the worker or notes that it is alive: one statement over the primary key. Undoes a stop. */
export async function heartbeatWorker(db: Db, worker: WorkerAnnouncement): Promise<void> {
  const { now } = db.dialect;
  await db.execute(sql`
    insert into workers (id, host, pid, version, slots, busy, workflows, started_at, heartbeat_at, heartbeat_ms)
    values (${storableId("worker id", worker.id)}, ${storableText(worker.host)}, ${storableInt32("pid", worker.pid)},
      ${storableText(worker.version)}, ${storableInt32("slots", worker.slots)}, ${storableInt32("busy", worker.busy)},
      ${JSON.stringify(worker.workflowIds)}, ${now}, ${now}, ${storableInt32("heartbeatMs", worker.heartbeatMs)})
    on conflict (id) do update set host = excluded.host, pid = excluded.pid, version = excluded.version,
      slots = excluded.slots, busy = excluded.busy, workflows = excluded.workflows,
      heartbeat_at = excluded.heartbeat_at, heartbeat_ms = excluded.heartbeat_ms, stopped_at = null`);
}

/** A worker that is not known is passed over: it has nothing to stop. */
export async function stopWorker(db: Db, id: string): Promise<void> {
  await db.execute(sql`
    update workers set stopped_at = ${db.dialect.now}, busy = 0 where id = ${storableId("worker id", id)}`);
}
