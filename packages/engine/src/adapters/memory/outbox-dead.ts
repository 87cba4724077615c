/** Events that could not be delivered: looked at, given another chance, thrown away. */

import { storableText } from "../../domain/storable.js";
import type { DeadEvent, DeadEventFilter } from "../../ports/engine-persistence.js";
import { toTextOrNull } from "./columns.js";
import type { Moment } from "./database.js";
import { toEvent } from "./outbox.js";
import type { EventRow } from "./rows.js";
import { ALL } from "./tables.js";

/** Dead-lettered and not discarded, oldest first. */
export function listDeadEvents(moment: Moment, filter: DeadEventFilter = {}): DeadEvent[] {
  return dead(moment, filter).map((row) => ({
    ...toEvent(row),
    lastError: row.lastError,
    fingerprint: row.fingerprint,
  }));
}

/** Oldest first, as if they had never failed. Returns their ids in that order. */
export function replayDeadEvents(moment: Moment, filter: DeadEventFilter): string[] {
  return dead(moment, filter).map((row) => {
    makeDue(moment, row.workflowRunId);
    return moment.tables.events.put({
      ...row,
      dlqAt: null,
      retryCount: 0,
      publishedAt: null,
      lastTriedAt: null,
    }).id;
  });
}

export function discardDeadEvents(
  moment: Moment,
  filter: DeadEventFilter,
  reason: string,
  discardedBy?: string,
): string[] {
  const discard = {
    discardedAt: moment.now,
    discardReason: storableText(reason),
    discardedBy: toTextOrNull(discardedBy),
  };
  return dead(moment, filter).map((row) => moment.tables.events.put({ ...row, ...discard }).id);
}

/** Lets the run be taken: at once, or as soon as whoever holds it is done. */
function makeDue({ tables, now }: Moment, runId: string): void {
  const stream = tables.streams.get(runId);
  if (stream === undefined) return;
  const dueAt = stream.leaseToken === null ? Math.min(stream.dueAt ?? now, now) : (stream.dueAt ?? now);
  tables.streams.put({ ...stream, dueAt });
}

function dead({ tables }: Moment, filter: DeadEventFilter): EventRow[] {
  const { ids, workflowRunId, eventType, fingerprint, limit = Number.POSITIVE_INFINITY } = filter;
  const among = ids === undefined ? undefined : new Set(ids);
  return tables.events
    .in("dead", ALL)
    .filter((row) => among === undefined || among.has(row.id))
    .filter((row) => workflowRunId === undefined || row.workflowRunId === workflowRunId)
    .filter((row) => eventType === undefined || row.eventType === eventType)
    .filter((row) => fingerprint === undefined || row.fingerprint === fingerprint)
    .slice(0, Math.max(0, limit));
}
