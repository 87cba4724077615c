import { type EventView, eventFilter, type ReadModel } from "@stageline/engine/read";
import { exportedList } from "../exported-list";

const PAGE = 500;

/** Of one run, in the order in which they happened. */
export const events = exportedList({
  filter: eventFilter.pick({ runId: true }).strict(),
  pages: ({ events }, { runId }) => sequences(events, runId),
  columns: {
    sequence: (event) => event.sequence,
    id: (event) => event.id,
    eventType: (event) => event.eventType,
    occurredAt: (event) => event.occurredAt,
    state: (event) => event.state,
    causationId: (event) => event.causationId,
  },
});

async function* sequences(events: ReadModel["events"], runId: string): AsyncGenerator<readonly EventView[]> {
  let afterSequence = 0;
  for (;;) {
    const rows = await events.list({ runId, afterSequence, limit: PAGE });
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    afterSequence = last.sequence;
  }
}
