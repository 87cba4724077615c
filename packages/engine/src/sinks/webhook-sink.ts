/**
 * Posts every event as JSON to an address, signed.
 *
 * One request per event: `id`, `type`, `timestamp` (when it happened), `runId`, `sequence`, `causationId` and `data`,
 * the event's payload. An answer of 2xx accepts it. A 4xx that is about the event refuses it. Everything else is the
 * receiver's trouble: no connection, no answer in time, 5xx, a redirect, or a 4xx about the address or the credentials.
 *
 * Redirects are not followed, and private addresses are not connected to unless that is allowed: whoever chooses the
 * address, or answers at it, must not reach what only this machine can. Trying again is the outbox's business.
 */

import { Agent, type Dispatcher, request } from "undici";
import { encodeDocument } from "../domain/json-document.js";
import { DELIVERED, type Delivery, type EventSink, type PublishedEvent } from "../ports/event-sink.js";
import { publicLookup, refusePrivateLiteral } from "./private-address.js";
import { webhookSigner } from "./webhook-signature.js";

export interface WebhookSinkOptions {
  /** `http:` or `https:`. */
  url: string | URL;
  /** Signs the requests: see `webhook-signature.ts`. */
  secret: string;
  /** For errors and logs. Default: the address's host. */
  name?: string;
  /** Milliseconds for one request from the connection to the end of the answer. Default 10 s. */
  timeoutMs?: number;
  /** Whether the address may be one of this machine or of a private network. Default false. */
  allowPrivate?: boolean;
  /** Added to every request. */
  headers?: Readonly<Record<string, string>>;
}

export interface WebhookSink extends EventSink {
  /** Closes the connections that are kept open. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;

/** Bytes of a refusal that are kept as its reason. */
const REASON_BYTES = 1_000;

/** About the address or the credentials, or a request to come again: the next event would be answered the same. */
const NOT_THE_EVENT = new Set([401, 402, 403, 404, 405, 407, 408, 410, 421, 423, 425, 426, 429]);

/**
 * @throws {TypeError} if the address is none
 * @throws {RangeError} if it is not of the web
 * @throws {Error} if the secret is empty, or begins with `whsec_` and is not base64
 */
export function webhookSink(options: WebhookSinkOptions): WebhookSink {
  const { timeoutMs = TIMEOUT_MS, allowPrivate = false, headers = {}, secret } = options;
  const url = new URL(options.url);
  if (!/^https?:$/.test(url.protocol)) throw new RangeError(`A webhook cannot be posted to ${url.protocol}`);
  const signer = webhookSigner(secret);
  const agent = new Agent({
    connect: { timeout: timeoutMs, ...(allowPrivate ? {} : { lookup: publicLookup }) },
    connections: 32,
  });

  const post = async (event: PublishedEvent, signal: AbortSignal): Promise<Delivery> => {
    if (!allowPrivate) refusePrivateLiteral(url.hostname);
    const body = JSON.stringify(toBody(event));
    const {
      statusCode,
      headers: answered,
      body: answer,
    } = await request(url, {
      method: "POST",
      headers: {
        ...headers,
        "content-type": "application/json",
        "user-agent": "Stageline",
        ...signer.sign({ id: event.id, body, sentAt: new Date() }),
      },
      body,
      dispatcher: agent,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (statusCode >= 200 && statusCode < 300) {
      // The answer's text is of no use, but a connection that was read to the end can be used again.
      await answer.dump({ limit: REASON_BYTES }).catch(() => undefined);
      return DELIVERED;
    }
    const reason = await beginningOf(answer);
    const isEvents = statusCode >= 400 && statusCode < 500 && !NOT_THE_EVENT.has(statusCode);
    const location = statusCode < 400 && answered.location ? ` to ${answered.location}, not followed` : "";
    return {
      outcome: isEvents ? "refused" : "unavailable",
      error: `HTTP ${statusCode}${location}${reason === "" ? "" : `: ${reason}`}`,
    };
  };

  return {
    name: options.name ?? url.host,
    async deliver(events, { signal }) {
      const deliveries: Delivery[] = [];
      for (const event of events) {
        if (signal.aborted) break;
        const delivery = await post(event, signal).catch(unreachable);
        deliveries.push(delivery);
        if (delivery.outcome !== "delivered") break;
      }
      return deliveries;
    },
    close: () => agent.close(),
  };
}

const toBody = ({ id, type, occurredAt, runId, sequence, causationId, payload }: PublishedEvent) => ({
  id,
  type,
  timestamp: occurredAt.toISOString(),
  runId,
  sequence,
  causationId,
  // As it is stored, so that values which JSON cannot hold are tagged and never stand in the way.
  data: JSON.parse(encodeDocument(payload)),
});

async function beginningOf(answer: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(Buffer.from(chunk));
      bytes += chunk.length;
      if (bytes >= REASON_BYTES) break;
    }
  } catch {
    // A status without its text still says what happened.
  }
  answer.destroy();
  return Buffer.concat(chunks).subarray(0, REASON_BYTES).toString("utf8").trim();
}

/** Several addresses that all failed are one error with the reasons inside. */
function unreachable(error: unknown): Delivery {
  const causes = error instanceof AggregateError && error.message === "" ? error.errors : [error];
  const texts = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause)));
  return { outcome: "unavailable", error: texts.join("; ") };
}
