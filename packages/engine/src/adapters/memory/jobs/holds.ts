/** Jobs that are kept back: PENDING, and not among those that may be claimed. */

import { storableText } from "../../../domain/storable.js";
import type { HeldJobs, HoldChange } from "../../../ports/job-queue.js";
import type { Moment } from "../database.js";
import type { JobRow } from "../rows.js";
import { ALL, keyOf } from "../tables.js";
import { NOT_KEPT_BACK } from "./columns.js";

export function countHeld({ tables }: Moment): HeldJobs[] {
  const groups = new Map<string, HeldJobs>();
  for (const { heldBy, workflowId } of tables.jobs.in("held", ALL)) {
    const key = keyOf(heldBy ?? "", workflowId);
    groups.set(key, { workflowId, heldBy: heldBy ?? "", jobs: (groups.get(key)?.jobs ?? 0) + 1 });
  }
  return [...groups.values()];
}

export function changeHold(
  { tables, now }: Moment,
  { workflowId, from, to }: HoldChange,
  limit: number,
): number {
  const isMeant = (row: JobRow) => row.workflowId === workflowId && row.heldBy === from;
  const changed = tables.jobs
    .in(from === null ? "claim" : "held", ALL)
    .filter(isMeant)
    .slice(0, Math.max(0, limit));
  for (const job of changed) {
    const hold =
      to === null
        ? NOT_KEPT_BACK
        : {
            heldAt: job.heldAt ?? now,
            heldBy: storableText(to.heldBy),
            holdReason: storableText(to.reason),
          };
    tables.jobs.put({ ...job, ...hold, updatedAt: now });
  }
  return changed.length;
}
