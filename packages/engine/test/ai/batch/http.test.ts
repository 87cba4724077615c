import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { httpApi } from "../../../src/ai/batch/http.js";
import { linesReply, startServer } from "./provider-server.js";

const signal = new AbortController().signal;

const anything = z.looseObject({});

async function begin(body = "{}") {
  const server = await startServer(() => ({ body }));
  onTestFinished(() => server.close());
  const http = httpApi({
    name: "OpenAI",
    apiKey: "sk-1",
    baseUrl: `${server.origin}/v1/`,
    headers: { "x-key": "sk-1" },
  });
  return { server, http };
}

test("paths are below the base URL, with or without a slash at its end", async () => {
  const { server, http } = await begin();

  await http.json("/batches?limit=1", anything, { signal });

  expect(server.exchanges[0]?.url.href).toBe(`${server.origin}/v1/batches?limit=1`);
  expect(server.exchanges[0]?.headers["x-key"]).toBe("sk-1");
});

test("a base URL without a path stays where it is", async () => {
  const { server } = await begin();
  const http = httpApi({
    name: "OpenAI",
    apiKey: "sk-1",
    baseUrl: server.origin,
    headers: { "x-key": "sk-1" },
  });

  await http.json("/batches", anything, { signal });

  expect(server.exchanges[0]?.url.href).toBe(`${server.origin}/batches`);
});

test("no answer in time is worth another try", async () => {
  const { server, http } = await begin();
  server.inject({ on: /^GET/, breaks: "silence" });

  await expect(http.json("/slow", anything, { signal, timeoutMs: 20 })).rejects.toMatchObject({
    code: "BATCH_API",
    isRetryable: true,
    message: expect.stringMatching(/^OpenAI could not be reached: .*time/i),
  });
});

test("lines that do not come in time are worth another try", async () => {
  const { server, http } = await begin();
  server.inject({ on: /^GET/, breaks: "silence" });
  const lines = http.lines("/slow", anything, { signal, timeoutMs: 20 });

  await expect(lines.next()).rejects.toMatchObject({ code: "BATCH_API", isRetryable: true });
});

test("a server that is not there is worth another try", async () => {
  const { server, http } = await begin();
  await server.close();

  await expect(http.json("/batches", anything, { signal })).rejects.toMatchObject({
    isRetryable: true,
    message: expect.stringContaining("ECONNREFUSED"),
  });
});

test("who stops reading lines lets the connection go", async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => ({ i, filler: "x".repeat(500) }));
  const { server, http } = await begin(linesReply(lines).body);

  for await (const line of http.lines("/many", anything, { signal })) {
    expect(line).toMatchObject({ i: 0 });
    break;
  }
  const again = await http.json("/one", z.unknown(), { signal }).catch((error: unknown) => error);

  expect(again).toMatchObject({ message: "OpenAI answered with something that is not JSON" });
  expect(server.exchanges).toHaveLength(2);
});

test.each([
  ["Wed, 21 Oct 2015 07:28:00 GMT", 0],
  ["1.5", 1_500],
  ["0", 0],
  ["soon", undefined],
])("retry-after: %s means %s milliseconds", async (said, expected) => {
  const { server, http } = await begin();
  server.inject({ on: /^GET/, reply: { status: 429, headers: { "retry-after": said } } });

  await expect(http.json("/batches", anything, { signal })).rejects.toMatchObject({ retryAfterMs: expected });
});

test("of an endless refusal only the beginning is read", async () => {
  const server = createServer((_, response) => {
    response.writeHead(500);
    const more = () => {
      while (response.write("no ".repeat(10_000)));
    };
    response.on("drain", more);
    more();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  // An address of a listening TCP server has a port.
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const http = httpApi({ name: "OpenAI", apiKey: "sk-1", baseUrl, headers: {} });

  const error: unknown = await http
    .json("/", anything, { signal, timeoutMs: 5_000 })
    .catch((thrown) => thrown);

  expect(error).toMatchObject({ status: 500, isRetryable: true });
  expect(String(error).length).toBeLessThan(2_500);
});
