/** Hands the events of one run to every sink, in order. */

import { DELIVERED, type Delivery, type EventSink, type PublishedEvent } from "../../ports/event-sink.js";
import type { ClaimedEvents, WaitingEvent } from "../../ports/outbox.js";
import type { Deadline } from "./deadline.js";

/** What became of a run's events: those at the front got through, and the next one failed, unless none was tried. */
export interface RunDelivery {
  readonly delivered: readonly WaitingEvent[];
  readonly failed?: FailedDelivery;
}

export interface FailedDelivery {
  readonly event: WaitingEvent;
  readonly outcome: "refused" | "unavailable";
  /** Begins with the sink's name. */
  readonly error: string;
}

/**
 * One sink after the other, each with what the one before it accepted: an event counts as delivered when all have it.
 * When a later sink fails, those before it get the event again.
 */
export async function deliverRun(
  sinks: readonly EventSink[],
  { events }: ClaimedEvents,
  deadline: Deadline,
): Promise<RunDelivery> {
  let result: RunDelivery = { delivered: events };
  for (const sink of sinks) {
    if (result.delivered.length === 0) break;
    result = await deliverTo(sink, result, deadline);
  }
  return result;
}

async function deliverTo(sink: EventSink, before: RunDelivery, deadline: Deadline): Promise<RunDelivery> {
  const events = before.delivered;
  if (deadline.signal.aborted) return { delivered: [] };
  const answers = await answersOf(sink, events, deadline);
  const failure = answers.find(isFailure);
  const accepted = failure === undefined ? answers.length : answers.indexOf(failure);
  const event = events[accepted];
  if (event === undefined) return before;
  const delivered = events.slice(0, accepted);
  const { outcome, error } = failure ?? UNANSWERED;
  // What was cut off because the process stops says nothing about the sink.
  const isCutOff = outcome === "unavailable" && deadline.signal.aborted && !deadline.isTimeUp();
  if (isCutOff) return { delivered };
  return { delivered, failed: { event, outcome, error: `${sink.name}: ${error}` } };
}

type Failure = Exclude<Delivery, { outcome: "delivered" }>;

const isFailure = (delivery: Delivery): delivery is Failure => delivery.outcome !== "delivered";

const UNANSWERED: Failure = { outcome: "unavailable", error: "it did not answer in time" };

/** One per event at most; fewer when the sink left some unanswered. */
async function answersOf(
  sink: EventSink,
  events: readonly WaitingEvent[],
  { signal, aborted }: Deadline,
): Promise<readonly Delivery[]> {
  try {
    const unanswered = aborted.then((): Delivery[] => []);
    const answers = await Promise.race([sink.deliver(events.map(toPublished), { signal }), unanswered]);
    return answers === undefined ? events.map(() => DELIVERED) : answers.slice(0, events.length);
  } catch (error) {
    return [{ outcome: "unavailable", error: error instanceof Error ? error.message : String(error) }];
  }
}

const toPublished = (event: WaitingEvent): PublishedEvent => ({
  id: event.id,
  runId: event.workflowRunId,
  sequence: event.sequence,
  type: event.eventType,
  payload: event.payload,
  causationId: event.causationId,
  occurredAt: event.occurredAt,
});
