/** Worker processes, those heard of last first. */

import type { WorkerView } from "../../../read/views.js";
import { dateOf, dateOrNull } from "../columns.js";
import type { Moment } from "../database.js";
import { by, byText, descending } from "../order.js";
import type { WorkerRow } from "../rows.js";

const heardOfLastFirst = by<WorkerRow>(
  descending((row) => row.heartbeatAt),
  byText((row) => row.id),
);

export function listWorkers({ tables }: Moment): WorkerView[] {
  return [...tables.workers.all()].sort(heardOfLastFirst).map((row) => ({
    ...row,
    workflowIds: [...row.workflowIds],
    startedAt: dateOf(row.startedAt),
    heartbeatAt: dateOf(row.heartbeatAt),
    stoppedAt: dateOrNull(row.stoppedAt),
  }));
}
