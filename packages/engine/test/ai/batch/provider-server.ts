/** What the stand-ins of the providers' servers share: a real HTTP server, a clock of its own, and faults on demand. */

import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What befalls the next request whose `METHOD /path?query` matches `on`. */
export interface Fault {
  readonly on: RegExp;
  /** Instead of what the server would answer. */
  readonly reply?: Reply;
  /**
   * upload: the connection is reset while the request's body arrives · answer: the request is done, but its answer is
   * lost · download: the answer breaks off in the middle · truncated: it ends early as if that were all · silence: the
   * request is done and nothing is answered.
   */
  readonly breaks?: "upload" | "answer" | "download" | "truncated" | "silence";
}

/** The request is not as the documentation says. The server answers it, and remembers. */
export class Violation extends Error {
  readonly reply: Reply;

  constructor(message: string, reply: Reply) {
    super(message);
    this.reply = reply;
  }
}

export interface ProviderServer {
  readonly origin: string;
  readonly exchanges: readonly Exchange[];
  /** Requests that were not as the documentation says. */
  readonly violations: readonly string[];
  /** The server's own time. */
  now: Date;
  inject(fault: Fault): void;
  /** Ends with the next request whose method and path match. */
  asked(on: RegExp): Promise<Exchange>;
  close(): Promise<void>;
}

export async function startServer(
  handle: (exchange: Exchange) => Promise<Reply> | Reply,
): Promise<ProviderServer> {
  const exchanges: Exchange[] = [];
  const violations: string[] = [];
  const faults: Fault[] = [];
  const waiting: { on: RegExp; resolve: (exchange: Exchange) => void }[] = [];

  const take = (title: string) => {
    const index = faults.findIndex(({ on }) => on.test(title));
    return index < 0 ? undefined : faults.splice(index, 1)[0];
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", origin);
    const title = `${request.method} ${url.pathname}${url.search}`;
    const fault = take(title);
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
      if (fault?.breaks === "upload") return void request.socket.resetAndDestroy();
    }
    const body = Buffer.concat(chunks);
    const exchange = { method: request.method ?? "", url, headers: request.headers, body };
    exchanges.push(exchange);
    for (const { on, resolve } of waiting) if (on.test(title)) resolve(exchange);
    const reply = fault?.reply ?? (await answered(handle, exchange, violations));
    if (fault?.breaks === "silence") return;
    if (fault?.breaks === "answer") return void request.socket.resetAndDestroy();
    send(response, reply, fault?.breaks);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // An address of a listening TCP server has a port.
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    exchanges,
    violations,
    now: new Date("2027-03-01T09:00:00Z"),
    inject: (fault) => void faults.push(fault),
    asked: (on) => new Promise((resolve) => void waiting.push({ on, resolve })),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answered(
  handle: (exchange: Exchange) => Promise<Reply> | Reply,
  exchange: Exchange,
  violations: string[],
): Promise<Reply> {
  try {
    return await handle(exchange);
  } catch (error) {
    violations.push(`${exchange.method} ${exchange.url.pathname}: ${(error as Error).message}`);
    return error instanceof Violation ? error.reply : { status: 500, body: String(error) };
  }
}

function send(response: ServerResponse, reply: Reply, breaks: Fault["breaks"]): void {
  const body = Buffer.from(reply.body ?? "");
  const headers = { "content-type": "application/json", ...reply.headers };
  if (breaks === "truncated") {
    response.writeHead(reply.status ?? 200, headers).end(body.subarray(0, body.length * 0.6));
    return;
  }
  response.writeHead(reply.status ?? 200, { ...headers, "content-length": String(body.length) });
  if (breaks !== "download") return void response.end(body);
  response.write(body.subarray(0, body.length * 0.6), () => response.socket?.resetAndDestroy());
}

export const jsonReply = (value: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  body: JSON.stringify(value),
  headers,
});

/** The JSON of a request's body. */
export const jsonOf = (exchange: Exchange): unknown => JSON.parse(exchange.body.toString("utf8"));

/** The lines of a file, each its JSON. */
export const jsonLinesOf = (text: string): unknown[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

export const linesReply = (lines: readonly unknown[]): Reply => ({
  body: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
  headers: { "content-type": "application/jsonl" },
});
