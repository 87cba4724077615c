/** Twenty real streams over HTTP, one database: what they hear, and what they cost. */

import { once } from "node:events";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline, Readable } from "node:stream";
import { createKernel } from "@stageline/engine";
import { openStore, type Store } from "@stageline/engine/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FRESH, type Kind, type TestDatabase } from "../../../../packages/engine/test/prisma/databases";
import { streamOf } from "./answer-live";
import { LiveTail } from "./live-tail";

const VIEWERS = 20;
const SOON = { timeout: 5_000, interval: 20 };
/** Longer than the tail waits for lost hints. */
const AN_IDLE_WHILE = { timeout: 20_000, interval: 100 };

describe.each(Object.keys(FRESH) as Kind[])("%s", (kind) => {
  let database: TestDatabase;
  let store: Store;
  let writer: Store;
  let server: Server;
  let looks = 0;

  beforeAll(async () => {
    database = await FRESH[kind]();
    [store, writer] = [await openStore(database.url), await openStore(database.url)];
    const { marks } = store.read.live;
    const counted = {
      live: {
        marks: (runIds: readonly string[]) => {
          looks += 1;
          return marks(runIds);
        },
      },
    };
    server = await serve(new LiveTail({ read: counted, wakeUps: store.wakeUps }));
  }, 60_000);
  afterAll(async () => {
    server?.closeAllConnections();
    server?.close();
    await Promise.all([store?.close(), writer?.close()]);
    await database?.drop();
  });

  test("twenty viewers hear of a change at once, cost a look now and then, and nothing when they are gone", async () => {
    const kernel = createKernel({ store: writer, workflows: [] });
    const run = await writer.persistence.createRun({
      workflowId: "w",
      workflowName: "W",
      workflowType: "w",
      input: null,
    });
    const streams = await Promise.all(Array.from({ length: VIEWERS }, () => listenTo(server, run.id)));
    await expect.poll(() => streams.every(({ text }) => text().includes("event: ready")), SOON).toBe(true);

    const idleFrom = performance.now();
    looks = 0;
    await expect.poll(() => looks, AN_IDLE_WHILE).toBeGreaterThanOrEqual(1);
    expect(looks).toBeLessThanOrEqual(1 + (performance.now() - idleFrom) / 1_000);

    looks = 0;
    await kernel.dispatch("annotations.attach", { runId: run.id, annotations: [{ key: "Label", value: 1 }] });
    const told = `event: changes\ndata: {"runs":{"${run.id}":["state"]},"news":false}`;
    await expect.poll(() => streams.every(({ text }) => text().includes(told)), SOON).toBe(true);
    expect(looks).toBeLessThanOrEqual(3);

    for (const { stop } of streams) stop();
    await expect.poll(() => viewersOf(server), SOON).toBe(0);
    looks = 0;
    await kernel.dispatch("annotations.attach", { runId: run.id, annotations: [{ key: "Label", value: 2 }] });
    expect(looks).toBe(0);
  }, 60_000);

  test("a run that changes all the time is told of at most four times a second", async () => {
    const { id } = await writer.persistence.createRun({
      workflowId: "w",
      workflowName: "W",
      workflowType: "w",
      input: null,
    });
    const stream = await listenTo(server, id);
    await expect.poll(stream.text, SOON).toContain("event: ready");
    const kernel = createKernel({ store: writer, workflows: [] });
    const began = performance.now();

    let value = 0;
    while (performance.now() - began < 1_200) {
      value += 1;
      await kernel.dispatch("annotations.attach", { runId: id, annotations: [{ key: "Label", value }] });
    }
    const seconds = (performance.now() - began) / 1_000;

    const messages = stream.text().split("event: changes").length - 1;
    expect(messages).toBeGreaterThan(1);
    expect(messages).toBeLessThanOrEqual(4 * seconds + 1);
    stream.stop();
  }, 60_000);
});

test("a stream ends when whoever listens is not allowed any more", async () => {
  const tail = new LiveTail({
    read: { live: { marks: async () => ({ runs: [], news: "" }) } },
    wakeUps: { listen: async () => ({ isLive: true, stop: async () => undefined }) },
  });
  let isAllowed = true;
  const request = new Request("http://127.0.0.1/api/live?runs=a");
  const { body } = streamOf(tail, request, { isAllowed: async () => isAllowed, keepAliveMs: 5 });
  const reader = body?.getReader();
  await reader?.read();
  expect(tail.viewerCount).toBe(1);

  isAllowed = false;

  await expect.poll(async () => (await reader?.read())?.done, SOON).toBe(true);
  expect(tail.viewerCount).toBe(0);
});

test.each([
  ["of another site's page", "?runs=a", { "sec-fetch-site": "cross-site" }, 403],
  ["for more runs than a page shows", `?runs=${Array.from({ length: 300 }, (_, n) => n).join()}`, {}, 400],
])("a stream %s is refused", async (_, search, headers, status) => {
  const tail = new LiveTail({
    read: { live: { marks: () => Promise.reject(new Error("not asked")) } },
    wakeUps: { listen: () => Promise.reject(new Error("not asked")) },
  });

  const response = streamOf(tail, new Request(`http://127.0.0.1/api/live${search}`, { headers }));

  expect(response.status).toBe(status);
});

const tails = new WeakMap<Server, LiveTail>();
const viewersOf = (server: Server): number => tails.get(server)?.viewerCount ?? Number.NaN;

/** The route as Next calls it: a web request in, a web stream out. */
async function serve(tail: LiveTail): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const left = new AbortController();
    outgoing.on("close", () => left.abort());
    const request = new Request(`http://127.0.0.1${incoming.url}`, { signal: left.signal });
    const { body, status, headers } = streamOf(tail, request);
    outgoing.writeHead(status, Object.fromEntries(headers));
    if (body === null) return void outgoing.end();
    const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    pipeline(source, outgoing, () => source.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  tails.set(server, tail);
  return server;
}

/** By a plain socket: whether a fetch that is aborted lets go of its own depends on what was collected meanwhile. */
async function listenTo(server: Server, runId: string): Promise<{ text(): string; stop(): void }> {
  const { port } = server.address() as AddressInfo;
  const request = get({ port, host: "127.0.0.1", path: `/api/live?runs=${runId}`, agent: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    text += chunk;
  });
  response.on("error", () => undefined);
  return { text: () => text, stop: () => request.destroy() };
}
