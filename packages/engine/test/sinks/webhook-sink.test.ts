/** Events posted to a real server. */

import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import type { Delivery, PublishedEvent } from "../../src/ports/event-sink.js";
import {
  verifyWebhook,
  type WebhookSink,
  type WebhookSinkOptions,
  WebhookVerificationError,
  webhookSink,
} from "../../src/sinks/index.js";
import { type Receiver, startReceiver } from "./receiver.js";

const secret = "a secret of this test, é included";
const event = (overrides: Partial<PublishedEvent> = {}): PublishedEvent => ({
  id: "0199-event",
  runId: "run",
  sequence: 1,
  type: "stage:completed",
  payload: { text: "done ✓", at: new Date(5) },
  causationId: "job",
  occurredAt: new Date("2026-01-02T03:04:05.678Z"),
  ...overrides,
});

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function receiver(...parameters: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...parameters);
  open.push(started);
  return started;
}

function sinkTo(url: string, options: Partial<WebhookSinkOptions> = {}): WebhookSink {
  const sink = webhookSink({ url, secret, allowPrivate: true, ...options });
  open.push(sink);
  return sink;
}

const post = (sink: WebhookSink, events = [event()], signal = new AbortController().signal) =>
  sink.deliver(events, { signal }) as Promise<readonly Delivery[]>;

describe("what is posted", () => {
  test("is one signed JSON request per event, in order, over a connection that is kept", async () => {
    const server = await receiver();
    const events = [1, 2, 3].map((sequence) => event({ sequence, id: `event-${sequence}` }));

    const deliveries = await post(sinkTo(server.url), events);

    expect(deliveries).toEqual(events.map(() => ({ outcome: "delivered" })));
    expect(server.posted.map(({ headers }) => headers["webhook-id"])).toEqual([
      "event-1",
      "event-2",
      "event-3",
    ]);
    expect(JSON.parse(server.posted[0]?.body ?? "")).toEqual({
      id: "event-1",
      type: "stage:completed",
      timestamp: "2026-01-02T03:04:05.678Z",
      runId: "run",
      sequence: 1,
      causationId: "job",
      data: { text: "done ✓", at: { $stageline: "date", value: "1970-01-01T00:00:00.005Z" } },
    });
    expect(server.posted[0]?.headers).toMatchObject({ "content-type": "application/json" });
  });

  test("verifies with the secret, and with nothing else", async () => {
    const server = await receiver();
    await post(sinkTo(server.url));
    const [{ body, headers } = { body: "", headers: {} }] = server.posted;

    expect(verifyWebhook({ body, headers, secret })).toMatchObject({ id: "0199-event" });
    expect(verifyWebhook({ body: Buffer.from(body), headers, secret })).toMatchObject({ runId: "run" });
    const refused = [
      { body, headers, secret: `${secret}.` },
      { body: `${body} `, headers, secret },
      { body, headers: { ...headers, "webhook-id": "another" }, secret },
      { body, headers: { ...headers, "webhook-timestamp": "1700000000" }, secret },
      { body, headers: { ...headers, "webhook-signature": "v1," }, secret },
      { body, headers: {}, secret },
    ];
    for (const attempt of refused) expect(() => verifyWebhook(attempt)).toThrow(WebhookVerificationError);
  });

  test("fits what Standard Webhooks libraries expect of a secret of theirs", async () => {
    const server = await receiver();
    const standard = `whsec_${randomBytes(24).toString("base64")}`;

    await post(sinkTo(server.url, { secret: standard }));

    const [{ body, headers } = { body: "", headers: {} }] = server.posted;
    expect(new Webhook(standard).verify(body, headers as Record<string, string>)).toMatchObject({
      sequence: 1,
    });
  });

  test("has the headers that were asked for, which replace none of the signature's", async () => {
    const server = await receiver();

    await post(sinkTo(server.url, { headers: { authorization: "Bearer token", "webhook-id": "forged" } }));

    expect(server.posted[0]?.headers).toMatchObject({
      authorization: "Bearer token",
      "webhook-id": "0199-event",
    });
  });
});

