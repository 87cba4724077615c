/** Events handed to a function of this process. */

import {
  DELIVERED,
  type Delivery,
  type DeliveryOptions,
  type EventSink,
  type PublishedEvent,
  SinkUnavailableError,
} from "../ports/event-sink.js";

/**
 * Called with one event at a time of each run, with several runs side by side. An event may come again, with the same
 * id. What it throws refuses the event, unless it is a {@link SinkUnavailableError}.
 */
export type EventHandler = (event: PublishedEvent, options: DeliveryOptions) => unknown;

export interface HandlerSinkOptions {
  /** For errors and logs. Default `handler`. */
  name?: string;
  /** Event types it is called with; the others count as delivered. Default: all. */
  types?: readonly string[];
}

export function handlerSink(
  handle: EventHandler,
  { name = "handler", types }: HandlerSinkOptions = {},
): EventSink {
  const isWanted = types === undefined ? () => true : (type: string) => types.includes(type);
  const deliver = async (event: PublishedEvent, options: DeliveryOptions): Promise<Delivery> => {
    try {
      if (isWanted(event.type)) await handle(event, options);
      return DELIVERED;
    } catch (error) {
      const outcome = error instanceof SinkUnavailableError ? "unavailable" : "refused";
      return { outcome, error: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    name,
    async deliver(events, options) {
      const deliveries: Delivery[] = [];
      for (const event of events) {
        if (options.signal.aborted) break;
        const delivery = await deliver(event, options);
        deliveries.push(delivery);
        if (delivery.outcome !== "delivered") break;
      }
      return deliveries;
    },
  };
}
