/**
 * The worker's small HTTP server for those who watch it. Reads only, no secrets, no authentication: bind it to an
 * address that only they reach.
 *
 *   /healthz   200 while the process answers at all: restart it when it does not
 *   /readyz    200 when it can work, else 503 with the reasons
 *   /metrics   Prometheus text
 */

import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Readiness } from "./readiness.js";

export interface HealthServerOptions {
  host: string;
  /** 0 takes any that is free. */
  port: number;
  ready(): Promise<Readiness>;
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export interface HealthServer {
  /** Where it listens: `http://127.0.0.1:9464`. */
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** @throws {Error} naming the setting to change, when the address cannot be had */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const server = http.createServer((request, response) => {
    void answer(request, options)
      .catch(() => json(500, { error: "The answer could not be made" }))
      .then(({ status, type, body }) => {
        response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
        response.end(request.method === "HEAD" ? undefined : body);
      });
  });
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: http.Server, { host, port }: HealthServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(unusable(host, port, error)));
    server.listen({ host, port }, () => resolve());
  });
}

function unusable(host: string, port: number, cause: NodeJS.ErrnoException): Error {
  const why: Record<string, string> = {
    EADDRINUSE: `port ${port} on ${host} is taken: set STAGELINE_METRICS_PORT to another one, or to 0 for any`,
    EACCES: `port ${port} may not be used: set STAGELINE_METRICS_PORT to one above 1023`,
    EADDRNOTAVAIL: `${host} is no address of this machine: set STAGELINE_METRICS_HOST to one that is`,
    ENOTFOUND: `${host} is not known: set STAGELINE_METRICS_HOST to an address of this machine`,
  };
  return new Error(`Metrics cannot be served: ${why[cause.code ?? ""] ?? cause.message}`, { cause });
}

async function answer(request: http.IncomingMessage, options: HealthServerOptions): Promise<Answer> {
  if (request.method !== "GET" && request.method !== "HEAD") return json(405, { error: "GET and HEAD only" });
  switch (request.url?.split("?")[0]) {
    case "/healthz":
      return json(200, { status: "ok", uptimeSeconds: Math.round(process.uptime()) });
    case "/readyz": {
      const { isReady, reasons } = await options.ready();
      return json(isReady ? 200 : 503, { status: isReady ? "ready" : "not ready", reasons });
    }
    case "/metrics": {
      const { contentType, text } = await options.metrics();
      return { status: 200, type: contentType, body: text };
    }
    default:
      return json(404, { error: "There are /healthz, /readyz and /metrics" });
  }
}

const json = (status: number, body: unknown): Answer => ({
  status,
  type: "application/json; charset=utf-8",
  body: `${JSON.stringify(body)}\n`,
});