describe("what is answered", () => {
  test.each([
    [200, "delivered"],
    [202, "delivered"],
    [400, "refused"],
    [413, "refused"],
    [422, "refused"],
    [301, "unavailable"],
    [308, "unavailable"],
    [401, "unavailable"],
    [404, "unavailable"],
    [429, "unavailable"],
    [500, "unavailable"],
    [503, "unavailable"],
  ])("%i is %s, and events behind one that failed are not sent", async (status, outcome) => {
    const server = await receiver((response) => void response.writeHead(status).end("why"));

    const deliveries = await post(sinkTo(server.url), [event(), event({ sequence: 2 })]);

    expect(deliveries.map((delivery) => delivery.outcome)).toEqual(
      outcome === "delivered" ? [outcome, outcome] : [outcome],
    );
    expect(server.posted).toHaveLength(outcome === "delivered" ? 2 : 1);
    if (outcome !== "delivered") expect(deliveries[0]).toMatchObject({ error: `HTTP ${status}: why` });
  });

  test("a redirect is not followed", async () => {
    const target = await receiver();
    const server = await receiver((response) => void response.writeHead(307, { location: target.url }).end());

    const [delivery] = await post(sinkTo(server.url));

    expect(delivery).toEqual({
      outcome: "unavailable",
      error: `HTTP 307 to ${target.url}, not followed`,
    });
    expect(target.posted).toEqual([]);
  });

  test("nobody at the address is an unavailable sink", async () => {
    const server = await startReceiver();
    await server.close();

    const [delivery] = await post(sinkTo(server.url));

    expect(delivery).toMatchObject({
      outcome: "unavailable",
      error: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("no answer in time is an unavailable sink, with headers sent or not", async () => {
    const silent = await receiver(() => undefined);
    const slow = await receiver((response) => void response.writeHead(500).write("…"));

    for (const { url } of [silent, slow])
      expect(await post(sinkTo(url, { timeoutMs: 50 }))).toMatchObject([{ outcome: "unavailable" }]);
  });

  test("an answer without end is read no further than its beginning", async () => {
    let written = 0;
    const endless = await receiver((response) => {
      response.writeHead(422);
      const more = () => {
        written += 65_536;
        if (!response.destroyed) response.write("x".repeat(65_536), more);
      };
      more();
    });

    const [delivery] = await post(sinkTo(endless.url));

    expect(delivery).toEqual({ outcome: "refused", error: `HTTP 422: ${"x".repeat(1_000)}` });
    expect(written).toBeLessThan(20_000_000);
  });

  test("a signal that aborts ends the request under way", async () => {
    const stop = new AbortController();
    const silent = await receiver(() => stop.abort());

    const deliveries = await post(sinkTo(silent.url), [event(), event({ sequence: 2 })], stop.signal);

    expect(deliveries).toMatchObject([{ outcome: "unavailable" }]);
    expect(silent.posted).toHaveLength(1);
  });
});

describe("private addresses", () => {
  test.each(["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1"])(
    "%s is not connected to unless that is allowed",
    async (host) => {
      const server = await receiver();

      const [delivery] = await post(sinkTo(`http://${host}:${server.port}/`, { allowPrivate: false }));

      expect(delivery).toMatchObject({
        outcome: "unavailable",
        error: expect.stringContaining("not a public address"),
      });
      expect(server.posted).toEqual([]);
    },
  );

  test("localhost is connected to when private addresses are allowed", async () => {
    const server = await receiver();

    expect(await post(sinkTo(`http://localhost:${server.port}/`))).toEqual([{ outcome: "delivered" }]);
  });
});

test("an address that is none, or not of the web, is refused at once", () => {
  expect(() => webhookSink({ url: "nonsense", secret })).toThrow(TypeError);
  expect(() => webhookSink({ url: "file:///etc/passwd", secret })).toThrow(RangeError);
  expect(() => webhookSink({ url: "https://example.com", secret: "" })).toThrow("Secret can't be empty");
});
