/** Whole runs leased for publishing, and what became of their events. */

import { randomUUID } from "node:crypto";
import { storableText } from "../../domain/storable.js";
import type { ClaimEventsOptions, ClaimedEvents, SettledEvents, WaitingEvent } from "../../ports/outbox.js";
import { dateOrNull, timeAfter, toTime } from "./columns.js";
import type { Moment } from "./database.js";
import { toEvent } from "./outbox.js";
import type { EventRow, StreamRow } from "./rows.js";
import { ALL, isLive, isWaiting } from "./tables.js";

/** Those that are due longest, then by run. */
export function claimEvents(
  { tables, now }: Moment,
  { limit, leaseMs }: ClaimEventsOptions,
): ClaimedEvents[] {
  const due: StreamRow[] = [];
  for (const stream of tables.streams.in("due", ALL)) {
    if (stream.dueAt === null || stream.dueAt > now || due.length >= limit) break;
    due.push(stream);
  }
  const dueAt = timeAfter("leaseMs", now, leaseMs);
  const perRun = Math.floor(limit / due.length);
  return due.map((stream) => {
    const leaseToken = randomUUID();
    const { workflowRunId } = tables.streams.put({ ...stream, leaseToken, dueAt });
    const events = tables.events.in("waitingOfRun", workflowRunId).slice(0, perRun);
    return { workflowRunId, leaseToken, events: events.map(toWaitingEvent) };
  });
}

const toWaitingEvent = (row: EventRow): WaitingEvent => ({
  ...toEvent(row),
  lastError: row.lastError,
  lastTriedAt: dateOrNull(row.lastTriedAt),
});

export function settleEvents(moment: Moment, settled: readonly SettledEvents[]): string[] {
  return settled.filter((one) => !settle(moment, one)).map(({ workflowRunId }) => workflowRunId);
}

/** Returns whether the run was still held. */
function settle({ tables, now }: Moment, { waitMs = 0, ...settled }: SettledEvents): boolean {
  const { workflowRunId, leaseToken, publishedIds, failed } = settled;
  const stream = tables.streams.get(workflowRunId);
  if (stream === undefined || stream.leaseToken !== leaseToken) return false;
  const waiting = (id: string) => {
    const row = tables.events.get(id);
    return row !== undefined && isWaiting(row) && row.workflowRunId === workflowRunId ? row : undefined;
  };
  for (const id of publishedIds) {
    const row = waiting(id);
    if (row) tables.events.put({ ...row, publishedAt: now, lastTriedAt: now });
  }
  const row = failed && waiting(failed.id);
  if (row) {
    tables.events.put({
      ...row,
      retryCount: row.retryCount + (failed.isCounted ? 1 : 0),
      dlqAt: failed.isDead ? now : null,
      lastError: storableText(failed.error),
      fingerprint: storableText(failed.fingerprint),
      lastTriedAt: now,
    });
  }
  const isMore = tables.events.in("waitingOfRun", workflowRunId).length > 0;
  const dueAt = isMore ? timeAfter("waitMs", now, Math.max(0, Math.round(waitMs))) : null;
  tables.streams.put({ ...stream, leaseToken: null, dueAt });
  return true;
}

export function waiveEvents({ tables }: Moment, before: Date, limit: number): number {
  const at = toTime("before", before);
  const hasEnded = (runId: string) => {
    const run = tables.runs.get(runId);
    return run === undefined || !isLive(run);
  };
  const untold = tables.events
    .in("waiting", ALL)
    .filter((row) => row.occurredAt < at && row.lastTriedAt === null && hasEnded(row.workflowRunId))
    .sort((a, b) => a.occurredAt - b.occurredAt)
    .slice(0, Math.max(0, limit));
  for (const row of untold) tables.events.put({ ...row, publishedAt: row.occurredAt });
  return untold.length;
}
