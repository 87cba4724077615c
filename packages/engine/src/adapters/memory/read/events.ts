/** Events of one run in the order they happened. */

import type { EventFilter } from "../../../read/filters.js";
import { type EventView, PREVIEW_CHARS } from "../../../read/views.js";
import { dateOf } from "../columns.js";
import type { Moment } from "../database.js";
import type { EventRow } from "../rows.js";
import { cut } from "./page.js";

export function listEvents({ tables }: Moment, { runId, afterSequence, limit }: EventFilter): EventView[] {
  return tables.events
    .in("run", runId)
    .filter((row) => row.sequence > afterSequence)
    .slice(0, limit)
    .map((row) => ({
      id: row.id,
      sequence: row.sequence,
      eventType: row.eventType,
      occurredAt: dateOf(row.occurredAt),
      causationId: row.causationId,
      state: stateOf(row),
      payloadPreview: cut(row.payload, PREVIEW_CHARS),
    }));
}

function stateOf(row: EventRow): EventView["state"] {
  if (row.discardedAt !== null) return "discarded";
  if (row.dlqAt !== null) return "dead";
  return row.publishedAt === null ? "pending" : "published";
}
