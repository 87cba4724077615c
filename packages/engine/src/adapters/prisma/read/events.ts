/** Events of one run in the order they happened. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { EventFilter } from "../../../read/filters.js";
import { type EventView, PREVIEW_CHARS } from "../../../read/views.js";
import { instant, type Row, text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { sql } from "../sql.js";

/** Walks outbox_events_sequence_key. */
export async function listEvents(db: Db, { runId, afterSequence, limit }: EventFilter): Promise<EventView[]> {
  if (!canBeStoredId(runId)) return [];
  const rows = await db.read(sql`
    select id, sequence, event_type, occurred_at, causation_id, published_at, dlq_at, discarded_at,
      substr(payload, 1, ${PREVIEW_CHARS}) as payload_preview
    from outbox_events where workflow_run_id = ${runId} and sequence > ${afterSequence}
    order by sequence limit ${limit}`);
  return rows.map((row) => ({
    id: text(row.id),
    sequence: whole(row.sequence),
    eventType: text(row.event_type),
    occurredAt: instant(row.occurred_at),
    causationId: text(row.causation_id),
    state: stateOf(row),
    payloadPreview: text(row.payload_preview),
  }));
}

function stateOf(row: Row): EventView["state"] {
  if (row.discarded_at != null) return "discarded";
  if (row.dlq_at != null) return "dead";
  return row.published_at != null ? "published" : "pending";
}
