/**
 * Where events go once they are committed.
 *
 * Delivery is at least once: a crash between delivery and its record, or another sink's failure, brings an event again
 * with the same id. Of one run every event comes after the one before it was accepted; runs come side by side.
 */

import { EngineError } from "../domain/errors.js";

/** An event as it leaves. `id` stays the same however often it is delivered, and so does (`runId`, `sequence`). */
export interface PublishedEvent {
  readonly id: string;
  readonly runId: string;
  /** 1, 2, 3 … per run. */
  readonly sequence: number;
  readonly type: string;
  readonly payload: unknown;
  /** What made it happen: a command's id, a job's id. */
  readonly causationId: string;
  readonly occurredAt: Date;
}

/**
 * What became of one event:
 *
 * - `delivered`: accepted, never to be sent again.
 * - `refused`: the sink works and does not take this event. It is tried again, and goes to the dead letters in the end.
 * - `unavailable`: the sink did not answer, or not as it should. Held against the event only while the sink is known to
 *   take others; a sink that is down costs no event its tries.
 */
export type Delivery =
  | { readonly outcome: "delivered" }
  | { readonly outcome: "refused" | "unavailable"; readonly error: string };

export const DELIVERED: Delivery = { outcome: "delivered" };

export interface DeliveryOptions {
  /** Aborts when time is up or the process stops. What is not answered by then counts as not delivered. */
  readonly signal: AbortSignal;
}

export interface EventSink {
  /** For errors and logs. */
  readonly name: string;
  /**
   * Takes some events of one run, in order. It answers one delivery per event and ends with the first that is not
   * `delivered`; nothing at all means that all were. What it throws is `unavailable` for all of them.
   */
  deliver(
    events: readonly PublishedEvent[],
    options: DeliveryOptions,
    // biome-ignore lint/suspicious/noConfusingVoidType: a sink that answers nothing has taken all
  ): Promise<readonly Delivery[] | void>;
}

/** The sink cannot take anything now. Thrown by a handler it says that its event is not to blame. */
export class SinkUnavailableError extends EngineError {
  override readonly name = "SinkUnavailableError";
  readonly code = "SINK_UNAVAILABLE";
}
