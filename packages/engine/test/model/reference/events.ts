/** Events waiting to be published, as the model keeps them. */

import type { Event, State } from "./state.js";

/** What the store tells of an event: its id, by run and sequence. */
export type EventIds = (runId: string, sequence: number) => string;

/** Gives the event the next number of its run. */
export function appendEvent(
  state: State,
  given: Pick<Event, "runId" | "eventType" | "payload">,
  idOf: EventIds,
): void {
  const sequence = state.events.filter((event) => event.runId === given.runId).length + 1;
  state.events.push({
    ...given,
    id: idOf(given.runId, sequence),
    sequence,
    retryCount: 0,
    lastError: null,
    isPublished: false,
    isDead: false,
    isDiscarded: false,
  });
}

export const eventOf = (state: State, id: string): Event | undefined =>
  state.events.find((event) => event.id === id);

/** By run and sequence. */
export const waitingEvents = (state: State): Event[] =>
  state.events
    .filter((event) => !event.isPublished && !event.isDead && !event.isDiscarded)
    .sort((a, b) => (a.runId === b.runId ? a.sequence - b.sequence : a.runId < b.runId ? -1 : 1));

export const deadEvents = (state: State): Event[] =>
  state.events.filter((event) => event.isDead && !event.isDiscarded);

/** As if it had never failed, but for what is remembered of the failure. */
export function replay(event: Event): void {
  Object.assign(event, { isDead: false, isPublished: false, retryCount: 0 });
}
