/** Events: numbered 1, 2, 3 … per run in the transaction that makes them true, published later, in that order. */

import { NotFoundError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import type { OutboxRecord } from "../../domain/records.js";
import { storableId, storableText } from "../../domain/storable.js";
import type { CreateOutboxEventInput } from "../../ports/workflow-persistence.js";
import { dateOf, dateOrNull, documentOf, toTime } from "./columns.js";
import type { Moment } from "./database.js";
import { ascending, by, byText } from "./order.js";
import type { EventRow } from "./rows.js";
import { ALL } from "./tables.js";

/** Events in a page when the caller does not say. */
const DEFAULT_PAGE = 100;

/** Gives every event the next number of its run. */
export function appendOutboxEvents({ tables, now }: Moment, events: readonly CreateOutboxEventInput[]): void {
  for (const event of events) {
    const workflowRunId = storableId("workflowRunId", event.workflowRunId);
    const stream = tables.streams.get(workflowRunId);
    const sequence = (stream?.lastSequence ?? 0) + 1;
    tables.events.put({
      id: newId(),
      createdAt: now,
      workflowRunId,
      sequence,
      eventType: storableId("eventType", event.eventType),
      payload: encodeDocument(event.payload),
      causationId: storableId("causationId", event.causationId),
      occurredAt: toTime("occurredAt", event.occurredAt),
      publishedAt: null,
      retryCount: 0,
      dlqAt: null,
      lastError: null,
      lastTriedAt: null,
      fingerprint: null,
      discardedAt: null,
      discardReason: null,
      discardedBy: null,
    });
    tables.streams.put({
      workflowRunId,
      lastSequence: sequence,
      dueAt: stream?.dueAt ?? now,
      leaseToken: stream?.leaseToken ?? null,
    });
  }
}

/** An event that waits, with its place in its run's queue and what is known of that queue's head. */
interface Waiting {
  readonly event: EventRow;
  readonly place: number;
  readonly head: EventRow;
}

const fairness = by<Waiting>(
  ascending(({ place }) => place),
  ascending(({ head }) => head.retryCount),
  ascending(({ head }) => head.createdAt),
  byText(({ head }) => head.workflowRunId),
);

const publishingOrder = by<Waiting>(
  byText(({ event }) => event.workflowRunId),
  ascending(({ event }) => event.sequence),
);

/**
 * Unpublished events by (run, sequence), fair between runs: a page takes the first event of every run before the
 * second of any, and of runs those first whose next event has failed least often.
 */
export function getUnpublishedOutboxEvents({ tables }: Moment, limit = DEFAULT_PAGE): OutboxRecord[] {
  if (limit < 1) return [];
  const waiting: Waiting[] = [];
  let [head, place]: [EventRow | undefined, number] = [undefined, 0];
  for (const event of tables.events.in("waiting", ALL)) {
    if (head?.workflowRunId !== event.workflowRunId) [head, place] = [event, 0];
    place += 1;
    waiting.push({ event, place, head });
  }
  return waiting
    .sort(fairness)
    .slice(0, limit)
    .sort(publishingOrder)
    .map(({ event }) => toEvent(event));
}

/** Keeps the time of the first publication; unknown ids are passed over. */
export function markOutboxEventsPublished({ tables, now }: Moment, ids: readonly string[]): void {
  for (const id of ids) {
    const row = tables.events.get(id);
    if (row && row.publishedAt === null) tables.events.put({ ...row, publishedAt: now });
  }
}

export function incrementOutboxRetryCount(moment: Moment, id: string): number {
  const row = existing(moment, id);
  return moment.tables.events.put({ ...row, retryCount: row.retryCount + 1 }).retryCount;
}

/** Notes why the event could not be delivered, and when that was. Returns the new retry count. */
export function recordOutboxFailure(moment: Moment, id: string, error: string): number {
  const row = existing(moment, id);
  return moment.tables.events.put({
    ...row,
    retryCount: row.retryCount + 1,
    lastError: storableText(error),
    lastTriedAt: moment.now,
  }).retryCount;
}

/** An event that is dead already keeps the time of its death. */
export function moveOutboxEventToDLQ(moment: Moment, id: string): void {
  const row = existing(moment, id);
  moment.tables.events.put({ ...row, dlqAt: row.dlqAt ?? moment.now });
}

function existing({ tables }: Moment, id: string): EventRow {
  const row = tables.events.get(id);
  if (!row) throw new NotFoundError("outbox event", id);
  return row;
}

export const toEvent = (row: EventRow): OutboxRecord => ({
  id: row.id,
  workflowRunId: row.workflowRunId,
  sequence: row.sequence,
  eventType: row.eventType,
  payload: documentOf(row.payload),
  causationId: row.causationId,
  occurredAt: dateOf(row.occurredAt),
  publishedAt: dateOrNull(row.publishedAt),
  retryCount: row.retryCount,
  dlqAt: dateOrNull(row.dlqAt),
});
