/**
 * A company that serves models over HTTP, in OpenAI's wire format, and keeps its own books.
 *
 * What a call asks for stands in its prompt: `call:17-text`, with what to do behind the number.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json, text } from "node:stream/consumers";
import { z } from "zod";
import { NO_USAGE, type Served, served, type Usage, usageOf } from "./books.js";

export interface Provider {
  readonly url: string;
  readonly books: readonly Served[];
  /** Keys of calls whose answer, or error, reached the code that asked. */
  readonly acknowledged: ReadonlySet<string>;
  close(): Promise<void>;
}

const chat = z.object({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(z.object({ role: z.string() })),
});
const embedding = z.object({ model: z.string(), input: z.array(z.string()) });

const KEY = /call:([\w.-]+)/;

export async function openProvider(): Promise<Provider> {
  const books: Served[] = [];
  const acknowledged = new Set<string>();
  const failedOnce = new Set<string>();

  const answerChat = (body: unknown, response: ServerResponse) => {
    const { model, stream, messages } = chat.parse(body);
    const key = KEY.exec(JSON.stringify(body))?.[1] ?? "";
    const book = (status: Served["status"], usage: Usage) => books.push(served(key, model, status, usage));
    if (key.includes("fail") || (key.includes("retry") && !failedOnce.has(key))) {
      failedOnce.add(key);
      book("FAILED", NO_USAGE);
      return refuse(response, key.includes("retry") ? 500 : 400);
    }
    const usage = usageOf(key);
    if (stream) {
      const breaksOff = key.includes("abort") || key.includes("leave");
      book(breaksOff ? "ABORTED" : "COMPLETED", breaksOff ? NO_USAGE : usage);
      return streamAnswer(response, { model, usage, breaksOff });
    }
    book("COMPLETED", usage);
    const asksTool = key.includes("tool") && !messages.some(({ role }) => role === "tool");
    send(response, 200, completion(model, usage, asksTool ? TOOL_CALL : { content: '{"answer":4}' }));
  };
  const answerEmbedding = (body: unknown, response: ServerResponse) => {
    const { model, input } = embedding.parse(body);
    const key = KEY.exec(input[0] ?? "")?.[1] ?? "";
    const usage = { ...NO_USAGE, input: usageOf(key).input };
    books.push(served(key, model, "COMPLETED", usage));
    const data = input.map((_, index) => ({ object: "embedding", index, embedding: [0.1, 0.2, 0.3] }));
    send(response, 200, {
      object: "list",
      model,
      data,
      usage: { prompt_tokens: usage.input, total_tokens: usage.input },
    });
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === "/acknowledge") {
      acknowledged.add(await text(request));
      return send(response, 200, {});
    }
    const body = await json(request);
    return request.url?.endsWith("/embeddings")
      ? answerEmbedding(body, response)
      : answerChat(body, response);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    books,
    acknowledged,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const TOOL_CALL = {
  content: null,
  tool_calls: [{ id: "t1", type: "function", function: { name: "add", arguments: '{"a":1}' } }],
};

const inWire = ({ input, cached, output, reasoning }: Usage) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: reasoning },
});

const completion = (
  model: string,
  usage: Usage,
  message: { content: string | null; tool_calls?: unknown },
) => ({
  id: "c1",
  object: "chat.completion",
  created: 1,
  model,
  choices: [
    {
      index: 0,
      message: { role: "assistant", ...message },
      finish_reason: message.tool_calls === undefined ? "stop" : "tool_calls",
    },
  ],
  usage: inWire(usage),
});

interface StreamedAnswer {
  readonly model: string;
  readonly usage: Usage;
  /** Says something and then nothing more, until the client hangs up. */
  readonly breaksOff: boolean;
}

function streamAnswer(response: ServerResponse, { model, usage, breaksOff }: StreamedAnswer): void {
  const chunk = (part: object) =>
    response.write(
      `data: ${JSON.stringify({ id: "c1", object: "chat.completion.chunk", created: 1, model, ...part })}\n\n`,
    );
  const say = (delta: object, finish_reason: string | null = null) =>
    chunk({ choices: [{ index: 0, delta, finish_reason }] });
  response.writeHead(200, { "content-type": "text/event-stream" });
  say({ role: "assistant", content: "one " });
  if (breaksOff) return;
  say({ content: "two" });
  say({}, "stop");
  chunk({ choices: [], usage: inWire(usage) });
  response.end("data: [DONE]\n\n");
}

/** Clients that try again are told to do so at once. */
const refuse = (response: ServerResponse, status: number) =>
  send(response, status, { error: { message: "no", type: "refused", param: null, code: null } });

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json", "retry-after-ms": "1" });
  response.end(JSON.stringify(body));
};
