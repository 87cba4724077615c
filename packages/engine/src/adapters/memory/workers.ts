/** Worker processes as they announce themselves. */

import { storableId, storableText } from "../../domain/storable.js";
import type { WorkerAnnouncement } from "../../ports/engine-persistence.js";
import { toInt32 } from "./columns.js";
import type { Moment } from "./database.js";

/** Keeps the worker, or notes that it is alive. Undoes a stop. */
export function heartbeatWorker({ tables, now }: Moment, worker: WorkerAnnouncement): void {
  const id = storableId("worker id", worker.id);
  tables.workers.put({
    id,
    host: storableText(worker.host),
    pid: toInt32("pid", worker.pid),
    version: storableText(worker.version),
    slots: toInt32("slots", worker.slots),
    busy: toInt32("busy", worker.busy),
    workflowIds: [...worker.workflowIds],
    startedAt: tables.workers.get(id)?.startedAt ?? now,
    heartbeatAt: now,
    heartbeatMs: toInt32("heartbeatMs", worker.heartbeatMs),
    stoppedAt: null,
  });
}

/** A worker that is not known is passed over: it has nothing to stop. */
export function stopWorker({ tables, now }: Moment, id: string): void {
  const row = tables.workers.get(storableId("worker id", id));
  if (row) tables.workers.put({ ...row, stoppedAt: now, busy: 0 });
}
