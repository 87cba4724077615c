/** One viewer's stream of server-sent events. */

import type { LiveMessage, LiveTail } from "./live-tail";

/** Keeps proxies from ending a stream that is silent (ms). */
const KEEP_ALIVE_MS = 20_000;
/** Messages a viewer may leave unread before it is let go; it comes back when it reads again. */
const MOST_UNREAD = 200;
/** Sent at once, so that the other side knows that it is heard. */
const HEAD = ": stageline\n\n";

const encoder = new TextEncoder();

export const asEvent = ({ kind, ...facts }: LiveMessage): string =>
  `event: ${kind}\ndata: ${JSON.stringify(facts)}\n\n`;

export interface EventStreamOptions {
  readonly runIds: readonly string[];
  /** Ends the stream, as closing it from the other side does. */
  readonly signal: AbortSignal;
  /** Asked now and then: whoever is not allowed any more hears nothing more. Default: always. */
  readonly isAllowed?: () => Promise<boolean>;
  /** Default 20,000. */
  readonly keepAliveMs?: number;
}

export function eventStream(
  tail: Pick<LiveTail, "watch">,
  { runIds, signal, isAllowed = async () => true, keepAliveMs = KEEP_ALIVE_MS }: EventStreamOptions,
): ReadableStream<Uint8Array> {
  let end = (): void => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOver = false;
        const send = (text: string) => {
          if (isOver) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) < -MOST_UNREAD) end();
        };
        const stopWatching = tail.watch({ runIds, tell: (message) => send(asEvent(message)) });
        const goOn = (allowed: boolean) => (allowed ? send(":\n\n") : end());
        const keepAlive = setInterval(() => void isAllowed().then(goOn), keepAliveMs);
        end = () => {
          if (isOver) return;
          isOver = true;
          clearInterval(keepAlive);
          stopWatching();
          signal.removeEventListener("abort", end);
          try {
            controller.close();
          } catch {
            // Closed from the other side.
          }
        };
        signal.addEventListener("abort", end, { once: true });
        if (signal.aborted) end();
        else send(HEAD);
      },
      cancel: () => end(),
    },
    new CountQueuingStrategy({ highWaterMark: 1 }),
  );
}
