/** Worker processes as they announce themselves. */

import { storableId, storableInt32, storableText } from "../../domain/storable.js";
import type { WorkerAnnouncement } from "../../ports/engine-persistence.js";

import type { Moment } from "./database.js";

/** Keeps the worker, or notes that it is alive. Undoes a stop. */
export function heartbeatWorker({ tables, now }: Moment, worker: WorkerAnnouncement): void {
  const id = storableId("worker id", worker.id);
  tables.workers.put({
    id,
    host: storableText(worker.host),
    pid: storableInt32("pid", worker.pid),
    version: storableText(worker.version),
    slots: storableInt32("slots", worker.slots),
    busy: storableInt32("busy", worker.busy),
    workflowIds: [...worker.workflowIds],
    startedAt: tables.workers.get(id)?.startedAt ?? now,
    heartbeatAt: now,
    heartbeatMs: storableInt32("heartbeatMs", worker.heartbeatMs),
    stoppedAt: null,
  });
}

/** A worker that is not known is passed over: it has nothing to stop. */
export function stopWorker({ tables, now }: Moment, id: string): void {
  const row = tables.workers.get(storableId("worker id", id));
  if (row) tables.workers.put({ ...row, stoppedAt: now, busy: 0 });
}
